#include "venue/feed_accounts.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {

void FeedAccounts::take(const Exchange& exchange) {
  orders_.clear();
  accounts_.clear();
  touched_.clear();
  described_.clear();
  took_fees_ = fees_may_differ_ = false;
  for (const Event& event : exchange.events())
    std::visit([&](const auto& one) { see(exchange, one); }, event);
  if (took_fees_) touch_receivers_of_fees(exchange);
  if (fees_may_differ_) touch_changed_cash(exchange);
  tell_accounts(exchange);
}

// All updates of one order show it as the command left it: its states on the way are not kept anywhere.
const std::shared_ptr<const Order>& FeedAccounts::describe(const Exchange& exchange, OrderId id) {
  std::shared_ptr<const Order>& order = described_[id];
  if (order) return order;
  auto found = exchange.order(id);
  MARKET_CHECK(found);
  order = std::make_shared<const Order>(*std::move(found));
  // A buy order reserves cash, a sell order shares.
  if (order->side == Side::buy)
    touch(order->trader);
  else
    touch(order->trader, order->company);
  return order;
}

OrderUpdate& FeedAccounts::add(const Exchange& exchange, OrderId id, OrderHappening happening) {
  const std::shared_ptr<const Order>& order = describe(exchange, id);
  orders_.push_back({order->trader, order->company, {happening, {}, {}, order}});
  return orders_.back().update;
}

void FeedAccounts::add_fill(const Exchange& exchange, const Trade& trade, Side side) {
  const bool buys = side == Side::buy;
  OrderUpdate& update = add(exchange, buys ? trade.buy_order : trade.sell_order, OrderHappening::filled);
  update.fill = OrderFill{trade.id, trade.price, trade.quantity, liquidity_of(trade, side),
                          buys ? trade.buyer_fee : trade.seller_fee};
  touch(buys ? trade.buyer : trade.seller, trade.company);
}

void FeedAccounts::see(const Exchange& exchange, const Trade& trade) {
  add_fill(exchange, trade, Side::buy);
  add_fill(exchange, trade, Side::sell);
  took_fees_ = took_fees_ || trade.buyer_fee != -trade.seller_fee;
}

// The last fill has told the end of one that was filled.
void FeedAccounts::see(const Exchange& exchange, const OrderEnded& ended) {
  switch (describe(exchange, ended.order)->status) {
    case OrderStatus::canceled: add(exchange, ended.order, OrderHappening::canceled); return;
    case OrderStatus::expired: add(exchange, ended.order, OrderHappening::expired); return;
    case OrderStatus::filled:
    case OrderStatus::open_new:
    case OrderStatus::partially_filled:
    case OrderStatus::held: return;
  }
}

void FeedAccounts::see(const Exchange& exchange, const SelfTradePrevented& prevented) {
  add(exchange, prevented.incoming, OrderHappening::self_trade_prevented).met = prevented.resting;
  add(exchange, prevented.resting, OrderHappening::self_trade_prevented).met = prevented.incoming;
}

void FeedAccounts::see(const Exchange&, const Transfer& transfer) {
  for (const AccountRef& account : {transfer.from, transfer.to}) {
    if (account.kind != AccountRef::Kind::trader) continue;
    if (transfer.shares_of)
      touch(account.trader(), *transfer.shares_of);
    else
      touch(account.trader());
  }
}

// Whoever held shares and holds none now got a Transfer for them.
void FeedAccounts::see(const Exchange& exchange, const SharesSplit& split) {
  for (std::uint32_t trader = 0; trader < exchange.trader_count(); ++trader)
    if (exchange.position(TraderId(trader), split.company).quantity > Quantity())
      touch(TraderId(trader), split.company);
}

void FeedAccounts::touch_receivers_of_fees(const Exchange& exchange) {
  for (const Beneficiary& one : exchange.fees().distribution)
    if (one.kind == Beneficiary::Kind::trader)
      if (const auto trader = exchange.find_trader(one.trader.view())) touch(*trader);
}

void FeedAccounts::touch_changed_cash(const Exchange& exchange) {
  for (std::uint32_t trader = 0; trader < exchange.trader_count(); ++trader) {
    const Account& account = exchange.account(TraderId(trader));
    if (told(TraderId(trader)) != Cash{account.cash, account.reserved}) touch(TraderId(trader));
  }
}

FeedAccounts::Cash& FeedAccounts::told(TraderId trader) {
  if (trader.value() >= told_.size()) told_.resize(trader.value() + 1);
  return told_[trader.value()];
}

// By trader, then company, each once.
void FeedAccounts::tell_accounts(const Exchange& exchange) {
  std::sort(touched_.begin(), touched_.end());
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  for (auto next = touched_.begin(); next != touched_.end();) {
    const TraderId trader = next->trader;
    const Account& account = exchange.account(trader);
    const Cash now{account.cash, account.reserved};
    AccountUpdate update{{}, now.cash, now.reserved, {}};
    for (; next != touched_.end() && next->trader == trader; ++next) {
      if (next->position)
        update.positions.push_back(
            {exchange.company(next->company).symbol, exchange.position(trader, next->company)});
    }
    if (update.positions.empty() && told(trader) == now) continue;
    told(trader) = now;
    update.trader = exchange.trader(trader).slug;
    accounts_.push_back({trader, std::make_shared<const AccountUpdate>(std::move(update))});
  }
}

void FeedAccounts::restore(const Exchange& exchange) {
  told_.clear();
  for (std::uint32_t trader = 0; trader < exchange.trader_count(); ++trader) {
    const Account& account = exchange.account(TraderId(trader));
    told_.push_back({account.cash, account.reserved});
  }
}

}  // namespace market
