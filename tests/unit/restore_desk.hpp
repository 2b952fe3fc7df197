// A market with orders of every kind as an image, and how an image that was damaged is refused.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "engine/exchange.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {

// ACME trades; AUCT is in an auction by hand; HALT is halted.
enum CompanyNumber : std::uint32_t { kAcme, kAuct, kHalt };
// The orders of make_market(), by the id that they get.
enum OrderNumber : std::uint64_t {
  kBid = 1,     // 100 @ 9.90, with a client order id
  kBid2,        // behind it
  kAsk,         // 100 @ 10.10, of which 40 traded
  kTaker,       // the 40
  kIceberg,     // sells 100 @ 10.50, shows 10
  kStop,        // buys 10 at 11.00
  kTrailing,    // sells 10, 1.00 behind
  kOco,         // sells 10 @ 12.00
  kOcoStop,     // or at 9.00
  kBracket,     // buys 10 @ 9.80, then
  kTakeProfit,  // sells at 13.00
  kStopLoss,    // or at 9.00
  kMarket,      // in the auction
  kDated,       // expires
  kOrders = kDated
};

inline PlaceOrder order(std::uint32_t trader, std::uint32_t company, Side side, std::int64_t shares,
                        const char* at) {
  PlaceOrder place;
  place.trader = TraderId(trader);
  place.company = CompanyId(company);
  place.side = side;
  place.quantity = Quantity(shares);
  place.limit_price = price(at);
  return place;
}

inline PlaceOrder with(PlaceOrder place, OrderTerms terms) {
  place.terms = terms;
  return place;
}

inline PlaceOrder of_type(PlaceOrder place, OrderType type, TimeInForce time_in_force = TimeInForce::gtc) {
  place.type = type;
  place.time_in_force = time_in_force;
  return place;
}

inline PlaceOrder named(PlaceOrder place, const char* id) {
  place.client_order_id = ClientOrderId(id);
  return place;
}

inline void place_orders(TestExchange& market) {
  const std::vector<PlaceOrder> orders = {
      named(order(0, kAcme, Side::buy, 100, "9.90"), "first"),
      order(1, kAcme, Side::buy, 100, "9.90"),
      order(0, kAcme, Side::sell, 100, "10.10"),
      named(order(1, kAcme, Side::buy, 40, "10.10"), "taker"),
      with(order(0, kAcme, Side::sell, 100, "10.50"), {.display_quantity = Quantity(10)}),
      with(of_type(order(1, kAcme, Side::buy, 10, "0"), OrderType::stop), {.stop_price = price("11.00")}),
      with(of_type(order(0, kAcme, Side::sell, 10, "0"), OrderType::trailing_stop),
           {.trail_amount = price("1.00")}),
      with(order(0, kAcme, Side::sell, 10, "12.00"),
           {.order_class = OrderClass::oco, .stop_loss = price("9.00")}),
      with(order(1, kAcme, Side::buy, 10, "9.80"),
           {.order_class = OrderClass::bracket, .take_profit = price("13.00"), .stop_loss = price("9.00")}),
      of_type(order(1, kAuct, Side::buy, 10, "0"), OrderType::market, TimeInForce::ioc),
      with(of_type(order(1, kAcme, Side::buy, 10, "9.00"), OrderType::limit, TimeInForce::gtd),
           {.expires_at = market.time() + Duration::seconds(60)})};
  for (const PlaceOrder& place : orders)
    if (const auto outcome = market.apply(place); !outcome)
      throw std::invalid_argument(outcome.error().detail);
}

inline StateImage make_market() {
  TestExchange market;
  for (const char* symbol : {"ACME", "AUCT", "HALT"}) market.list(symbol, "10.00");
  market.join("alice", "100000", {{"ACME", 1000}, {"AUCT", 1000}});
  market.join("bob", "100000", {{"ACME", 1000}});
  market.join("carol", "0");
  const std::vector<Command> commands = {
      UpdateCompany{.company = CompanyId(kAcme),
                    .breaker = CircuitBreaker{Rate(500'000), Duration::seconds(60), Duration::seconds(60)}},
      StartAuction{CompanyId(kAuct), market.time() + Duration::seconds(30)},
      HaltCompany{CompanyId(kHalt), "news"},
      UpdateTrader{.trader = TraderId(1), .limits = TraderLimits{.max_orders_per_second = 100}},
      CancelAfter{TraderId(0), Duration::seconds(50)}};
  for (const Command& command : commands)
    if (const auto outcome = market.apply(command); !outcome)
      throw std::invalid_argument(outcome.error().detail);
  place_orders(market);
  StateImage image = market.engine().image();
  std::sort(image.orders.begin(), image.orders.end(),
            [](const OrderImage& a, const OrderImage& b) { return a.id < b.id; });
  return image;
}

inline OrderImage& order_of(StateImage& image, std::uint64_t id) {
  return *std::find_if(image.orders.begin(), image.orders.end(),
                       [&](const OrderImage& one) { return one.id == OrderId(id); });
}
inline ConditionsImage& conditions_of(StateImage& image, std::uint64_t id) {
  return *order_of(image, id).conditions;
}
inline void forget(StateImage& image, std::uint64_t id) {
  std::erase_if(image.orders, [&](const OrderImage& one) { return one.id == OrderId(id); });
  --image.venue.open_orders;
}
inline ClientIdImage& client_id(StateImage& image, const char* text) {
  return *std::find_if(image.client_ids.begin(), image.client_ids.end(),
                       [&](const ClientIdImage& one) { return one.text == ClientOrderId(text); });
}

struct Damage {
  std::string fault;
  std::function<void(StateImage&)> done;
};

template <class E>
constexpr E no_such() {
  return static_cast<E>(99);
}

inline std::string fault_of(const StateImage& image) {
  Exchange exchange;
  return exchange.restore(image);
}

inline void check_faults(const std::vector<Damage>& table) {
  const StateImage sound = make_market();
  for (const Damage& damage : table) {
    StateImage image = sound;
    damage.done(image);
    CHECK(fault_of(image) == damage.fault);
  }
}

}  // namespace market::test
