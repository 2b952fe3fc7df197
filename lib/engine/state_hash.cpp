// The canonical hash of the whole state: every fact once, in an order that does not depend on memory or
// hashing.
#include "core/hash.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

void add_rule(Hasher& hash, const FeeRule& rule) {
  hash.add(rule.bps.units()).add(rule.per_share.units()).add(rule.flat.units());
  for (const std::optional<Money>& bound : {rule.min, rule.max})
    hash.add(bound ? bound->units() : std::int64_t{-1});
}

void add_table(Hasher& hash, const FeeTable& table) {
  for (const FeeSchedule& schedule : table.schedules) {
    hash.add(schedule.name).add(std::uint64_t{schedule.auction.has_value()});
    for (const FeeRule& rule : {schedule.maker, schedule.taker, schedule.auction.value_or(FeeRule())})
      add_rule(hash, rule);
    hash.add(std::uint64_t{schedule.tiers.size()});
    for (const FeeTier& tier : schedule.tiers)
      hash.add(tier.volume_30d.units()).add(tier.maker_bps.units()).add(tier.taker_bps.units());
  }
  hash.add(table.default_schedule);
  for (const Beneficiary& one : table.distribution)
    hash.add(static_cast<std::uint64_t>(one.kind)).add(one.trader.view()).add(one.share_units);
}

void add_company(Hasher& hash, const Company& company) {
  hash.add(company.symbol.view()).add(company.name).add(company.sector);
  hash.add(static_cast<std::uint64_t>(company.status)).add(company.halt_reason);
  hash.add(company.shares.shares()).add(company.treasury_shares.shares());
  hash.add(company.ticks.base.units()).add(std::uint64_t{company.ticks.steps.size()});
  for (const TickStep& step : company.ticks.steps) hash.add(step.from.units()).add(step.tick.units());
  hash.add(company.lot_size.shares());
  hash.add(company.band ? company.band->units() : std::int64_t{-1});
  const CircuitBreaker breaker = company.breaker.value_or(CircuitBreaker());
  hash.add(breaker.percent.units()).add(breaker.window.ns()).add(breaker.duration.ns());
  const CallAuction auction = company.auction.value_or(CallAuction());
  hash.add(static_cast<std::uint64_t>(auction.kind)).add(auction.ends_at.value_or(Timestamp()).ns());
  hash.add(company.initial_price.units())
      .add(company.reference_price.units())
      .add(company.last_price.units());
  hash.add(company.fee_schedule).add(company.created_at.ns());
}

void add_trader(Hasher& hash, const Trader& trader, const Account& account) {
  hash.add(trader.slug.view()).add(trader.name).add(trader.fee_schedule).add(trader.created_at.ns());
  hash.add(std::uint64_t{trader.limits.max_open_orders});
  hash.add(trader.limits.max_order_quantity ? trader.limits.max_order_quantity->shares() : std::int64_t{-1});
  hash.add(trader.limits.max_order_value ? trader.limits.max_order_value->units() : std::int64_t{-1});
  for (const ApiKey& key : trader.keys)
    hash.add(key.id.view())
        .add(std::string_view(reinterpret_cast<const char*>(key.hash.data()), key.hash.size()))
        .add(key.created_at.ns());
  hash.add(std::uint64_t{trader.limits.max_orders_per_second.value_or(0)});
  hash.add(trader.closed_at ? trader.closed_at->ns() : std::int64_t{-1});
  hash.add(account.cash.units()).add(account.reserved.units()).add(account.fees_paid.units());
  hash.add(std::uint64_t{account.open_orders});
}

void add_conditions(Hasher& hash, const ConditionalOrder& own) {
  hash.add(own.stop_price.units()).add(own.trail_amount.units()).add(own.trail_percent.units());
  hash.add(own.trail_mark.units()).add(own.bound.units()).add(own.expires_at.ns());
  hash.add(own.display).add(own.display > 0 ? own.shown : std::int64_t{0});
  hash.add(own.parent.value()).add(own.legs[0].value()).add(own.legs[1].value()).add(own.partner.value());
  hash.add(static_cast<std::uint64_t>(own.order_class) | static_cast<std::uint64_t>(own.place) << 8 |
           static_cast<std::uint64_t>(own.triggered) << 16 |
           static_cast<std::uint64_t>(own.is_pair_stop) << 24);
}

