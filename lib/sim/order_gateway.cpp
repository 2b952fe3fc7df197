#include "sim/order_gateway.hpp"

namespace market::sim {

std::optional<Applied> OrderGateway::submit(const Command& command, Timestamp now) {
  const auto outcome = market_.submit(command, now);
  if (!outcome) {
    ++refused_;
    return std::nullopt;
  }
  ++commands_;
  return *outcome;
}

std::optional<OrderId> OrderGateway::place_limit(TraderId trader, CompanyId company, Side side,
                                                 Quantity quantity, Price price, TimeInForce time_in_force,
                                                 Timestamp now) {
  PlaceOrder order;
  order.trader = trader;
  order.company = company;
  order.side = side;
  order.time_in_force = time_in_force;
  order.quantity = quantity;
  order.limit_price = price;
  const auto applied = submit(order, now);
  if (!applied) return std::nullopt;
  ++orders_;
  return applied->order;
}

std::optional<OrderId> OrderGateway::place_market(TraderId trader, CompanyId company, Side side,
                                                  Quantity quantity, Timestamp now) {
  PlaceOrder order;
  order.trader = trader;
  order.company = company;
  order.side = side;
  order.type = OrderType::market;
  order.time_in_force = TimeInForce::ioc;
  order.quantity = quantity;
  const auto applied = submit(order, now);
  if (!applied) return std::nullopt;
  ++orders_;
  return applied->order;
}

OrderCounters OrderGateway::counters() const {
  return {orders_.load(), commands_.load(), refused_.load()};
}

}  // namespace market::sim
