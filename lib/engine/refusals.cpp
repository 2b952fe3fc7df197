#include "engine/refusals.hpp"

#include <optional>

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

constexpr Price kMaxPrice{kMaxMoney.units()};

template <class T>
std::optional<T> in_range(T value, T highest) {
  return value > T() && value <= highest ? std::optional(value) : std::nullopt;
}

// The valid values next to one that is not; an absent one is out of range.
template <class T>
std::string nearest(std::optional<T> below, std::optional<T> above) {
  if (below && above) return "the nearest valid ones are " + text(*below) + " and " + text(*above);
  return "the nearest valid one is " + text(below ? *below : *above);
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
Refused closed_trader(const Slug& slug) {
  return {Refusal::not_found, "the account of " + slug.str() + " is closed", "trader"};
}
Refused not_empty(std::string detail) {
  return {Refusal::trader_not_empty, std::move(detail), ""};
}
Refused order_rate(std::uint32_t limit, Duration wait) {
  return {Refusal::rate_limited,
          "the trader's limit is " + std::to_string(limit) + (limit == 1 ? " order" : " orders") +
              " a second: try again in " + std::to_string((wait.ns() + 999'999) / 1'000'000) + " ms",
          "", wait};
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

Refused market_closed(const Company& company) {
  return {Refusal::market_closed,
          "trading in " + company.symbol.str() +
              " is closed until the next session: wait for it; opg and cls orders and cancels are accepted",
          "symbol"};
}

Refused halted(const Company& company) {
  std::string detail = "trading in " + company.symbol.str() + " is halted";
  if (!company.halt_reason.empty()) detail += " (" + company.halt_reason + ")";
  return {Refusal::market_halted, detail + ": wait until it resumes; cancels are accepted", "symbol"};
}

Refused not_in_auction(const Symbol& symbol) {
  return invalid(symbol.str() + " is not in an auction: start one first", "symbol");
}

Refused off_lot(Quantity quantity, Quantity lot, std::string field) {
  const std::int64_t below = quantity.shares() / lot.shares() * lot.shares();
  return {Refusal::quantity_off_lot,
          field + " " + text(quantity) + " is not a multiple of the lot size " + text(lot) + ": " +
              nearest<Quantity>(in_range(Quantity(below), kMaxQuantity),
                                in_range(Quantity(below) + lot, kMaxQuantity)),
          field};
}

Refused off_tick(Price price, const TickTable& ticks, std::string field) {
  const Price below = ticks.round_down(price);
  return {Refusal::price_off_tick,
          "price " + text(price) + " is not a multiple of the tick size " + text(ticks.tick_at(price)) +
              ": " +
              nearest<Price>(below < price ? in_range(below, kMaxPrice) : std::nullopt,
                             in_range(ticks.round_up(price), kMaxPrice)),
          std::move(field)};
}

Refused out_of_band(Price price, Price lowest, Price highest, std::string field) {
  return {Refusal::price_out_of_band,
          "price " + text(price) + " is outside the price band: choose one from " + text(lowest) + " to " +
              text(highest),
          std::move(field)};
}

Refused empty_band(const Company& company, std::string field) {
  return {Refusal::price_out_of_band,
          "no multiple of the tick size lies within the price band around " + text(company.reference_price) +
              ": " + company.symbol.str() + " needs a wider band or a smaller tick size",
          std::move(field)};
}

Refused too_large(std::string limit) {
  return {Refusal::order_too_large, "the order is too large: " + std::move(limit), "quantity"};
}

Refused too_many_open_orders(std::uint32_t open, std::uint32_t more, std::uint32_t limit) {
  const std::string most = std::to_string(limit);
  if (open == limit)
    return {Refusal::too_many_open_orders,
            "the trader has " + most + " open orders, the most allowed: cancel some first", ""};
  return {Refusal::too_many_open_orders,
          "the order and its legs make " + std::to_string(more) + " open orders beside " +
              std::to_string(open) + ", and " + most + " are allowed: cancel some first",
          ""};
}

Refused too_many_trailing_stops(std::uint32_t limit) {
  return {Refusal::too_many_open_orders,
          "the trader has " + std::to_string(limit) +
              " trailing stops in this company, the most allowed: cancel some first",
          "type"};
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

Refused stop_time_in_force() {
  return {Refusal::invalid_time_in_force,
          "a stop order and an oco pair wait for their price: use gtc, day or gtd", "time_in_force"};
}

Refused auction_time_in_force(TimeInForce tif) {
  return {Refusal::invalid_time_in_force,
          "nothing trades at once during an auction, so " + std::string(to_text(tif)) +
              " cannot be met: use gtc, day or gtd for a limit order and ioc for a market order",
          "time_in_force"};
}

Refused no_auction_ahead(TimeInForce tif) {
  return {Refusal::invalid_time_in_force,
          "the venue is always open, so no auction is ahead that " + std::string(to_text(tif)) +
              " orders could join: use another time_in_force",
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

Refused beyond_collar(Side side, const Symbol& symbol, Price bound) {
  return {Refusal::no_liquidity,
          "nobody " + std::string(side == Side::buy ? "sells " : "buys ") + symbol.str() + " at " +
              text(bound) + (side == Side::buy ? " or below" : " or above") +
              ", which is as far as a market order goes now: send a limit order",
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
