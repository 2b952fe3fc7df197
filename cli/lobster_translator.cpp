#include "cli/lobster_translator.hpp"

#include <algorithm>

#include "core/decimal.hpp"

namespace market::cli {
namespace {

using Type = LobsterMessage::Type;

// Every text here is a number, a symbol, a slug or made by us: nothing that JSON would have to escape.
std::string limit_order(const LobsterMessage& message, const ReplayParties& parties, std::string_view trader,
                        Side side, std::string_view time_in_force, const std::string& client_order_id) {
  std::string out = R"({"op":"place","trader":")";
  out.append(trader)
      .append(R"(","symbol":")")
      .append(parties.symbol)
      .append(R"(","side":")")
      .append(to_text(side));
  out.append(R"(","type":"limit","quantity":)")
      .append(std::to_string(message.size))
      .append(R"(,"limit_price":")");
  append_decimal(out, message.price_units);
  out.append(R"(","time_in_force":")")
      .append(time_in_force)
      .append(R"(","self_trade":"allow","client_order_id":")");
  return out.append(client_order_id).append(R"("})");
}

}  // namespace

std::string LobsterTranslator::reference(std::string_view op, std::uint64_t order) const {
  std::string out = R"({"op":")";
  out.append(op).append(R"(","trader":")").append(parties_.maker).append(R"(","client_order_id":")");
  return out.append(client_order_id(order)).append("\"");
}

std::string LobsterTranslator::place(const LobsterMessage& message) const {
  return limit_order(message, parties_, parties_.maker, message.resting, "gtc",
                     client_order_id(message.order));
}

std::string LobsterTranslator::execute(const LobsterMessage& message) {
  return limit_order(message, parties_, parties_.taker, opposite(message.resting), "ioc",
                     parties_.run + "-x" + std::to_string(++executions_));
}

LobsterTranslator::Translated LobsterTranslator::translate(const LobsterMessage& message) {
  const auto found = orders_.find(message.order);
  const bool known = found != orders_.end();
  switch (message.type) {
    case Type::new_order:
      orders_[message.order] = {message.size, 0};
      return {Kind::place, true, place(message)};
    case Type::partial_cancel: {
      if (!known) return {Kind::none, false, ""};
      Recorded& order = found->second;
      order.total -= message.size;
      if (order.total <= order.filled) return {Kind::cancel, true, reference("cancel", message.order) + "}"};
      return {Kind::amend, true,
              reference("amend", message.order) + ",\"quantity\":" + std::to_string(order.total) + "}"};
    }
    case Type::deletion:
      if (!known) return {Kind::none, false, ""};
      return {Kind::cancel, true, reference("cancel", message.order) + "}"};
    case Type::execution:
      // Sent, it would take from orders that the file says were not met.
      if (!known) return {Kind::none, false, ""};
      found->second.filled += message.size;
      return {Kind::execute, true, execute(message)};
    case Type::hidden_execution:
    case Type::cross:
    case Type::halt: return {Kind::none, true, ""};
  }
  return {};
}

Result<ReplayNeeds> needs_of(const std::vector<LobsterMessage>& messages) {
  // Twice the notional covers any fee; a quarter of what one account may hold leaves room for what it has.
  const Int128 most = Int128(kMaxMoney.units()) / 4;
  Int128 maker = 0, taker = 0, maker_shares = 0, taker_shares = 0;
  ReplayNeeds needs;
  for (const LobsterMessage& message : messages) {
    const Int128 value = Int128(message.price_units) * message.size * 2;
    const bool buys = message.resting == Side::buy;
    if (message.type == Type::new_order) {
      (buys ? maker : maker_shares) += buys ? value : Int128(message.size);
      if (!needs.first_price) needs.first_price = Price(message.price_units);
    } else if (message.type == Type::execution) {
      (buys ? taker_shares : taker) += buys ? Int128(message.size) : value;
      if (!needs.first_price) needs.first_price = Price(message.price_units);
    }
  }
  if (maker_shares + taker_shares > kMaxQuantity.shares())
    return usage_failure("the file's orders need more shares than a company may have");
  needs.maker_cash = Money(static_cast<std::int64_t>(std::min(maker, most)));
  needs.taker_cash = Money(static_cast<std::int64_t>(std::min(taker, most)));
  needs.maker_shares = static_cast<std::int64_t>(maker_shares);
  needs.taker_shares = static_cast<std::int64_t>(taker_shares);
  return needs;
}

}  // namespace market::cli
