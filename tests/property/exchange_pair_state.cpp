// What the exchange and the naive model must agree on in a state.
#include "tests/property/differences.hpp"
#include "tests/property/exchange_pair.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {
namespace {

constexpr std::size_t kDepth = 1'000;

void same_order(const Order& engine, const Order& naive) {
  const std::string of = " of order " + show(naive.id);
  same(engine.id, naive.id, "id" + of);
  same(engine.client_order_id.str(), naive.client_order_id.str(), "client_order_id" + of);
  same(engine.trader, naive.trader, "trader" + of);
  same(engine.company, naive.company, "company" + of);
  same(engine.side, naive.side, "side" + of);
  same(engine.type, naive.type, "type" + of);
  same(engine.time_in_force, naive.time_in_force, "time_in_force" + of);
  same(engine.self_trade, naive.self_trade, "self_trade" + of);
  same(engine.post_only, naive.post_only, "post_only" + of);
  same(engine.status, naive.status, "status" + of);
  same(engine.reason, naive.reason, "reason" + of);
  same(engine.quantity, naive.quantity, "quantity" + of);
  same(engine.filled, naive.filled, "filled" + of);
  same(engine.remaining, naive.remaining, "remaining" + of);
  same(engine.limit_price, naive.limit_price, "limit_price" + of);
  same(engine.stop_price, naive.stop_price, "stop_price" + of);
  same(engine.trail_amount, naive.trail_amount, "trail_amount" + of);
  same(engine.trail_percent, naive.trail_percent, "trail_percent" + of);
  same(engine.display_quantity, naive.display_quantity, "display_quantity" + of);
  same(engine.order_class, naive.order_class, "order_class" + of);
  same(engine.parent, naive.parent, "parent" + of);
  for (std::size_t i = 0; i < naive.legs.size(); ++i) same(engine.legs[i], naive.legs[i], "legs" + of);
  same(engine.expires_at, naive.expires_at, "expires_at" + of);
  same(engine.filled_value, naive.filled_value, "filled_value" + of);
  same(engine.fees, naive.fees, "fees" + of);
  same(engine.created_at, naive.created_at, "created_at" + of);
  same(engine.updated_at, naive.updated_at, "updated_at" + of);
  same(engine.seq, naive.seq, "seq" + of);
}

}  // namespace

void ExchangePair::compare_everything() const {
  same(exchange_.company_count(), static_cast<std::uint32_t>(naive_.company_count()), "company count");
  same(exchange_.trader_count(), static_cast<std::uint32_t>(naive_.trader_count()), "trader count");
  same(exchange_.open_order_count(), std::uint64_t{naive_.open_orders().size()}, "open order count");
  compare_treasury();
  same(book_.is_balanced(), true, "what all accounts hold together is nothing");
  same(exchange_.next_due(), naive_.next_due(), "next due");
  std::vector<OrderId> open;
  exchange_.visit_open_orders(std::nullopt, OrderId(), [&](const OpenOrder& order) {
    open.push_back(order.id);
    return true;
  });
  std::vector<OrderId> naive_open;
  for (const auto& [id, order] : naive_.open_orders()) {
    naive_open.push_back(id);
    compare_order(id);
  }
  same(open, naive_open, "open orders");
  for (std::uint32_t c = 0; c < naive_.company_count(); ++c) {
    compare_company(CompanyId(c));
    compare_book(CompanyId(c));
  }
  for (std::uint32_t t = 0; t < naive_.trader_count(); ++t) compare_trader(TraderId(t));
  require_sound(exchange_);
}

void ExchangePair::compare_order(OrderId id) const {
  const auto order = exchange_.order(id);
  if (!order) throw Difference("the exchange does not show order " + show(id));
  same_order(*order, naive_.order(id));
  same(exchange_.is_open(id), naive_.is_open(id), "order " + show(id) + " is open");
}

