#include "tests/property/balance_book.hpp"

namespace market::test {

void BalanceBook::post(const Trade& trade) {
  const AccountRef buyer = AccountRef::of(trade.buyer), seller = AccountRef::of(trade.seller);
  move(buyer, seller, std::nullopt, wide_notional(trade.price, trade.quantity).units());
  move(seller, buyer, trade.company, trade.quantity.shares());
  move(buyer, AccountRef::exchange(), std::nullopt, trade.buyer_fee.units());
  move(seller, AccountRef::exchange(), std::nullopt, trade.seller_fee.units());
}

void BalanceBook::post(const Transfer& transfer) {
  move(transfer.from, transfer.to, transfer.shares_of, transfer.amount);
}

void BalanceBook::move(const AccountRef& from, const AccountRef& to, Asset asset, Int128 amount) {
  balances_[{asset, from.kind, from.number}] -= amount;
  balances_[{asset, to.kind, to.number}] += amount;
}

Int128 BalanceBook::balance(const AccountRef& account, Asset asset) const {
  const auto it = balances_.find({asset, account.kind, account.number});
  return it != balances_.end() ? it->second : 0;
}

bool BalanceBook::is_balanced() const {
  std::map<Asset, Int128> sums;
  for (const auto& [key, amount] : balances_) sums[std::get<Asset>(key)] += amount;
  for (const auto& [asset, sum] : sums)
    if (sum != 0) return false;
  return true;
}

}  // namespace market::test
