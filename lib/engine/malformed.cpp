#include "engine/malformed.hpp"

#include "core/decimal.hpp"
#include "engine/percent.hpp"
#include "engine/refusals.hpp"
#include "model/iceberg.hpp"

namespace market {
namespace {

std::optional<Refused> check_stop(OrderType type, const OrderTerms& terms) {
  const bool wanted = type == OrderType::stop || type == OrderType::stop_limit;
  if (wanted) return check_range(terms.stop_price, "stop_price");
  if (terms.stop_price != Price())
    return refuse::invalid("stop_price is for stop and stop_limit orders", "stop_price");
  return std::nullopt;
}

std::optional<Refused> check_trail(OrderType type, const OrderTerms& terms) {
  const bool amount = terms.trail_amount != Price(), percent = terms.trail_percent != Rate();
  if (type != OrderType::trailing_stop) {
    if (!amount && !percent) return std::nullopt;
    return refuse::invalid("trail_amount and trail_percent are for trailing_stop orders", "trail_amount");
  }
  if (amount == percent)
    return refuse::invalid("a trailing_stop order needs trail_amount or trail_percent, one of the two",
                           "trail_amount");
  if (amount) return check_range(terms.trail_amount, "trail_amount");
  if (terms.trail_percent > Rate(0) && terms.trail_percent < Rate(kWholePercent)) return std::nullopt;
  return refuse::invalid("trail_percent must be above 0 and below 100", "trail_percent");
}

std::optional<Refused> check_display(const PlaceOrder& order, const OrderTerms& terms) {
  const Quantity display = terms.display_quantity;
  if (display == Quantity()) return std::nullopt;
  if (!has_limit(order.type))
    return refuse::invalid("display_quantity is for limit and stop_limit orders", "display_quantity");
  if (terms.order_class != OrderClass::simple)
    return refuse::invalid("display_quantity cannot be combined with an order class", "display_quantity");
  if (display < Quantity(1) || display > order.quantity)
    return refuse::invalid("display_quantity must lie between 1 and the quantity", "display_quantity");
  return check_slices(order.quantity, display);
}

std::optional<Refused> check_expiry(const PlaceOrder& order, const OrderTerms& terms) {
  if (order.time_in_force == TimeInForce::gtd) {
    if (terms.expires_at > Timestamp()) return std::nullopt;
    return refuse::invalid("a gtd order needs expires_at, the time at which it expires", "expires_at");
  }
  if (terms.expires_at == Timestamp()) return std::nullopt;
  return refuse::invalid("expires_at is for time_in_force gtd", "expires_at");
}

// Which legs each class takes.
std::optional<Refused> check_legs_given(const PlaceOrder& order, const OrderTerms& terms) {
  const bool profit = terms.take_profit != Price(), loss = terms.stop_loss != Price();
  switch (terms.order_class) {
    case OrderClass::simple:
      if (profit || loss)
        return refuse::invalid("take_profit and stop_loss need order_class bracket, oco or oto",
                               "order_class");
      break;
    case OrderClass::oco:
      if (order.type != OrderType::limit) return refuse::invalid("an oco order has type limit", "type");
      if (profit || !loss)
        return refuse::invalid("an oco order is a limit order with a stop_loss", "stop_loss");
      break;
    case OrderClass::bracket:
      if (!profit || !loss)
        return refuse::invalid("a bracket order needs take_profit and stop_loss",
                               profit ? "stop_loss" : "take_profit");
      break;
    case OrderClass::oto:
      if (profit == loss)
        return refuse::invalid("an oto order needs take_profit or stop_loss, one of the two", "take_profit");
      break;
  }
  if (terms.order_class != OrderClass::simple && order.type != OrderType::limit &&
      order.type != OrderType::market)
    return refuse::invalid("the entry of a group must be a limit or a market order", "type");
  if (terms.stop_loss_limit != Price() && !loss)
    return refuse::invalid("stop_loss.limit_price needs stop_loss.stop_price", "stop_loss");
  return std::nullopt;
}

std::optional<Refused> check_legs(const PlaceOrder& order, const OrderTerms& terms) {
  if (auto refused = check_legs_given(order, terms)) return refused;
  if (terms.take_profit != Price())
    if (auto refused = check_range(terms.take_profit, "take_profit.limit_price")) return refused;
  if (terms.stop_loss != Price())
    if (auto refused = check_range(terms.stop_loss, "stop_loss.stop_price")) return refused;
  if (terms.stop_loss_limit != Price())
    if (auto refused = check_range(terms.stop_loss_limit, "stop_loss.limit_price")) return refused;
  const bool pair = terms.order_class == OrderClass::oco || terms.order_class == OrderClass::bracket;
  if (!pair) return std::nullopt;
  const Price profit = terms.order_class == OrderClass::oco ? order.limit_price : terms.take_profit;
  const bool sells = (terms.order_class == OrderClass::oco) == (order.side == Side::sell);
  if (sells ? profit > terms.stop_loss : profit < terms.stop_loss) return std::nullopt;
  return refuse::invalid(sells ? "the take profit must lie above the stop loss, since the pair sells"
                               : "the take profit must lie below the stop loss, since the pair buys",
                         "stop_loss.stop_price");
}

}  // namespace

std::optional<Refused> check_range(Quantity quantity) {
  if (quantity >= Quantity(1) && quantity <= kMaxQuantity) return std::nullopt;
  return refuse::invalid("quantity must lie between 1 and 1000000000000", "quantity");
}

std::optional<Refused> check_slices(Quantity quantity, Quantity display) {
  if (display >= least_display(quantity)) return std::nullopt;
  return refuse::invalid("display_quantity must be at least a hundredth of the quantity", "display_quantity");
}

std::optional<Refused> check_range(Price price, const char* field) {
  if (price > Price(0) && price.units() <= kMaxMoney.units()) return std::nullopt;
  return refuse::invalid(std::string(field) + " must be above 0 and at most " + to_text(kMaxMoney), field);
}

std::optional<Refused> check_form(const PlaceOrder& order) {
  if (auto refused = check_range(order.quantity)) return refused;
  if (has_limit(order.type))
    if (auto refused = check_range(order.limit_price, "limit_price")) return refused;
  if (!order.terms && !has_stop(order.type) && order.time_in_force != TimeInForce::gtd) return std::nullopt;
  const OrderTerms terms = order.terms.value_or(OrderTerms());
  if (auto refused = check_stop(order.type, terms)) return refused;
  if (auto refused = check_trail(order.type, terms)) return refused;
  if (auto refused = check_display(order, terms)) return refused;
  if (auto refused = check_expiry(order, terms)) return refused;
  return check_legs(order, terms);
}

}  // namespace market