void ExchangePair::compare_trader(TraderId id) const {
  const std::string of = " of trader " + show(id);
  const Account& engine = exchange_.account(id);
  const Account naive = naive_.account(id);
  same(engine.cash, naive.cash, "cash" + of);
  same(engine.reserved, naive.reserved, "reserved cash" + of);
  same(engine.fees_paid, naive.fees_paid, "fees paid" + of);
  same(engine.open_orders, naive.open_orders, "open orders" + of);
  same(exchange_.cancel_deadline(id), naive_.cancel_deadline(id), "cancel deadline" + of);
  const AccountRef account = AccountRef::of(id);
  same(Amount(book_.cash(account)), Amount(naive.cash), "cash in the book" + of);
  same(exchange_.volume_30d(id, exchange_.now()), naive_.volume_30d(id), "volume_30d" + of);
  same(exchange_.fee_revenue(account), naive_.fee_revenue(account), "fee revenue" + of);
  compare_terms(id);
  for (std::uint32_t c = 0; c < naive_.company_count(); ++c) {
    const Position held = exchange_.position(id, CompanyId(c));
    const Position expected = naive_.position(id, CompanyId(c));
    same(held.quantity, expected.quantity, "holding" + of);
    same(held.reserved, expected.reserved, "reserved shares" + of);
    same(held.cost, expected.cost, "cost" + of);
    same(held.realized_pnl, expected.realized_pnl, "realized pnl" + of);
    const auto booked = static_cast<std::int64_t>(book_.shares(account, CompanyId(c)));
    same(Quantity(booked), expected.quantity, "holding in the book" + of);
  }
}

void ExchangePair::compare_terms(TraderId id) const {
  const std::string of = " of trader " + show(id);
  const Trader& engine = exchange_.trader(id);
  const Trader& naive = naive_.trader(id);
  same(engine.name, naive.name, "name" + of);
  same(engine.fee_schedule, naive.fee_schedule, "fee schedule" + of);
  same(engine.closed_at, naive.closed_at, "closed_at" + of);
  same(engine.limits.max_open_orders, naive.limits.max_open_orders, "max_open_orders" + of);
  same(engine.limits.max_order_quantity, naive.limits.max_order_quantity, "max_order_quantity" + of);
  same(engine.limits.max_order_value, naive.limits.max_order_value, "max_order_value" + of);
  same(engine.limits.max_orders_per_second, naive.limits.max_orders_per_second, "max_orders_per_second" + of);
  const auto left = exchange_.order_allowance(id, exchange_.now());
  const auto expected = naive_.order_allowance(id, naive_.now());
  same(left.has_value(), expected.has_value(), "order allowance" + of);
  if (!expected) return;
  same(left->limit, expected->limit, "limit of the order allowance" + of);
  same(left->remaining, expected->remaining, "rest of the order allowance" + of);
  same(left->until_full.ns() == expected->until_full.ns(), true,
       "end of the order allowance is the same" + of);
}

void ExchangePair::compare_treasury() const {
  const Treasury& engine = exchange_.treasury();
  same(engine.exchange_revenue, naive_.exchange_revenue(), "exchange revenue");
  same(engine.deposits, naive_.deposits(), "deposits");
  same(engine.withdrawals, naive_.withdrawals(), "withdrawals");
  same(engine.fees_taken, naive_.fees_taken(), "fees taken");
  same(engine.fees_distributed, naive_.fees_taken(), "fees distributed");
  const AccountRef exchange = AccountRef::exchange();
  same(exchange_.fee_revenue(exchange), naive_.fee_revenue(exchange), "fee revenue of the exchange");
  same(Amount(book_.cash(exchange)), Amount(naive_.exchange_revenue()), "cash of the exchange in the book");
  same(Amount(book_.cash(AccountRef::outside())), engine.withdrawals - engine.deposits,
       "cash from outside in the book");
}

void ExchangePair::compare_trading(CompanyId id) const {
  const Company& engine = exchange_.company(id);
  const Company& naive = naive_.company(id);
  const std::string of = " of " + naive.symbol.str();
  same(engine.status, naive.status, "status" + of);
  same(engine.auction.has_value(), naive.auction.has_value(), "auction" + of);
  if (naive.auction) {
    same(engine.auction->kind, naive.auction->kind, "auction kind" + of);
    same(engine.auction->ends_at, naive.auction->ends_at, "auction's end" + of);
  }
  same(engine.last_price, naive.last_price, "last price" + of);
  same(engine.reference_price, naive.reference_price, "reference price" + of);
}

