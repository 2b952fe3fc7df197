// Checks that registrations of companies and traders share.
#pragma once
#include <optional>
#include <string>

#include "engine/refusals.hpp"
#include "model/trader.hpp"

namespace market {

inline constexpr std::size_t kMaxText = 256;  // bytes of a name, a sector or a reason

inline std::optional<Refused> check_text(const std::string& text, const char* field) {
  if (text.size() <= kMaxText) return std::nullopt;
  return refuse::invalid(std::string(field) + " must have at most 256 bytes", field);
}

inline bool is_quantity(Quantity quantity) {
  return quantity > Quantity(0) && quantity <= kMaxQuantity;
}

// registry.cpp
std::optional<Refused> check_terms(const TickTable& ticks, std::optional<Quantity> lot,
                                   std::optional<Rate> band, const std::optional<CircuitBreaker>& breaker);
// trader_accounts.cpp
std::optional<Refused> check_limits(const TraderLimits& limits);

}  // namespace market
