// The columns of the tables that hold the state, but for open orders and fees. See row_columns.hpp.
#pragma once
#include "model/state_image.hpp"
#include "store/table.hpp"

namespace market {

struct RowCount {
  std::string name;
  std::int64_t rows = 0;
};
template <>
inline constexpr Table kTable<RowCount>{"row_count", 1};

template <class Archive>
void columns(Archive& archive, IsRow<RowCount> auto& row) {
  auto& [name, rows] = row;
  archive("name", name);
  archive("rows", rows);
}

struct SnapshotRow {
  Seq seq = 0;
  Timestamp time;
  Seq previous_seq = 0;
  std::optional<std::uint64_t> state_hash;
};
template <>
inline constexpr Table kTable<SnapshotRow>{"snapshot", 1};

template <class Archive>
void columns(Archive& archive, IsRow<SnapshotRow> auto& row) {
  auto& [seq, time, previous_seq, state_hash] = row;
  archive("seq", seq);
  archive("time", time);
  archive("previous_seq", previous_seq);
  archive("state_hash", state_hash);
}

struct VenueRow {
  std::uint32_t id = 1;
  VenueImage image;  // without the fees' schedules and distribution
  std::uint64_t next_rank = 1;
  Seq feed_floor = 0;
};
template <>
inline constexpr Table kTable<VenueRow>{"venue", 1};

template <class Archive>
void columns(Archive& archive, IsRow<VenueRow> auto& row) {
  auto& [id, image, next_rank, feed_floor] = row;
  auto& [seq, now, settings, rules, phase, next_session, scenario, scenario_seed, fees, deposits, withdrawals,
         exchange_revenue, fees_taken, fees_distributed, exchange_fees, last_order, last_trade, open_orders,
         companies, traders, first_ended_client_id] = image;
  auto& [idempotency_window] = settings;
  auto& [collar, calendar] = rules;
  auto& [always_open, days, open, close, opening_auction, closing_auction, holidays] = calendar;
  archive("id", id);
  archive("seq", seq);
  archive("now", now);
  archive("idempotency_window", idempotency_window);
  archive("collar", collar);
  archive("always_open", always_open);
  archive("session_days", days);
  archive("session_open", open);
  archive("session_close", close);
  archive("opening_auction", opening_auction);
  archive("closing_auction", closing_auction);
  archive("holidays", holidays);
  archive("phase", phase);
  archive.group(next_session, [](auto& in, auto& change) {
    auto& [at, to, day_end] = change;
    in("next_session_at", at);
    in("next_session_to", to);
    in("next_session_day_end", day_end);
  });
  archive("scenario", scenario);
  archive("scenario_seed", scenario_seed);
  archive("default_fee_schedule", fees.default_schedule);
  archive("deposits", deposits);
  archive("withdrawals", withdrawals);
  archive("exchange_revenue", exchange_revenue);
  archive("fees_taken", fees_taken);
  archive("fees_distributed", fees_distributed);
  archive("exchange_fees", exchange_fees);
  archive("last_order", last_order);
  archive("last_trade", last_trade);
  archive("open_orders", open_orders);
  archive("companies", companies);
  archive("traders", traders);
  archive("first_ended_client_id", first_ended_client_id);
  archive("next_rank", next_rank);
  archive("feed_floor", feed_floor);
}

template <>
inline constexpr Table kTable<CompanyImage>{"company", 1};

template <class Archive>
void columns(Archive& archive, IsRow<CompanyImage> auto& row) {
  auto& [company, issuer_revenue, issuer_fees, bought, sold, traded, lows, highs] = row;
  auto& [id, symbol, name, sector, status, halt_reason, shares, treasury_shares, ticks, lot_size, band,
         breaker, auction, initial_price, reference_price, last_price, fee_schedule, created_at] = company;
  auto& [base, steps] = ticks;
  archive("id", id);
  archive("symbol", symbol);
  archive("name", name);
  archive("sector", sector);
  archive("status", status);
  archive("halt_reason", halt_reason);
  archive("shares", shares);
  archive("treasury_shares", treasury_shares);
  archive("tick_size", base);
  archive("tick_steps", steps);
  archive("lot_size", lot_size);
  archive("band", band);
  archive.group(breaker, [](auto& in, auto& value) {
    auto& [percent, window, duration] = value;
    in("breaker_percent", percent);
    in("breaker_window", window);
    in("breaker_duration", duration);
  });
  archive.group(auction, [](auto& in, auto& value) {
    auto& [kind, ends_at] = value;
    in("auction_kind", kind);
    in("auction_ends_at", ends_at);
  });
  archive("initial_price", initial_price);
  archive("reference_price", reference_price);
  archive("last_price", last_price);
  archive("fee_schedule", fee_schedule);
  archive("created_at", created_at);
  archive("issuer_revenue", issuer_revenue);
  archive("issuer_fees", issuer_fees);
  archive("bought", bought);
  archive("sold", sold);
  archive("traded", traded);
  archive("breaker_lows", lows);
  archive("breaker_highs", highs);
}

template <>
inline constexpr Table kTable<TraderImage>{"trader", 1};

template <class Archive>
void columns(Archive& archive, IsRow<TraderImage> auto& row) {
  auto& [trader, cash, fees_paid, fees_received, order_rate_next, volumes, cancel_deadline] = row;
  auto& [id, slug, name, fee_schedule, limits, keys, created_at, closed_at] = trader;  // keys: ApiKeyRow
  auto& [max_open_orders, max_order_quantity, max_order_value, max_orders_per_second] = limits;
  archive("id", id);
  archive("slug", slug);
  archive("name", name);
  archive("fee_schedule", fee_schedule);
  archive("max_open_orders", max_open_orders);
  archive("max_order_quantity", max_order_quantity);
  archive("max_order_value", max_order_value);
  archive("max_orders_per_second", max_orders_per_second);
  archive("created_at", created_at);
  archive("closed_at", closed_at);
  archive("cash", cash);
  archive("fees_paid", fees_paid);
  archive("fees_received", fees_received);
  archive("order_rate_next", order_rate_next);
  archive("volumes", volumes);
  archive("cancel_deadline", cancel_deadline);
}

struct ApiKeyRow {
  TraderId trader;
  std::uint32_t place = 0;
  ApiKey key;
};
template <>
inline constexpr Table kTable<ApiKeyRow>{"api_key", 2};

template <class Archive>
void columns(Archive& archive, IsRow<ApiKeyRow> auto& row) {
  auto& [trader, place, key] = row;
  auto& [id, hash, created_at] = key;
  archive("trader", trader);
  archive("place", place);
  archive("id", id);
  archive.blob("hash", hash);
  archive("created_at", created_at);
}

template <>
inline constexpr Table kTable<PositionImage>{"holding", 2};

template <class Archive>
void columns(Archive& archive, IsRow<PositionImage> auto& row) {
  auto& [trader, company, quantity, cost, realized_pnl] = row;
  archive("trader", trader);
  archive("company", company);
  archive("quantity", quantity);
  archive("cost", cost);
  archive("realized_pnl", realized_pnl);
}

}  // namespace market
