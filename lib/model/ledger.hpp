// The ledger's vocabulary: every movement of cash or shares goes from one account to another, so that the
// accounts together always hold nothing: what they have came from outside.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.hpp"

namespace market {

// The numeric values are kept on disk: never renumber, only append.
enum class LedgerKind : std::uint8_t {
  deposit = 0,
  withdrawal = 1,
  trade = 2,
  fee = 3,
  rebate = 4,        // a negative fee
  distribution = 5,  // a share of fees passed on
  dividend = 6,
  issue = 7,  // shares from the treasury, or new ones into it
  split = 8,  // shares that come or go with a split, and cash in lieu of fractions
  close = 9   // what a closed account held: cash to outside, delisted shares to the treasury
};
std::string_view to_text(LedgerKind kind);
std::optional<LedgerKind> parse_ledger_kind(std::string_view text);

// Whose account.
//   outside   the world beyond the venue: deposits come from it, withdrawals go there
//   exchange  the operator: takes all fees and passes on the parts of the others
//   issuer    a company's cash
//   treasury  a company's own shares
struct AccountRef {
  enum class Kind : std::uint8_t { outside = 0, trader = 1, exchange = 2, issuer = 3, treasury = 4 };
  Kind kind = Kind::outside;
  std::uint32_t number = 0;  // of the trader or the company

  static AccountRef outside() { return {}; }
  static AccountRef exchange() { return {Kind::exchange, 0}; }
  static AccountRef of(TraderId trader) { return {Kind::trader, trader.value()}; }
  static AccountRef issuer(CompanyId company) { return {Kind::issuer, company.value()}; }
  static AccountRef treasury(CompanyId company) { return {Kind::treasury, company.value()}; }
  TraderId trader() const { return TraderId(number); }
  CompanyId company() const { return CompanyId(number); }
  bool operator==(const AccountRef&) const = default;
};

}  // namespace market
