// The records of one open order, in parts by what touches them: RestingOrder, the cache line that matching
// and canceling touch; OrderDetail, the rest of every order; ConditionalOrder, what only some orders have
// (stops, icebergs, groups, auction orders).
#pragma once
#include <array>
#include <cstdint>

#include "core/ids.hpp"
#include "core/int128.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "engine/order_index.hpp"
#include "engine/price_ladder.hpp"
#include "model/enums.hpp"
#include "model/order_place.hpp"

namespace market {

struct alignas(64) RestingOrder {
  OrderId id;
  std::int64_t quantity = 0;
  std::int64_t remaining = 0;                    // all that is left, hidden shares included
  Price limit_price;                             // 0 for types without a limit
  std::uint32_t prev = kNoSlot, next = kNoSlot;  // neighbours in the level's queue, older and newer
  LevelRef level = kNoLevel;                     // kNoLevel while it is in no queue
  TraderId trader;
  CompanyId company;
  std::uint32_t client = kNoSlot;  // entry in ClientOrderIds
  std::uint32_t extra = kNoSlot;   // entry among the ConditionalOrders
  Side side : 1 = Side::buy;
  OrderType type : 3 = OrderType::limit;
  TimeInForce time_in_force : 3 = TimeInForce::gtc;
  bool post_only : 1 = false;
  SelfTradePolicy self_trade : 3 = SelfTradePolicy::cancel_newest;
  OrderStatus status : 3 = OrderStatus::open_new;
  EndReason reason : 4 = EndReason::none;
};
static_assert(sizeof(RestingOrder) == 64);

struct OrderDetail {
  PackedInt128 filled_value = 0;  // units of Money
  Money fees;
  Timestamp created_at, updated_at;
  Seq seq = 0;
};
static_assert(sizeof(OrderDetail) == 48);

struct ConditionalOrder {
  Price stop_price;
  Price trail_amount;
  Rate trail_percent;
  Price trail_mark;  // the price that a trailing stop follows: highest (sell) or lowest (buy)
  Price bound;       // the worst price of a market order that waits for an auction
  Timestamp expires_at;
  std::int64_t display = 0;  // 0: shows everything
  std::int64_t shown = 0;    // of an iceberg in the book: the slice; else all that remains
  OrderId parent;
  std::array<OrderId, 2> legs;  // filled from the front
  OrderId partner;              // the other one of an open pair
  std::uint64_t arrival = 0;    // of a market order in an auction: its place in line
  std::uint32_t next_free = kNoSlot;
  OrderClass order_class = OrderClass::simple;
  Place place = Place::none;
  bool triggered = false;
  bool is_pair_stop = false;  // the stop loss of a pair
};

struct NewOrder {
  OrderId id;
  TraderId trader;
  CompanyId company;
  std::int64_t quantity = 0;
  Price limit_price;  // 0 for types without a limit
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  bool post_only = false;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  OrderStatus status = OrderStatus::open_new;
};

}  // namespace market
