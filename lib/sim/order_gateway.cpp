#include "sim/order_gateway.hpp"

namespace market::sim {
namespace {

// Only one thread writes, so this needs no locked instruction.
void count(std::atomic<std::uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

std::optional<Applied> OrderGateway::submit(const Command& command, Timestamp now) {
  const auto outcome = market_.submit(command, now);
  if (!outcome) {
    count(refused_);
    return std::nullopt;
  }
  count(commands_);
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
  return place(order, now);
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
  return place(order, now);
}

std::optional<OrderId> OrderGateway::place(const PlaceOrder& order, Timestamp now) {
  const auto applied = submit(order, now);
  if (!applied) return std::nullopt;
  count(orders_);
  return applied->order;
}

OrderCounters OrderGateway::counters() const {
  return {orders_.load(), commands_.load(), refused_.load()};
}

}  // namespace market::sim
