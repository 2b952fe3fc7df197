// BalanceBook: a second ledger, kept from the exchange's events alone: every trade, fee and transfer takes
// from one account what it gives to another.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>

#include "core/int128.hpp"
#include "model/event.hpp"

namespace market::test {

class BalanceBook {
 public:
  void post(const Trade& trade);
  void post(const Transfer& transfer);

  Int128 cash(const AccountRef& account) const { return balance(account, std::nullopt); }
  Int128 shares(const AccountRef& account, CompanyId company) const { return balance(account, company); }
  // Of cash and of each company's shares, over all accounts: nothing.
  bool is_balanced() const;

 private:
  using Asset = std::optional<CompanyId>;  // absent: cash
  using Key = std::tuple<Asset, AccountRef::Kind, std::uint32_t>;

  void move(const AccountRef& from, const AccountRef& to, Asset asset, Int128 amount);
  Int128 balance(const AccountRef& account, Asset asset) const;

  std::map<Key, Int128> balances_;
};

}  // namespace market::test
