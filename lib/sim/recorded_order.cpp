#include "sim/recorded_order.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/decimal.hpp"
#include "core/whole.hpp"
#include "model/lobster.hpp"
#include "sim/csv.hpp"

namespace market {
namespace {

using Action = RecordedOrder::Action;
using sim::CsvLine;

std::optional<Action> parse_action(std::string_view text) {
  if (text == "limit") return Action::limit;
  if (text == "market") return Action::market;
  if (text == "reduce") return Action::reduce;
  if (text == "cancel") return Action::cancel;
  return std::nullopt;
}

// What the line's action does not need may be empty. The error says what is wrong with the line.
tl::expected<RecordedOrder, std::string> read_order(const CsvLine& line) {
  RecordedOrder order;
  const auto action = parse_action(line["action"]);
  if (!action) return tl::unexpected(std::string("has no action limit, market, reduce or cancel"));
  order.action = *action;
  const bool places = order.action == Action::limit || order.action == Action::market;
  if (order.action != Action::market) {
    const auto number = parse_whole(line["order"]);
    if (!number) return tl::unexpected(std::string("has no order number"));
    order.order = *number;
  }
  if (places) {
    const auto side = parse_side(line["side"]);
    if (!side) return tl::unexpected(std::string("has no side buy or sell"));
    order.side = *side;
  }
  if (order.action != Action::cancel) {
    const auto quantity = parse_whole(line["quantity"]);
    if (!quantity || *quantity < 1 || *quantity > static_cast<std::uint64_t>(kMaxQuantity.shares()))
      return tl::unexpected(std::string("has no quantity above 0"));
    order.quantity = Quantity(static_cast<std::int64_t>(*quantity));
  }
  if (order.action == Action::limit) {
    const auto units = parse_decimal(line["price"]);
    if (!units || *units < 1 || *units > kMaxMoney.units())
      return tl::unexpected(std::string("has no price above 0"));
    order.price = Price(*units);
  }
  return order;
}

tl::expected<RecordedOrders, std::string> read_csv(std::string_view text) {
  RecordedOrders orders;
  const auto failure = sim::read_timed_csv(text, {"action", "order", "side", "quantity", "price"},
                                           [&](const CsvLine& line, Duration after) {
                                             auto order = read_order(line);
                                             if (!order) return order.error();
                                             order->after = after;
                                             orders.push_back(*order);
                                             return std::string();
                                           });
  if (!failure.empty()) return tl::unexpected(failure);
  return orders;
}

std::optional<RecordedOrder> translate(const LobsterMessage& message, std::int64_t start_ns) {
  RecordedOrder order;
  order.after = Duration(message.time_ns - start_ns);
  order.order = message.order;
  order.side = message.resting;
  order.quantity = Quantity(message.size);
  order.price = Price(message.price_units);
  switch (message.type) {
    case LobsterMessage::Type::new_order: order.action = Action::limit; return order;
    case LobsterMessage::Type::partial_cancel: order.action = Action::reduce; return order;
    case LobsterMessage::Type::deletion: order.action = Action::cancel; return order;
    case LobsterMessage::Type::execution:
      order.action = Action::execute;
      order.side = opposite(message.resting);
      return order;
    case LobsterMessage::Type::hidden_execution:
    case LobsterMessage::Type::cross:
    case LobsterMessage::Type::halt: return std::nullopt;
  }
  return std::nullopt;
}

tl::expected<RecordedOrders, std::string> read_lobster(std::string_view text) {
  const auto messages = parse_lobster(text);
  if (!messages) return tl::unexpected(messages.error());
  RecordedOrders orders;
  std::int64_t last_ns = messages->empty() ? 0 : messages->front().time_ns;
  const std::int64_t start_ns = last_ns;
  for (const LobsterMessage& message : *messages) {
    if (message.time_ns < last_ns) return tl::unexpected(std::string("its times do not ascend"));
    last_ns = message.time_ns;
    if (const auto order = translate(message, start_ns)) orders.push_back(*order);
  }
  return orders;
}

}  // namespace

tl::expected<RecordedOrders, std::string> parse_recorded_orders(std::string_view text) {
  const bool names = !text.empty() && (text.front() < '0' || text.front() > '9');
  auto orders = names ? read_csv(text) : read_lobster(text);
  if (orders && orders->empty()) return tl::unexpected(std::string("there is no order in it"));
  return orders;
}

}  // namespace market
