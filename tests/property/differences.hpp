// same(): what the exchange and the naive model must agree on, and the text of where they do not.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"
#include "model/ledger.hpp"
#include "model/refusal.hpp"

namespace market::test {

class Difference : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline std::string show(const std::string& text) {
  return text;
}
inline std::string show(bool value) {
  return value ? "true" : "false";
}
inline std::string show(std::uint32_t value) {
  return std::to_string(value);
}
inline std::string show(std::uint64_t value) {
  return std::to_string(value);
}
inline std::string show(Quantity value) {
  return std::to_string(value.shares());
}
inline std::string show(Timestamp value) {
  return to_rfc3339(value);
}
inline std::string show(const AccountRef& account) {
  constexpr const char* kKinds[] = {"outside", "trader", "exchange", "issuer", "treasury"};
  return std::string(kKinds[static_cast<int>(account.kind)]) + " " + std::to_string(account.number);
}
template <class Tag, class Rep>
std::string show(Id<Tag, Rep> value) {
  return std::to_string(value.value());
}
template <class T>
std::string show(const T& value) {
  return std::string(to_text(value));
}
template <class T>
std::string show(const std::optional<T>& value) {
  return value ? show(*value) : "none";
}
template <class T>
std::string show(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += show(value) + " ";
  return text;
}

template <class T>
void same(const T& engine, const T& naive, const std::string& what) {
  if (engine == naive) return;
  throw Difference(what + ": the exchange has " + show(engine) + ", the naive model " + show(naive));
}

}  // namespace market::test