void ExchangePair::compare_company(CompanyId id) const {
  const Company& engine = exchange_.company(id);
  const Company& naive = naive_.company(id);
  const std::string of = " of " + naive.symbol.str();
  compare_trading(id);
  same(engine.shares, naive.shares, "shares" + of);
  same(engine.treasury_shares, naive.treasury_shares, "treasury shares" + of);
  same(engine.initial_price, naive.initial_price, "initial price" + of);
  same(engine.ticks == naive.ticks, true, "tick table is the same" + of);
  same(engine.breaker == naive.breaker, true, "breaker is the same" + of);
  same(engine.lot_size, naive.lot_size, "lot size" + of);
  same(engine.band, naive.band, "band" + of);
  const AccountRef issuer = AccountRef::issuer(id);
  same(exchange_.issuer_revenue(id), naive_.issuer_revenue(id), "issuer revenue" + of);
  same(exchange_.fee_revenue(issuer), naive_.fee_revenue(issuer), "fee revenue of the issuer" + of);
  same(Amount(book_.cash(issuer)), Amount(naive_.issuer_revenue(id)), "issuer's cash in the book" + of);
  const auto booked = [&](const AccountRef& account) {
    return Quantity(static_cast<std::int64_t>(book_.shares(account, id)));
  };
  same(booked(AccountRef::treasury(id)), naive.treasury_shares, "treasury shares in the book" + of);
  same(booked(AccountRef::outside()), Quantity(-naive.shares.shares()),
       "shares from outside in the book" + of);
  compare_fees(id);
}

// What fills of several sizes would be charged now.
void ExchangePair::compare_fees(CompanyId id) const {
  const std::uint32_t traders = exchange_.trader_count();
  if (traders == 0) return;
  const TraderId trader(static_cast<std::uint32_t>(naive_.seq() + id.value()) % traders);
  for (const Liquidity liquidity : {Liquidity::maker, Liquidity::taker, Liquidity::auction})
    for (const Money value : {Money(1), Money(1'234'567), kMaxNotional})
      for (const Quantity quantity : {Quantity(1), kMaxQuantity})
        same(exchange_.fee(id, trader, liquidity, value, quantity, exchange_.now()),
             naive_.fee(id, trader, liquidity, value, quantity), "fee of trader " + show(trader));
}

void ExchangePair::compare_book(CompanyId id) const {
  for (const Side side : {Side::buy, Side::sell}) compare_queue(id, side);
  compare_indication(id);
}

void ExchangePair::compare_indication(CompanyId id) const {
  const AuctionIndication engine = exchange_.auction_indication(id);
  const AuctionIndication naive = naive_.auction_indication(id);
  same(engine.price, naive.price, "indicative price");
  same(engine.quantity, naive.quantity, "indicative quantity");
  same(engine.imbalance, naive.imbalance, "imbalance");
  same(engine.side, naive.side, "side of the imbalance");
}

// The queue, its levels, and where each order stands in it.
void ExchangePair::compare_queue(CompanyId company, Side side) const {
  struct Level {
    Price price;
    Quantity quantity;
    std::uint32_t orders;
  };
  std::vector<Level> levels;
  const auto& naive = naive_.queue(company, side);
  const auto engine = exchange_.orders(company, side, naive.size() + 1);
  same(std::uint64_t{engine.size()}, std::uint64_t{naive.size()}, "orders in a queue");
  for (std::size_t i = 0; i < naive.size(); ++i) {
    const NaiveOrder& order = naive_.order(naive[i]);
    same(engine[i].id, order.id, "place in the queue");
    same(engine[i].price, *order.limit_price, "price in the queue of order " + show(order.id));
    same(engine[i].quantity, order.shown, "shown quantity of order " + show(order.id));
    if (levels.empty() || levels.back().price != *order.limit_price)
      levels.push_back({*order.limit_price, Quantity(0), 0});
    same(exchange_.order(order.id)->queue_ahead, std::optional(levels.back().quantity),
         "queue ahead of order " + show(order.id));
    levels.back().quantity += order.shown;
    ++levels.back().orders;
  }
  const auto engine_levels = exchange_.levels(company, side, kDepth);
  same(std::uint64_t{engine_levels.size()}, std::uint64_t{levels.size()}, "levels");
  for (std::size_t i = 0; i < levels.size(); ++i) {
    same(engine_levels[i].price, levels[i].price, "price of a level");
    same(engine_levels[i].quantity, levels[i].quantity, "quantity of a level");
    same(engine_levels[i].orders, levels[i].orders, "orders of a level");
  }
}

}  // namespace market::test
