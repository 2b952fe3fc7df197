// The canonical hash of the whole state: every fact once, in an order that does not depend on memory or
// hashing.
#include "core/hash.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

void add_table(Hasher& hash, const FeeTable& table) {
  for (const FeeSchedule& schedule : table.schedules)
    hash.add(schedule.name).add(schedule.maker.bps.units()).add(schedule.taker.bps.units());
  hash.add(table.default_schedule);
  for (const Beneficiary& one : table.distribution)
    hash.add(static_cast<std::uint64_t>(one.kind)).add(one.trader.view()).add(one.share_units);
}

void add_company(Hasher& hash, const Company& company) {
  hash.add(company.symbol.view()).add(company.name).add(company.sector);
  hash.add(static_cast<std::uint64_t>(company.status)).add(company.halt_reason);
  hash.add(company.shares.shares()).add(company.treasury_shares.shares());
  hash.add(company.tick_size.units()).add(company.lot_size.shares());
  hash.add(company.band ? company.band->units() : std::int64_t{-1});
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
  hash.add(account.cash.units()).add(account.reserved.units()).add(account.fees_paid.units());
  hash.add(std::uint64_t{account.open_orders});
}

void add_order(Hasher& hash, const RestingOrder& order, const OrderDetail& detail, Price price) {
  hash.add(order.id.value()).add(order.remaining).add(std::uint64_t{order.trader.value()}).add(price.units());
  hash.add(detail.quantity).add(detail.limit_price.units()).add(Int128(detail.filled_value));
  hash.add(detail.fees.units()).add(detail.reserved.units());
  hash.add(detail.created_at.ns()).add(detail.updated_at.ns()).add(detail.seq);
  hash.add(static_cast<std::uint64_t>(detail.side) | static_cast<std::uint64_t>(detail.type) << 8 |
           static_cast<std::uint64_t>(detail.time_in_force) << 16 |
           static_cast<std::uint64_t>(detail.self_trade) << 24 |
           static_cast<std::uint64_t>(detail.status) << 32 |
           static_cast<std::uint64_t>(detail.post_only) << 40);
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
  hash.add(state.scenario.name).add(state.scenario.seed);
  hash.add(state.last_order.value()).add(state.last_trade.value());
  add_table(hash, state.fees.table());
  hash.add(state.treasury.deposits.units()).add(state.treasury.withdrawals.units());
  hash.add(state.treasury.exchange_revenue.units());
  hash.add(state.treasury.fees_taken.units()).add(state.treasury.fees_distributed.units());

  for (const auto& one : state.traders) add_trader(hash, *one, state.accounts.cash(one->id));
  for (const auto& at : state.listings) {
    add_company(hash, at->company);
    hash.add(at->issuer_revenue.units()).add(at->bought).add(at->sold).add(at->traded);
    state.accounts.positions(at->company.id).for_each([&](std::uint32_t trader, const Position& position) {
      if (position.quantity == Quantity(0) && position.cost == Amount(0) &&
          position.realized_pnl == Amount(0))
        return;
      hash.add(std::uint64_t{trader}).add(position.quantity.shares()).add(position.reserved.shares());
      hash.add(position.cost.units()).add(position.realized_pnl.units());
    });
    for (const Side side : {Side::buy, Side::sell})
      at->book.visit_orders(state.orders, side, [&](std::uint32_t slot, Price price) {
        add_order(hash, state.orders.resting(slot), state.orders.detail(slot), price);
        return true;
      });
  }

  state.orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (const std::uint32_t client = state.orders.detail(slot).client; client != kNoSlot)
      add_client_id(hash, state.client_ids[client]);
    return true;
  });
  for (const std::uint32_t number : state.client_ids.ended()) add_client_id(hash, state.client_ids[number]);
  return hash.digest();
}

}  // namespace market
