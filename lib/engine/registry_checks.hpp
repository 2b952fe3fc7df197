// Checks that registrations of companies and traders share.
#pragma once
#include <optional>
#include <string>

#include "engine/refusals.hpp"

namespace market {

inline constexpr std::size_t kMaxText = 256;  // bytes of a name, a sector or a reason

inline std::optional<Refused> check_text(const std::string& text, const char* field) {
  if (text.size() <= kMaxText) return std::nullopt;
  return refuse::invalid(std::string(field) + " must have at most 256 bytes", field);
}

inline bool is_quantity(Quantity quantity) {
  return quantity > Quantity(0) && quantity <= kMaxQuantity;
}

}  // namespace market
