#include "model/ledger.hpp"

#include <array>

namespace market {
namespace {

constexpr std::array<std::string_view, 10> kKinds = {"deposit",      "withdrawal", "trade", "fee",   "rebate",
                                                     "distribution", "dividend",   "issue", "split", "close"};

}  // namespace

std::string_view to_text(LedgerKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<LedgerKind> parse_ledger_kind(std::string_view text) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i] == text) return static_cast<LedgerKind>(i);
  return std::nullopt;
}

}  // namespace market
