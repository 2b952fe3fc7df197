// The structured bindings do not compile when a member is missing, so that the comparison stays complete.
#include "tests/support/row_text.hpp"

#include "store/row_values.hpp"

namespace market::test {
namespace {

template <Integer T>
std::string text(const T& value) {
  return std::to_string(to_integer(value));
}
template <Wide T>
std::string text(const T& value) {
  return integer_text(wide_units(value));
}
template <Text T>
std::string text(const T& value) {
  return "'" + std::string(text_of_value(value)) + "'";
}
template <class... T>
std::string joined(const T&... values);

std::string text(const AccountRef& value) {
  return joined(value.kind, value.number);
}
std::string text(const TickStep& value) {
  return joined(value.from, value.tick);
}
std::string text(const PricePoint& value) {
  return joined(value.time, value.price);
}
std::string text(const CircuitBreaker& value) {
  return joined(value.percent, value.window, value.duration);
}
std::string text(const CallAuction& value);
std::string text(const SessionChange& value) {
  return joined(value.at, value.to, value.day_end);
}
std::string text(const ApiKey& value);
std::string text(const FeeRule& value);
std::string text(const FeeTier& value) {
  return joined(value.volume_30d, value.maker_bps, value.taker_bps);
}
std::string text(const FeeSchedule& value);
std::string text(const Beneficiary& value) {
  return joined(value.kind, value.trader, value.share_units);
}
std::string text(const ConditionsImage& value);

template <class A, class B>
std::string text(const std::pair<A, B>& value) {
  return joined(value.first, value.second);
}
template <class T>
std::string text(const std::optional<T>& value) {
  return value ? text(*value) : "-";
}
template <class T>
std::string text_of_list(const T& list) {
  std::string out = "[";
  for (const auto& item : list) out += text(item) + ";";
  return out + "]";
}
template <class T>
std::string text(const std::vector<T>& list) {
  return text_of_list(list);
}
template <class T, std::size_t N>
std::string text(const std::array<T, N>& list) {
  return text_of_list(list);
}
template <class... T>
std::string joined(const T&... values) {
  std::string out = "(";
  ((out += text(values) + " "), ...);
  out.back() = ')';
  return out;
}

std::string text(const CallAuction& value) {
  return joined(value.kind, value.ends_at);
}
std::string text(const ApiKey& value) {
  return joined(value.id, value.hash, value.created_at);
}
std::string text(const FeeRule& value) {
  const auto& [bps, per_share, flat, min, max] = value;
  return joined(bps, per_share, flat, min, max);
}
std::string text(const FeeSchedule& value) {
  const auto& [name, maker, taker, auction, tiers] = value;
  return joined(name, maker, taker, auction, tiers);
}
std::string text(const ConditionsImage& value) {
  const auto& [stop_price, trail_amount, trail_percent, trail_mark, bound, expires_at, display, shown, parent,
               legs, partner, arrival, order_class, place, triggered, is_pair_stop] = value;
  return joined(stop_price, trail_amount, trail_percent, trail_mark, bound, expires_at, display, shown,
                parent, legs, partner, arrival, order_class, place, triggered, is_pair_stop);
}

}  // namespace

std::string row_text(const VenueImage& row) {
  const auto& [seq, now, settings, rules, phase, next_session, scenario, scenario_seed, fees, deposits,
               withdrawals, exchange_revenue, fees_taken, fees_distributed, exchange_fees, last_order,
               last_trade, open_orders, companies, traders, first_ended_client_id] = row;
  const auto& [idempotency_window] = settings;
  const auto& [collar, calendar] = rules;
  const auto& [always_open, days, open, close, opening_auction, closing_auction, holidays] = calendar;
  const auto& [schedules, default_schedule, distribution] = fees;
  return joined(seq, now, idempotency_window, collar, always_open, days, open, close, opening_auction,
                closing_auction, holidays, phase, next_session, scenario, scenario_seed, schedules,
                default_schedule, distribution, deposits, withdrawals, exchange_revenue, fees_taken,
                fees_distributed, exchange_fees, last_order, last_trade, open_orders, companies, traders,
                first_ended_client_id);
}

std::string row_text(const CompanyImage& row) {
  const auto& [company, issuer_revenue, issuer_fees, bought, sold, traded, lows, highs] = row;
  const auto& [id, symbol, name, sector, status, halt_reason, shares, treasury_shares, ticks, lot_size, band,
               breaker, auction, initial_price, reference_price, last_price, fee_schedule, created_at] =
      company;
  return joined(id, symbol, name, sector, status, halt_reason, shares, treasury_shares, ticks.base,
                ticks.steps, lot_size, band, breaker, auction, initial_price, reference_price, last_price,
                fee_schedule, created_at, issuer_revenue, issuer_fees, bought, sold, traded, lows, highs);
}

std::string row_text(const TraderImage& row) {
  const auto& [trader, cash, fees_paid, fees_received, order_rate_next, volumes, cancel_deadline] = row;
  const auto& [id, slug, name, fee_schedule, limits, keys, created_at, closed_at] = trader;
  const auto& [max_open_orders, max_order_quantity, max_order_value, max_orders_per_second] = limits;
  return joined(id, slug, name, fee_schedule, max_open_orders, max_order_quantity, max_order_value,
                max_orders_per_second, keys, created_at, closed_at, cash, fees_paid, fees_received,
                order_rate_next, volumes, cancel_deadline);
}

std::string row_text(const PositionImage& row) {
  const auto& [trader, company, quantity, cost, realized_pnl] = row;
  return joined(trader, company, quantity, cost, realized_pnl);
}

std::string row_text(const OrderImage& row) {
  const auto& [id, trader, company, side, type, time_in_force, self_trade, post_only, status, quantity,
               remaining, limit_price, filled_value, fees, created_at, updated_at, seq, conditions, rank] =
      row;
  return joined(id, trader, company, side, type, time_in_force, self_trade, post_only, status, quantity,
                remaining, limit_price, filled_value, fees, created_at, updated_at, seq, conditions, rank);
}

std::string row_text(const ClientIdImage& row) {
  const auto& [trader, client_id, order, fingerprint, ended_at, ended_place] = row;
  return joined(trader, client_id, order, fingerprint, ended_at, ended_place);
}

std::string row_text(const Order& row) {
  const auto& [id, client_order_id, trader, company, trader_slug, symbol, side, type, time_in_force,
               self_trade, post_only, status, reason, quantity, filled, remaining, limit_price, stop_price,
               trail_amount, trail_percent, display_quantity, order_class, parent, legs, expires_at,
               filled_value, fees, queue_ahead, created_at, updated_at, seq] = row;
  return joined(id, client_order_id, trader, company, trader_slug, symbol, side, type, time_in_force,
                self_trade, post_only, status, reason, quantity, filled, remaining, limit_price, stop_price,
                trail_amount, trail_percent, display_quantity, order_class, parent, legs, expires_at,
                filled_value, fees, queue_ahead, created_at, updated_at, seq);
}

std::string row_text(const Trade& row) {
  const auto& [id, company, aggressor, auction, price, quantity, buy_order, sell_order, buyer, seller,
               buyer_fee, seller_fee, time, seq] = row;
  return joined(id, company, aggressor, auction, price, quantity, buy_order, sell_order, buyer, seller,
                buyer_fee, seller_fee, time, seq);
}

std::string row_text(const Movement& row) {
  const auto& [trader, place, source, number, cash, company, shares] = row;
  return joined(trader, place, source, number, cash, company, shares);
}

std::string row_text(const TransferRow& row) {
  const auto& [number, seq, time, transfer, trade] = row;
  const auto& [kind, from, to, shares_of, amount] = transfer;
  return joined(number, seq, time, kind, from, to, shares_of, amount, trade);
}

std::string row_text(const LedgerAccount& row) {
  const auto& [trader, movements, brought_in, taken_out] = row;
  return joined(trader, movements, brought_in, taken_out);
}

std::string row_text(const BarRow& row) {
  const auto& [company, interval, splits, bar] = row;
  const auto& [time, open, high, low, close, volume, trades, turnover] = bar;
  return joined(company, interval, splits, time, open, high, low, close, volume, trades, turnover);
}

std::string row_text(const SplitRow& row) {
  const auto& [company, number, time, last_trade, to, from] = row;
  return joined(company, number, time, last_trade, to, from);
}

std::string row_text(const CompanyHistory& row) {
  const auto& [company, first_price, day, open, high, low, close, previous_close, volume, turnover, trades] =
      row;
  return joined(company, first_price, day, open, high, low, close, previous_close, volume, turnover, trades);
}

std::string row_text(const FeedRow& row) {
  const auto& [seq, n, payload] = row;
  return joined(seq, n, payload);
}

std::string row_text(const FeedCompany& row) {
  const auto& [company, payload] = row;
  return joined(company, payload);
}

std::string row_text(const StateImage& state) {
  const auto& [venue, companies, traders, positions, orders, client_ids] = state;
  return "venue " + row_text(venue) + "\ncompanies\n" + row_text(companies) + "traders\n" +
         row_text(traders) + "holdings\n" + row_text(positions) + "orders\n" + row_text(orders) +
         "client ids\n" + row_text(client_ids);
}

std::string row_text(const StoredVenue& venue) {
  const auto& [state, accounts, transfers, splits, companies, last_bars, feed, feed_companies, feed_floor,
               next_rank] = venue;
  return row_text(state) + "accounts\n" + row_text(accounts) + "transfers " + std::to_string(transfers) +
         "\nsplits\n" + row_text(splits) + "company histories\n" + row_text(companies) + "bars\n" +
         row_text(last_bars) + "feed\n" + row_text(feed) + "feed companies\n" + row_text(feed_companies) +
         "feed floor " + std::to_string(feed_floor) + "\nrank " + std::to_string(next_rank) + "\n";
}

}  // namespace market::test
