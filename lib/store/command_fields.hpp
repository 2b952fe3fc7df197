// The fields of each command and of what commands hold, in the order of the journal: fields(archive, value)
// hands them to the archive, which writes or reads them. Private to lib/store.
//
// The structured bindings do not compile when a member is missing here, so that nobody adds one to a struct
// without thinking of the journals that were written before. Members that were added to a command later stand
// in later_fields(), which its second layout appends to the first; needs_later_fields() tells whether a
// command needs that layout. later_fields() of what several commands hold are for those that know them from
// their first layout on.
#pragma once
#include <algorithm>
#include <concepts>
#include <type_traits>

#include "model/command.hpp"

namespace market {

template <class T, class Wanted>
concept Is = std::same_as<std::remove_const_t<T>, Wanted>;

template <class Archive>
void fields(Archive& archive, Is<VenueSettings> auto& value) {
  auto& [idempotency_window] = value;
  archive(idempotency_window);
}

template <class Archive>
void fields(Archive& archive, Is<ApiKey> auto& value) {
  auto& [id, hash, created_at] = value;
  archive(id, hash, created_at);
}

template <class Archive>
void fields(Archive& archive, Is<TraderLimits> auto& value) {
  auto& [max_open_orders, max_order_quantity, max_order_value, max_orders_per_second] = value;
  archive(max_open_orders, max_order_quantity, max_order_value);
}

template <class Archive>
void later_fields(Archive& archive, Is<TraderLimits> auto& value) {
  archive(value.max_orders_per_second);
}

template <class Archive>
void fields(Archive& archive, Is<FeeRule> auto& value) {
  auto& [bps, per_share, flat, min, max] = value;
  archive(bps);
}

template <class Archive>
void later_fields(Archive& archive, Is<FeeRule> auto& value) {
  archive(value.per_share, value.flat, value.min, value.max);
}

inline bool needs_later_fields(const FeeRule& value) {
  return value != FeeRule{value.bps, {}, {}, {}, {}};
}

template <class Archive>
void fields(Archive& archive, Is<FeeTier> auto& value) {
  auto& [volume_30d, maker_bps, taker_bps] = value;
  archive(volume_30d, maker_bps, taker_bps);
}

template <class Archive>
void fields(Archive& archive, Is<FeeSchedule> auto& value) {
  auto& [name, maker, taker, auction, tiers] = value;
  archive(name, maker, taker);
}

template <class Archive>
void later_fields(Archive& archive, Is<FeeSchedule> auto& value) {
  later_fields(archive, value.maker);
  later_fields(archive, value.taker);
  archive(value.auction);
  if (value.auction) later_fields(archive, *value.auction);
  archive(value.tiers);
}

inline bool needs_later_fields(const FeeSchedule& value) {
  return needs_later_fields(value.maker) || needs_later_fields(value.taker) || value.auction ||
         !value.tiers.empty();
}

template <class Archive>
void fields(Archive& archive, Is<Beneficiary> auto& value) {
  auto& [kind, trader, share_units] = value;
  archive(kind, trader, share_units);
}

template <class Archive>
void fields(Archive& archive, Is<FeeTable> auto& value) {
  auto& [schedules, default_schedule, distribution] = value;
  archive(schedules, default_schedule, distribution);
}

template <class Archive>
void fields(Archive& archive, Is<AccountRef> auto& value) {
  auto& [kind, number] = value;
  archive(kind, number);
}

template <class Archive>
void fields(Archive& archive, Is<TickStep> auto& value) {
  auto& [from, tick] = value;
  archive(from, tick);
}

template <class Archive>
void fields(Archive& archive, Is<CircuitBreaker> auto& value) {
  auto& [percent, window, duration] = value;
  archive(percent, window, duration);
}

template <class Archive>
void fields(Archive& archive, Is<SessionCalendar> auto& value) {
  auto& [always_open, days, open, close, opening_auction, closing_auction, holidays] = value;
  archive(always_open, days, open, close, opening_auction, closing_auction, holidays);
}

template <class Archive>
void fields(Archive& archive, Is<MarketRules> auto& value) {
  auto& [collar, calendar] = value;
  archive(collar, calendar);
}

template <class Archive>
void fields(Archive& archive, Is<OrderTerms> auto& value) {
  auto& [stop_price, trail_amount, trail_percent, expires_at, display_quantity, order_class, take_profit,
         stop_loss, stop_loss_limit] = value;
  archive(stop_price, trail_amount, trail_percent, expires_at, display_quantity, order_class, take_profit,
          stop_loss, stop_loss_limit);
}

template <class Archive>
void fields(Archive& archive, Is<Configure> auto& value) {
  auto& [settings] = value;
  archive(settings);
}

template <class Archive>
void fields(Archive& archive, Is<RegisterCompany> auto& value) {
  auto& [symbol, name, sector, shares, initial_price, tick_size, lot_size, band, fee_schedule, tick_steps,
         breaker] = value;
  archive(symbol, name, sector, shares, initial_price, tick_size, lot_size, band, fee_schedule);
}

template <class Archive>
void later_fields(Archive& archive, Is<RegisterCompany> auto& value) {
  archive(value.tick_steps, value.breaker);
}

inline bool needs_later_fields(const RegisterCompany& value) {
  return !value.tick_steps.empty() || value.breaker.has_value();
}

template <class Archive>
void fields(Archive& archive, Is<UpdateCompany> auto& value) {
  auto& [company, name, sector, tick_size, lot_size, band, fee_schedule, tick_steps, breaker] = value;
  archive(company, name, sector, tick_size, lot_size, band, fee_schedule);
}

template <class Archive>
void later_fields(Archive& archive, Is<UpdateCompany> auto& value) {
  archive(value.tick_steps, value.breaker);
}

inline bool needs_later_fields(const UpdateCompany& value) {
  return value.tick_steps.has_value() || value.breaker.has_value();
}

template <class Archive>
void fields(Archive& archive, Is<HaltCompany> auto& value) {
  auto& [company, reason] = value;
  archive(company, reason);
}

template <class Archive>
void fields(Archive& archive, Is<ResumeCompany> auto& value) {
  auto& [company] = value;
  archive(company);
}

template <class Archive>
void fields(Archive& archive, Is<IssueShares> auto& value) {
  auto& [company, trader, quantity] = value;
  archive(company, trader, quantity);
}

template <class Archive>
void fields(Archive& archive, Is<RegisterTrader> auto& value) {
  auto& [slug, name, cash, holdings, fee_schedule, limits, key] = value;
  archive(slug, name, cash, holdings, fee_schedule, limits, key);
}

template <class Archive>
void later_fields(Archive& archive, Is<RegisterTrader> auto& value) {
  later_fields(archive, value.limits);
}

inline bool needs_later_fields(const RegisterTrader& value) {
  return value.limits.max_orders_per_second.has_value();
}

template <class Archive>
void fields(Archive& archive, Is<Deposit> auto& value) {
  auto& [trader, amount] = value;
  archive(trader, amount);
}

template <class Archive>
void fields(Archive& archive, Is<Withdraw> auto& value) {
  auto& [trader, amount] = value;
  archive(trader, amount);
}

template <class Archive>
void fields(Archive& archive, Is<AddKey> auto& value) {
  auto& [trader, key] = value;
  archive(trader, key);
}

template <class Archive>
void fields(Archive& archive, Is<RevokeKey> auto& value) {
  auto& [trader, key] = value;
  archive(trader, key);
}

template <class Archive>
void fields(Archive& archive, Is<PlaceOrder> auto& value) {
  auto& [trader, company, side, type, time_in_force, self_trade, post_only, quantity, limit_price,
         client_order_id, terms] = value;
  archive(trader, company, side, type, time_in_force, self_trade, post_only, quantity, limit_price,
          client_order_id);
}

template <class Archive>
void later_fields(Archive& archive, Is<PlaceOrder> auto& value) {
  archive(value.terms);
}

inline bool needs_later_fields(const PlaceOrder& value) {
  return value.terms.has_value();
}

template <class Archive>
void fields(Archive& archive, Is<AmendOrder> auto& value) {
  auto& [order, quantity, limit_price, stop_price] = value;
  archive(order, quantity, limit_price);
}

template <class Archive>
void later_fields(Archive& archive, Is<AmendOrder> auto& value) {
  archive(value.stop_price);
}

inline bool needs_later_fields(const AmendOrder& value) {
  return value.stop_price.has_value();
}

template <class Archive>
void fields(Archive& archive, Is<CancelOrder> auto& value) {
  auto& [order] = value;
  archive(order);
}

template <class Archive>
void fields(Archive& archive, Is<CancelAll> auto& value) {
  auto& [trader, company, side] = value;
  archive(trader, company, side);
}

template <class Archive>
void fields(Archive& archive, Is<SetFees> auto& value) {
  auto& [table] = value;
  archive(table);
}

template <class Archive>
void later_fields(Archive& archive, Is<SetFees> auto& value) {
  for (auto& schedule : value.table.schedules) later_fields(archive, schedule);
}

inline bool needs_later_fields(const SetFees& value) {
  const auto& schedules = value.table.schedules;
  return std::any_of(schedules.begin(), schedules.end(),
                     [](const FeeSchedule& schedule) { return needs_later_fields(schedule); });
}

template <class Archive>
void fields(Archive& archive, Is<MarkScenario> auto& value) {
  auto& [name, seed] = value;
  archive(name, seed);
}

template <class Archive>
void fields(Archive& archive, Is<SetMarketRules> auto& value) {
  auto& [rules] = value;
  archive(rules);
}

template <class Archive>
void fields(Archive& archive, Is<DelistCompany> auto& value) {
  auto& [company] = value;
  archive(company);
}

template <class Archive>
void fields(Archive& archive, Is<StartAuction> auto& value) {
  auto& [company, ends_at] = value;
  archive(company, ends_at);
}

template <class Archive>
void fields(Archive& archive, Is<Uncross> auto& value) {
  auto& [company] = value;
  archive(company);
}

template <class Archive>
void fields(Archive& archive, Is<CancelAfter> auto& value) {
  auto& [trader, delay] = value;
  archive(trader, delay);
}

template <class Archive>
void fields(Archive&, Is<AdvanceTime> auto&) {
  static_assert(std::is_empty_v<AdvanceTime>);
}

template <class Archive>
void fields(Archive& archive, Is<UpdateTrader> auto& value) {
  auto& [trader, name, fee_schedule, limits] = value;
  archive(trader, name, fee_schedule, limits);
  if (limits) later_fields(archive, *limits);
}

template <class Archive>
void fields(Archive& archive, Is<CloseTrader> auto& value) {
  auto& [trader] = value;
  archive(trader);
}

template <class Archive>
void fields(Archive& archive, Is<PayDividend> auto& value) {
  auto& [company, per_share, total, payer] = value;
  archive(company, per_share, total, payer);
}

template <class Archive>
void fields(Archive& archive, Is<SplitShares> auto& value) {
  auto& [company, to, from] = value;
  archive(company, to, from);
}

}  // namespace market
