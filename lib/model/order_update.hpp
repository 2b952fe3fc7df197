// What the feed's private channel `orders` says: one thing that happened to an order, and the order as it
// stands after the command that did it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "model/enums.hpp"
#include "model/order.hpp"

namespace market {

// accepted · amended · triggered: a held order entered the market · moved: a trailing stop followed the price
// · filled: one execution, of all or part · canceled · expired · self_trade_prevented: it met another order
// of its trader; what became of it follows. The numeric values are kept on disk: never renumber, only append.
enum class OrderHappening : std::uint8_t {
  accepted = 0,
  amended = 1,
  triggered = 2,
  moved = 3,
  filled = 4,
  canceled = 5,
  expired = 6,
  self_trade_prevented = 7
};
std::string_view to_text(OrderHappening happening);

struct OrderFill {  // this order's side of a trade
  TradeId trade;
  Price price;
  Quantity quantity;
  Liquidity liquidity = Liquidity::maker;
  Money fee;  // negative is a rebate
};

struct OrderUpdate {
  OrderHappening happening = OrderHappening::accepted;
  std::optional<OrderFill> fill;       // of filled
  std::optional<OrderId> met;          // of self_trade_prevented: the other order
  std::shared_ptr<const Order> order;  // shared by the updates of one command, and copies of them
};

}  // namespace market
