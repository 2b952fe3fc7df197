// An order as the outside sees it: the complete description that answers, feeds and tables are made from.
// (The engine's own records are smaller; Exchange::order() assembles this.)
#pragma once
#include <array>
#include <optional>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"
#include "model/names.hpp"

namespace market {

// Of one trader in one company.
inline constexpr std::uint32_t kMaxTrailingStops = 100;

struct Order {
  OrderId id;
  ClientOrderId client_order_id;  // empty: none was given
  TraderId trader;
  CompanyId company;
  Slug trader_slug;
  Symbol symbol;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  bool post_only = false;
  OrderStatus status = OrderStatus::open_new;
  EndReason reason = EndReason::none;
  Quantity quantity;
  Quantity filled;
  Quantity remaining;  // 0 once the order ended
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;  // of a trailing stop: where it stands now
  std::optional<Price> trail_amount;
  std::optional<Rate> trail_percent;  // units of 0.0001 percent
  std::optional<Quantity> display_quantity;
  OrderClass order_class = OrderClass::simple;
  std::optional<OrderId> parent;               // the order that this one is a leg of
  std::array<std::optional<OrderId>, 2> legs;  // filled from the front: take profit, then stop loss
  std::optional<Timestamp> expires_at;
  Amount filled_value;                  // Σ price × quantity of its fills; ÷ filled is the average price
  Money fees;                           // charged so far, less rebates
  std::optional<Quantity> queue_ahead;  // visible shares before it at its price, while it rests in the book
  Timestamp created_at;
  Timestamp updated_at;
  Seq seq = 0;  // of the command that last changed it
};

}  // namespace market
