#include "sim/order_replayer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/state_archive.hpp"

namespace market::sim {

OrderReplayer::OrderReplayer(const OrderReplaySpec& spec, AgentSeat seat, TraderId executor)
    : TradingAgent(std::move(seat)), spec_(spec), executor_(executor) {}

void OrderReplayer::start(Kernel& kernel) {
  began_at_ = kernel.now();
  kernel.schedule(began_at_ + spec_.orders->front().after, 0);
}

void OrderReplayer::wake(Kernel& kernel, Tag) {
  const RecordedOrders& orders = *spec_.orders;
  play(orders[next_++], kernel.now());
  if (next_ < orders.size()) kernel.schedule(std::max(kernel.now(), began_at_ + orders[next_].after), 0);
}

void OrderReplayer::play(const RecordedOrder& order, Timestamp now) {
  using Action = RecordedOrder::Action;
  OrderGateway& gateway = *seat().gateway;
  switch (order.action) {
    case Action::limit:
      if (const auto id = gateway.place_limit(seat().trader, seat().company, order.side, order.quantity,
                                              order.price, TimeInForce::gtc, now))
        placed_[order.order] = {*id, order.quantity};
      return;
    case Action::market:
      gateway.place_market(executor_, seat().company, order.side, order.quantity, now);
      return;
    case Action::execute:
      gateway.place_limit(executor_, seat().company, order.side, order.quantity, order.price,
                          TimeInForce::ioc, now);
      return;
    case Action::reduce: reduce(order, now); return;
    case Action::cancel: cancel_placed(order, now); return;
  }
}

void OrderReplayer::reduce(const RecordedOrder& order, Timestamp now) {
  const auto found = placed_.find(order.order);
  if (found == placed_.end() || !market().is_open(found->second.id)) return;
  if (order.quantity >= found->second.total) {
    cancel_placed(order, now);
    return;
  }
  AmendOrder amend;
  amend.order = found->second.id;
  amend.quantity = found->second.total - order.quantity;
  if (seat().gateway->submit(amend, now)) found->second.total = *amend.quantity;
}

void OrderReplayer::cancel_placed(const RecordedOrder& order, Timestamp now) {
  const auto found = placed_.find(order.order);
  if (found == placed_.end()) return;
  if (market().is_open(found->second.id)) seat().gateway->submit(CancelOrder{found->second.id}, now);
  placed_.erase(found);
}

void OrderReplayer::state(StateArchive& archive) {
  archive.fields(began_at_, next_);
  if (next_ > spec_.orders->size()) archive.fail("goes on beyond the recorded orders");
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, placed] : placed_) numbers.push_back(number);
  std::sort(numbers.begin(), numbers.end());
  archive.field(numbers);
  for (const std::uint64_t number : numbers) archive.fields(placed_[number].id, placed_[number].total);
}

}  // namespace market::sim
