#include "engine/refusals.hpp"

#include "core/decimal.hpp"

namespace market::refuse {
namespace {

std::string text(Quantity quantity) {
  return std::to_string(quantity.shares());
}
std::string text(OrderId id) {
  return std::to_string(id.value());
}
std::string text(Price price) {
  return to_text(price);
}

// The multiples of `step` next to `value`: "use a or b"; only the upper one when the lower would be 0.
template <class T>
std::string nearest(std::int64_t value, std::int64_t step) {
  const std::int64_t below = value / step * step;
  const std::string above = text(T(below + step));
  return below > 0 ? "the nearest valid ones are " + text(T(below)) + " and " + above
                   : "the nearest valid one is " + above;
}

}  // namespace

Refused invalid(std::string detail, std::string field) {
  return {Refusal::invalid_request, std::move(detail), std::move(field)};
}

Refused unknown_company() {
  return {Refusal::not_found, "there is no such company", "symbol"};
}
Refused unknown_trader() {
  return {Refusal::not_found, "there is no such trader", "trader"};
}
Refused unknown_order(OrderId id) {
  return {Refusal::not_found, "there is no order " + text(id), "id"};
}
Refused unknown_key() {
  return {Refusal::not_found, "the trader has no such key", "key_id"};
}

Refused closed_order(OrderId id) {
  return {Refusal::order_closed, "order " + text(id) + " has ended and cannot be changed", "id"};
}

Refused duplicate_symbol(const Symbol& symbol) {
  return {Refusal::duplicate_symbol,
          "a company " + symbol.str() + " is registered already: choose another symbol", "symbol"};
}

Refused duplicate_trader(const Slug& slug) {
  return {Refusal::duplicate_trader, "a trader " + slug.str() + " is registered already: choose another id",
          "id"};
}

Refused duplicate_client_order_id(const ClientOrderId& id, OrderId holder) {
  return {Refusal::duplicate_client_order_id,
          "client_order_id \"" + id.str() + "\" was used for order " + text(holder) +
              " with another body: use a new id for a new order",
          "client_order_id"};
}

Refused delisted(const Company& company) {
  return {Refusal::company_delisted, company.symbol.str() + " is delisted and no longer trades", "symbol"};
}

Refused halted(const Company& company) {
  std::string detail = "trading in " + company.symbol.str() + " is halted";
  if (!company.halt_reason.empty()) detail += " (" + company.halt_reason + ")";
  return {Refusal::market_halted, detail + ": wait until it resumes; cancels are accepted", "symbol"};
}

Refused off_lot(Quantity quantity, Quantity lot) {
  return {Refusal::quantity_off_lot,
          "quantity " + text(quantity) + " is not a multiple of the lot size " + text(lot) + ": " +
              nearest<Quantity>(quantity.shares(), lot.shares()),
          "quantity"};
}

Refused off_tick(Price price, Price tick) {
  return {Refusal::price_off_tick,
          "price " + text(price) + " is not a multiple of the tick size " + text(tick) + ": " +
              nearest<Price>(price.units(), tick.units()),
          "limit_price"};
}

Refused out_of_band(Price price, Price lowest, Price highest) {
  return {Refusal::price_out_of_band,
          "price " + text(price) + " is outside the price band: choose one from " + text(lowest) + " to " +
              text(highest),
          "limit_price"};
}

Refused too_large(std::string limit) {
  return {Refusal::order_too_large, "the order is too large: " + std::move(limit), "quantity"};
}

Refused too_many_open_orders(std::uint32_t limit) {
  return {Refusal::too_many_open_orders,
          "the trader has " + std::to_string(limit) + " open orders, the most allowed: cancel some first",
          ""};
}

Refused time_in_force(OrderType type, TimeInForce tif) {
  return {Refusal::invalid_time_in_force,
          "a " + std::string(to_text(type)) + " order cannot be " + std::string(to_text(tif)) +
              ": use ioc or fok",
          "time_in_force"};
}

Refused post_only_time_in_force() {
  return {Refusal::invalid_time_in_force, "a post_only order must be a limit order that may rest: use gtc",
          "time_in_force"};
}

Refused post_only(Side side, Price best_opposite) {
  return {Refusal::post_only_would_cross,
          side == Side::buy
              ? "the order would trade at once: the best ask is " + text(best_opposite) + ", bid below it"
              : "the order would trade at once: the best bid is " + text(best_opposite) + ", ask above it",
          "limit_price"};
}

Refused self_trade(OrderId own) {
  return {Refusal::self_trade,
          "the order would trade with the trader's own order " + text(own) +
              ": cancel that one first, or send self_trade \"allow\"",
          "self_trade"};
}

Refused no_liquidity(Side side, const Symbol& symbol) {
  return {Refusal::no_liquidity,
          "nobody " + std::string(side == Side::buy ? "sells " : "buys ") + symbol.str() +
              " now, so a market order has nothing to trade with: send a limit order",
          "type"};
}

Refused shares(Quantity needed, Quantity available, const Symbol& symbol) {
  return {Refusal::insufficient_shares,
          "the order needs " + text(needed) + " " + symbol.str() + " and " + text(available) +
              " are free: lower the quantity or cancel open sell orders",
          "quantity"};
}

Refused treasury(Quantity needed, Quantity available, const Symbol& symbol) {
  return {Refusal::insufficient_shares,
          "the treasury of " + symbol.str() + " holds " + text(available) + " shares, " + text(needed) +
              " are asked for",
          "quantity"};
}

Refused funds(Money needed, Money available) {
  return {Refusal::insufficient_funds,
          to_text(needed) + " is needed and " + to_text(available) +
              " is free: " + to_text(needed - available) + " is missing",
          ""};
}

Refused market_funds(Money available) {
  return {Refusal::insufficient_funds,
          "what the order would buy now costs more than the " + to_text(available) +
              " that is free: lower the quantity or send a limit order",
          ""};
}

}  // namespace market::refuse
