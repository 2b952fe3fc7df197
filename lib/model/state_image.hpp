// The engine's whole state as plain rows: what Exchange::image_of… copies out, the database keeps, and
// Exchange::restore takes back. Nothing here is derived: reservations, trigger lists, queues and indexes
// follow from it.
//
// Thread rule: values.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/int128.hpp"
#include "model/command.hpp"
#include "model/company.hpp"
#include "model/order_place.hpp"
#include "model/session.hpp"
#include "model/trader.hpp"

namespace market {

// What there is once in a venue.
struct VenueImage {
  Seq seq = 0;
  Timestamp now;  // of the last applied command
  VenueSettings settings;
  MarketRules rules;
  SessionPhase phase = SessionPhase::trading;
  std::optional<SessionChange> next_session;  // absent before the first command
  std::string scenario;
  std::uint64_t scenario_seed = 0;
  FeeTable fees;
  Amount deposits, withdrawals;
  Money exchange_revenue;
  Amount fees_taken, fees_distributed;
  Amount exchange_fees;  // paid to the exchange of fees, ever
  OrderId last_order;
  TradeId last_trade;
  std::uint64_t open_orders = 0;  // how many OrderImages belong to it
  std::uint64_t companies = 0, traders = 0;
  std::uint64_t first_ended_client_id = 0;  // ClientIdImages with a smaller ended_place are forgotten
};

struct PricePoint {
  Timestamp time;
  Price price;
};

struct CompanyImage {
  Company company;
  Money issuer_revenue;  // the issuer's cash
  Amount issuer_fees;    // of it, what came from fees, ever
  Int128 bought = 0, sold = 0, traded = 0;
  // The breaker's window: the candidates for the lowest price and for the highest, each in order of time.
  std::vector<PricePoint> lows, highs;
};

struct TraderImage {
  Trader trader;
  Money cash;
  Amount fees_paid;
  Amount fees_received;                                  // as a beneficiary, ever
  std::optional<std::int64_t> order_rate_next;           // the theoretical arrival time, ns
  std::vector<std::pair<std::int64_t, Amount>> volumes;  // (day since 1970-01-01, notional), ascending
  std::optional<Timestamp> cancel_deadline;              // of the dead man's switch
};

// A trader's shares of one company.
struct PositionImage {
  TraderId trader;
  CompanyId company;
  Quantity quantity;
  Amount cost, realized_pnl;
};

// What only some orders have.
struct ConditionsImage {
  Price stop_price, trail_amount;
  Rate trail_percent;
  Price trail_mark, bound;
  Timestamp expires_at;
  std::int64_t display = 0, shown = 0;
  OrderId parent;
  std::array<OrderId, 2> legs;
  OrderId partner;
  std::uint64_t arrival = 0;
  OrderClass order_class = OrderClass::simple;
  Place place = Place::none;
  bool triggered = false;
  bool is_pair_stop = false;
};

// An open order.
struct OrderImage {
  OrderId id;
  TraderId trader;
  CompanyId company;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  bool post_only = false;
  OrderStatus status = OrderStatus::open_new;
  std::int64_t quantity = 0, remaining = 0;
  Price limit_price;
  Amount filled_value;
  Money fees;
  Timestamp created_at, updated_at;
  Seq seq = 0;
  std::optional<ConditionsImage> conditions;
  // Orders at one price of one list (the book, the stops) stand in ascending order of their rank. Whoever
  // keeps the images gives it.
  std::uint64_t rank = 0;
};

struct ClientIdImage {
  TraderId trader;
  ClientOrderId text;
  OrderId order;
  std::uint64_t fingerprint = 0;
  std::optional<Timestamp> ended_at;
  std::uint64_t ended_place = 0;  // numbers all ended ones in the order in which they ended; from 1
};

// Everything, for those who want it whole.
struct StateImage {
  VenueImage venue;
  std::vector<CompanyImage> companies;  // by id
  std::vector<TraderImage> traders;     // by id
  std::vector<PositionImage> positions;
  std::vector<OrderImage> orders;
  std::vector<ClientIdImage> client_ids;
};

}  // namespace market
