// The short ways of plain orders: a few comparisons that hold when every rule obviously lets the order in.
// When one does not hold, nothing has changed, and the order goes the long way, which alone knows how to
// refuse.
#include "engine/matching.hpp"

namespace market {
namespace {

// price × shares, if both are positive, the price is on the grid and the value within what any order may
// have.
std::optional<Money> plain_value(const Listing& at, Price price, Quantity shares) {
  std::int64_t value;
  if (price.units() <= 0 || shares.shares() <= 0 || !at.book.is_on_grid(price) ||
      __builtin_mul_overflow(price.units(), shares.shares(), &value))
    return std::nullopt;
  return Money(value);
}

bool reserve_simple_sale(ShareBalance& held, Quantity quantity) {
  if (quantity > held.quantity - held.reserved) return false;
  held.reserved += quantity;
  return true;
}

}  // namespace

std::uint32_t Exchange::State::place_simple(const PlaceOrder& command) {
  if (command.terms || !command.client_order_id.empty() || !known(command.trader) || !known(command.company))
    return kNoSlot;
  Listing& at = listing(command.company);
  accounts.prefetch(command.trader);
  ShareBalance* held = nullptr;
  if (command.side == Side::sell) {
    held = accounts.find_shares(command.trader, command.company);
    if (held == nullptr) return kNoSlot;
    prefetch(held);
  }
  if (!at.is_simple) return kNoSlot;
  const TradingAccount& trader = accounts.trading(command.trader);
  if (command.quantity.shares() <= 0 || command.quantity > kMaxQuantity || trader.is_closed ||
      trader.has_limits)
    return kNoSlot;
  if (command.type == OrderType::limit && command.time_in_force == TimeInForce::gtc)
    return place_simple_limit(at, command, held);
  if (command.type == OrderType::market && command.time_in_force == TimeInForce::ioc && !command.post_only)
    return place_simple_market(at, command, held);
  return kNoSlot;
}

std::uint32_t Exchange::State::place_simple_limit(Listing& at, const PlaceOrder& command,
                                                  ShareBalance* held) {
  TradingAccount& trader = accounts.trading(command.trader);
  const auto value = plain_value(at, command.limit_price, command.quantity);
  if (!value || *value > kMaxNotional || trader.account.open_orders >= kDefaultMaxOpenOrders) return kNoSlot;
  const bool crosses = at.book.crosses(command.side, command.limit_price);
  if (crosses && (command.post_only ||
                  meets_own(at.book.front(opposite(command.side)), command.trader, command.self_trade)))
    return kNoSlot;
  if (command.side == Side::buy) {
    const Money need = *value + terms_of(at, command.trader).worst_fee(*value, command.quantity);
    if (need > trader.account.cash - trader.account.reserved) return kNoSlot;
    trader.account.reserved += need;
  } else if (!reserve_simple_sale(*held, command.quantity)) {
    return kNoSlot;
  }
  const std::uint32_t slot = open_order(command);
  if (crosses)
    execute(at, slot, command.limit_price);
  else
    at.book.add(orders, slot, command.side, command.limit_price);
  work_off_pending();
  return slot;
}

std::uint32_t Exchange::State::place_simple_market(Listing& at, const PlaceOrder& command,
                                                   ShareBalance* held) {
  const Side other = opposite(command.side);
  const std::uint32_t first = at.book.front(other);
  if (first == kNoSlot) return kNoSlot;
  const Price reach = collar_bound(at, command.side);
  if (is_beyond(command.side, at.book.best_price(other), reach) ||
      meets_own(first, command.trader, command.self_trade))
    return kNoSlot;
  if (command.side == Side::buy) {
    const auto value = plain_value(at, reach, command.quantity);
    if (!value || *value > kMaxNotional) return kNoSlot;
    const auto more = terms_of(at, command.trader).worst_fees(*value, command.quantity);
    if (!more || *value + *more > accounts.available(command.trader)) return kNoSlot;
  } else if (!reserve_simple_sale(*held, command.quantity)) {
    return kNoSlot;
  }
  const std::uint32_t slot = open_order(command);
  execute(at, slot, reach);
  work_off_pending();
  return slot;
}

// A plain limit order that goes to the back of a level without meeting anything.
bool Exchange::State::amend_simple(std::uint32_t slot, const AmendOrder& command) {
  RestingOrder& order = orders.resting(slot);
  Listing& at = listing(order.company);
  if (!command.limit_price || command.stop_price || order.extra != kNoSlot || !at.is_simple) return false;
  const Price price = *command.limit_price;
  const Quantity total = command.quantity.value_or(Quantity(order.quantity));
  const Quantity left = total - Quantity(order.quantity - order.remaining);
  const bool keeps_place = price == order.limit_price && total <= Quantity(order.quantity);
  TradingAccount& trader = accounts.trading(order.trader);
  const auto value = plain_value(at, price, total);
  if (keeps_place || !value || left <= Quantity() || *value > kMaxNotional || total > kMaxQuantity ||
      trader.has_limits || at.book.crosses(order.side, price))
    return false;
  if (order.side == Side::buy) {
    const Money more = cash_need(at, order.trader, price, left.shares()) - cash_need(at, order);
    if (more > trader.account.cash - trader.account.reserved) return false;
    trader.account.reserved += more;
  } else {
    ShareBalance& held = accounts.shares(order.trader, order.company);
    const Quantity more = left - Quantity(order.remaining);
    if (more > held.quantity - held.reserved) return false;
    held.reserved += more;
  }
  append(events, OrderAmended{order.id, order.company});
  at.book.remove(orders, slot, order.side);
  order.quantity = total.shares();
  order.remaining = left.shares();
  order.limit_price = price;
  touch(slot);
  at.book.add(orders, slot, order.side, price);
  return true;
}

}  // namespace market
