#include "sim/trading_agent.hpp"

#include <algorithm>
#include <cmath>

#include "sim/price_grid.hpp"

namespace market::sim {

double mid_price(const MarketView& view) {
  const TopOfBook& top = view.top;
  if (top.bid && top.ask) return (to_double(*top.bid) + to_double(*top.ask)) / 2;
  if (top.bid) return to_double(*top.bid);
  return to_double(top.ask.value_or(view.last_price));
}

void TradingAgent::wake_at_rate(Kernel& kernel, double rate, Random& random, Tag tag) {
  const double activity = seat_.tape->at(seat_.index).activity;
  kernel.schedule(kernel.now() + random.gap(1 / (rate * seat_.share * activity)), tag);
}

std::optional<OrderId> TradingAgent::place_limit(Kernel& kernel, Side side, Quantity quantity, Price price,
                                                 TimeInForce time_in_force) {
  return seat_.gateway->place_limit(seat_.trader, seat_.company, side, quantity, price, time_in_force,
                                    kernel.now());
}

// The draw for the cap is made in any case: what the book holds must not shift the later ones.
void TradingAgent::take(Kernel& kernel, const MarketView& view, const Take& what, Random& random) {
  const bool capped = random.chance(what.cap_chance);
  const bool buys = what.side == Side::buy;
  const std::optional<Price> best = buys ? view.top.ask : view.top.bid;
  if (!best || (what.limit && (buys ? *best > *what.limit : *best < *what.limit))) return;
  Quantity quantity = at_least_one_lot(std::ceil(what.shares), view.lot_size);
  const Quantity queue = whole_lots(buys ? view.top.ask_size : view.top.bid_size, view.lot_size);
  if (capped && queue.shares() > 0) quantity = std::min(quantity, queue);
  if (what.limit) {
    place_limit(kernel, what.side, quantity, *what.limit, TimeInForce::ioc);
  } else {
    seat_.gateway->place_market(seat_.trader, seat_.company, what.side, quantity, kernel.now());
  }
}

void TradingAgent::cancel(Kernel& kernel, OrderId order) {
  if (market().is_open(order)) seat_.gateway->submit(CancelOrder{order}, kernel.now());
}

std::int64_t TradingAgent::position_above(Quantity initial) {
  return (market().position(seat_.trader, seat_.company).quantity - initial).shares();
}

}  // namespace market::sim
