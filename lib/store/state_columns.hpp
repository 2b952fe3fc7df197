// The columns of the tables that hold the state. See row_columns.hpp.
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
};
template <>
inline constexpr Table kTable<VenueRow>{"venue", 1};

template <class Archive>
void columns(Archive& archive, IsRow<VenueRow> auto& row) {
  auto& [id, image, next_rank] = row;
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

template <>
inline constexpr Table kTable<OrderImage>{"open_order", 1};

template <class Archive>
void columns(Archive& archive, IsRow<ConditionsImage> auto& row) {
  auto& [stop_price, trail_amount, trail_percent, trail_mark, bound, expires_at, display, shown, parent, legs,
         partner, arrival, order_class, place, triggered, is_pair_stop] = row;
  auto& [leg1, leg2] = legs;
  archive("place", place);
  archive("order_class", order_class);
  archive("stop_price", stop_price);
  archive("trail_amount", trail_amount);
  archive("trail_percent", trail_percent);
  archive("trail_mark", trail_mark);
  archive("bound", bound);
  archive("expires_at", expires_at);
  archive("display", display);
  archive("shown", shown);
  archive("parent", parent);
  archive("leg1", leg1);
  archive("leg2", leg2);
  archive("partner", partner);
  archive("arrival", arrival);
  archive("triggered", triggered);
  archive("is_pair_stop", is_pair_stop);
}

template <class Archive>
void columns(Archive& archive, IsRow<OrderImage> auto& row) {
  auto& [id, trader, company, side, type, time_in_force, self_trade, post_only, status, quantity, remaining,
         limit_price, filled_value, fees, created_at, updated_at, seq, conditions, rank] = row;
  archive("id", id);
  archive("trader", trader);
  archive("company", company);
  archive("side", side);
  archive("type", type);
  archive("time_in_force", time_in_force);
  archive("self_trade", self_trade);
  archive("post_only", post_only);
  archive("status", status);
  archive("quantity", quantity);
  archive("remaining", remaining);
  archive("limit_price", limit_price);
  archive("filled_value", filled_value);
  archive("fees", fees);
  archive("created_at", created_at);
  archive("updated_at", updated_at);
  archive("seq", seq);
  archive("rank", rank);
  archive.group(conditions, [](auto& in, auto& value) { columns(in, value); });
}

// Of an open order.
struct OpenClientId {
  ClientIdImage image;
};
template <>
inline constexpr Table kTable<OpenClientId>{"client_order_id", 1};

template <class Archive>
void columns(Archive& archive, IsRow<OpenClientId> auto& row) {
  auto& [trader, text, order, fingerprint, ended_at, ended_place] = row.image;
  archive("order_id", order);
  archive("trader", trader);
  archive("text", text);
  archive("fingerprint", fingerprint);
}

// Of an order that ended.
struct EndedClientId {
  ClientIdImage image;
};
template <>
inline constexpr Table kTable<EndedClientId>{"ended_client_order_id", 1};

template <class Archive>
void columns(Archive& archive, IsRow<EndedClientId> auto& row) {
  auto& [trader, text, order, fingerprint, ended_at, ended_place] = row.image;
  archive("place", ended_place);
  archive("trader", trader);
  archive("text", text);
  archive("order_id", order);
  archive("fingerprint", fingerprint);
  archive("ended_at", ended_at);
}

struct FeeScheduleRow {
  std::uint32_t place = 0;
  FeeSchedule schedule;  // without the tiers
};
template <>
inline constexpr Table kTable<FeeScheduleRow>{"fee_schedule", 1};

template <class Archive>
void columns(Archive& archive, IsRow<FeeScheduleRow> auto& row) {
  auto& [place, schedule] = row;
  auto& [name, maker, taker, auction, tiers] = schedule;
  archive("place", place);
  archive("name", name);
  const auto rule = [](auto& in, auto& value, auto... column) {
    auto& [bps, per_share, flat, min, max] = value;
    const char* const columns_of[] = {column...};
    in(columns_of[0], bps);
    in(columns_of[1], per_share);
    in(columns_of[2], flat);
    in(columns_of[3], min);
    in(columns_of[4], max);
  };
  rule(archive, maker, "maker_bps", "maker_per_share", "maker_flat", "maker_min", "maker_max");
  rule(archive, taker, "taker_bps", "taker_per_share", "taker_flat", "taker_min", "taker_max");
  archive.group(auction, [&](auto& in, auto& value) {
    rule(in, value, "auction_bps", "auction_per_share", "auction_flat", "auction_min", "auction_max");
  });
}

struct FeeTierRow {
  std::uint32_t schedule = 0, place = 0;
  FeeTier tier;
};
template <>
inline constexpr Table kTable<FeeTierRow>{"fee_tier", 2};

template <class Archive>
void columns(Archive& archive, IsRow<FeeTierRow> auto& row) {
  auto& [schedule, place, tier] = row;
  auto& [volume_30d, maker_bps, taker_bps] = tier;
  archive("schedule", schedule);
  archive("place", place);
  archive("volume_30d", volume_30d);
  archive("maker_bps", maker_bps);
  archive("taker_bps", taker_bps);
}

struct BeneficiaryRow {
  std::uint32_t place = 0;
  Beneficiary beneficiary;
};
template <>
inline constexpr Table kTable<BeneficiaryRow>{"fee_beneficiary", 1};

template <class Archive>
void columns(Archive& archive, IsRow<BeneficiaryRow> auto& row) {
  auto& [place, beneficiary] = row;
  auto& [kind, trader, share_units] = beneficiary;
  archive("place", place);
  archive("kind", kind);
  archive("trader", trader);
  archive("share_units", share_units);
}

}  // namespace market