void add_order(Hasher& hash, const OrderStore& orders, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  const OrderDetail& detail = orders.detail(slot);
  hash.add(order.id.value()).add(order.remaining).add(std::uint64_t{order.trader.value()});
  hash.add(std::uint64_t{order.company.value()}).add(order.limit_price.units());
  hash.add(order.quantity).add(Int128(detail.filled_value)).add(detail.fees.units());
  hash.add(detail.created_at.ns()).add(detail.updated_at.ns()).add(detail.seq);
  hash.add(static_cast<std::uint64_t>(order.side) | static_cast<std::uint64_t>(order.type) << 8 |
           static_cast<std::uint64_t>(order.time_in_force) << 16 |
           static_cast<std::uint64_t>(order.self_trade) << 24 |
           static_cast<std::uint64_t>(order.status) << 32 |
           static_cast<std::uint64_t>(order.post_only) << 40);
  if (const ConditionalOrder* own = orders.find_conditions(order)) add_conditions(hash, *own);
}

// The queues by the ids in them, each side's best first.
void add_queues(Hasher& hash, const OrderStore& orders, const OrderBook& book) {
  for (const Side side : {Side::buy, Side::sell})
    book.visit_orders(orders, side, [&](std::uint32_t slot, Price price) {
      hash.add(orders.resting(slot).id.value()).add(price.units());
      return true;
    });
}

void add_rules(Hasher& hash, const MarketRules& rules, SessionPhase phase) {
  const SessionCalendar& calendar = rules.calendar;
  hash.add(rules.collar.units()).add(static_cast<std::uint64_t>(phase));
  hash.add(static_cast<std::uint64_t>(calendar.always_open) | static_cast<std::uint64_t>(calendar.days) << 8);
  hash.add(calendar.open.ns()).add(calendar.close.ns());
  hash.add(calendar.opening_auction.ns()).add(calendar.closing_auction.ns());
  hash.add(std::uint64_t{calendar.holidays.size()});
  for (const std::int64_t day : calendar.holidays) hash.add(day);
}

void add_client_id(Hasher& hash, const ClientOrderIds::Entry& entry) {
  hash.add(std::uint64_t{entry.trader.value()})
      .add(entry.text.view())
      .add(entry.order.value())
      .add(entry.fingerprint);
  hash.add(entry.ended_at ? entry.ended_at->ns() : std::int64_t{-1});
}

}  // namespace

std::uint64_t Exchange::state_hash() const {
  const State& state = *state_;
  Hasher hash;
  hash.add(state.seq).add(state.now.ns()).add(state.settings.idempotency_window.ns());
  add_rules(hash, state.rules, state.phase);
  hash.add(std::uint64_t{state.deadlines.size()});
  for (const auto& [time, trader] : state.deadlines) hash.add(time.ns()).add(std::uint64_t{trader.value()});
  hash.add(state.scenario.name).add(state.scenario.seed);
  hash.add(state.last_order.value()).add(state.last_trade.value());
  add_table(hash, state.fees.table());
  hash.add(state.treasury.deposits.units()).add(state.treasury.withdrawals.units());
  hash.add(state.treasury.exchange_revenue.units());
  hash.add(state.treasury.fees_taken.units()).add(state.treasury.fees_distributed.units());

  hash.add(state.exchange_fees.units());
  for (const auto& [trader, fees] : state.trader_fees)
    hash.add(std::uint64_t{trader.value()}).add(fees.units());
  for (const auto& [trader, rate] : state.order_rates)
    hash.add(std::uint64_t{trader.value()}).add(rate.next());
  for (const auto& one : state.traders) {
    add_trader(hash, *one, state.accounts.cash(one->id));
    state.accounts.visit_volumes(one->id, day_of(state.now),
                                 [&](std::int64_t day, Amount value) { hash.add(day).add(value.units()); });
  }
  for (const auto& at : state.listings) {
    add_company(hash, at->company);
    hash.add(at->issuer_revenue.units())
        .add(at->issuer_fees.units())
        .add(at->bought)
        .add(at->sold)
        .add(at->traded);
    state.accounts.visit_positions(at->company.id, [&](TraderId trader, const Position& position) {
      if (position.quantity == Quantity(0) && position.cost == Amount(0) &&
          position.realized_pnl == Amount(0))
        return;
      hash.add(std::uint64_t{trader.value()}).add(position.quantity.shares()).add(position.reserved.shares());
      hash.add(position.cost.units()).add(position.realized_pnl.units());
    });
    add_queues(hash, state.orders, at->book);
    add_queues(hash, state.orders, at->stops);
    hash.add(std::uint64_t{at->auction_market.size()});
    for (const auto& [arrival, id] : at->auction_market) hash.add(id.value());
    if (at->company.breaker)
      at->window.visit(state.now - at->company.breaker->window,
                       [&](Timestamp time, Price price) { hash.add(time.ns()).add(price.units()); });
  }

  state.orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    add_order(hash, state.orders, slot);
    if (const std::uint32_t client = state.orders.resting(slot).client; client != kNoSlot)
      add_client_id(hash, state.client_ids[client]);
    return true;
  });
  for (const std::uint32_t number : state.client_ids.ended()) add_client_id(hash, state.client_ids[number]);
  return hash.digest();
}

}  // namespace market
