// Exchange::restore takes only orders that an exchange may have had.
#include <doctest/doctest.h>

#include "tests/unit/restore_desk.hpp"

using namespace market;
using namespace market::test;

TEST_CASE("damaged orders are refused") {
  check_faults({
      {"order 1: its company 99 is unknown", [](auto& i) { order_of(i, kBid).company = CompanyId(99); }},
      {"order 1: its trader 99 is unknown", [](auto& i) { order_of(i, kBid).trader = TraderId(99); }},
      {"order 0: its id is out of range", [](auto& i) { order_of(i, kBid).id = OrderId(); }},
      {"order 99: its id is out of range", [](auto& i) { order_of(i, kBid).id = OrderId(99); }},
      {"order 2: it stands twice", [](auto& i) { order_of(i, kBid).id = OrderId(kBid2); }},
      {"order 1: its side is unknown", [](auto& i) { order_of(i, kBid).side = no_such<Side>(); }},
      {"order 1: its type is unknown", [](auto& i) { order_of(i, kBid).type = no_such<OrderType>(); }},
      {"order 1: its time in force is unknown",
       [](auto& i) { order_of(i, kBid).time_in_force = no_such<TimeInForce>(); }},
      {"order 1: its self-trade policy is unknown",
       [](auto& i) { order_of(i, kBid).self_trade = no_such<SelfTradePolicy>(); }},
      {"order 1: its status is unknown", [](auto& i) { order_of(i, kBid).status = no_such<OrderStatus>(); }},
      {"order 1: it is not open", [](auto& i) { order_of(i, kBid).status = OrderStatus::filled; }},
      {"order 1: its quantity is out of range", [](auto& i) { order_of(i, kBid).quantity = INT64_MAX; }},
      {"order 1: what remains of it is not between 1 and its quantity",
       [](auto& i) { order_of(i, kBid).remaining = 0; }},
      {"order 1: its status is not that of its fills", [](auto& i) { order_of(i, kBid).remaining = 1; }},
      {"order 1: its limit price is out of range", [](auto& i) { order_of(i, kBid).limit_price = Price(); }},
      {"order 6: its limit price is out of range",
       [](auto& i) { order_of(i, kStop).limit_price = Price(1); }},
      {"order 1: its value is out of range",
       [](auto& i) { order_of(i, kBid).limit_price = Price(kMaxMoney.units()); }},
      {"order 3: the value of its fills is out of range",
       [](auto& i) { order_of(i, kAsk).filled_value = Amount(-1); }},
      {"order 1: its fees are out of range", [](auto& i) { order_of(i, kBid).fees = Money(INT64_MIN); }},
      {"order 1: its times are out of order",
       [](auto& i) { order_of(i, kBid).updated_at = Timestamp(INT64_MAX); }},
      {"order 1: its seq is out of range", [](auto& i) { order_of(i, kBid).seq = 1'000; }},
      {"order 1: its trader has not the cash that it reserves",
       [](auto& i) { order_of(i, kBid).quantity = order_of(i, kBid).remaining = 10'000'000; }},
      {"order 3: its trader has not the shares that it reserves",
       [](auto& i) {
         order_of(i, kAsk).quantity = order_of(i, kAsk).remaining = 1'000'000;
         order_of(i, kAsk).status = OrderStatus::open_new;
         order_of(i, kAsk).filled_value = Amount();
       }},
      {"order 1: its trader has closed the account",
       [](auto& i) {
         order_of(i, kBid).trader = TraderId(2);
         i.traders[2].trader.closed_at = i.venue.now;
       }},
      {"order 2: its rank is that of another one of its queue",
       [](auto& i) { order_of(i, kBid2).rank = order_of(i, kBid).rank; }},
      {"the venue has 12 open orders, not 13", [](auto& i) { --i.venue.open_orders; }},
      {"company 0: its book is crossed", [](auto& i) { order_of(i, kBid).limit_price = price("10.10"); }},
  });
}

TEST_CASE("damaged conditions of orders are refused") {
  check_faults({
      {"order 6: the conditions of its type or time in force are missing",
       [](auto& i) { order_of(i, kStop).conditions.reset(); }},
      {"order 6: a price of its conditions is out of range",
       [](auto& i) { conditions_of(i, kStop).bound = Price(-1); }},
      {"order 6: its stop price is not that of its type",
       [](auto& i) { conditions_of(i, kStop).stop_price = Price(); }},
      {"order 7: its trail is out of range",
       [](auto& i) { conditions_of(i, kTrailing).trail_percent = Rate(-1); }},
      {"order 7: its trail is not that of its type",
       [](auto& i) { conditions_of(i, kTrailing).trail_mark = Price(); }},
      {"order 5: it triggered without a stop", [](auto& i) { conditions_of(i, kIceberg).triggered = true; }},
      {"order 14: its expiry is not that of its time in force",
       [](auto& i) { conditions_of(i, kDated).expires_at = Timestamp(); }},
      {"order 5: its display quantity is out of range",
       [](auto& i) { conditions_of(i, kIceberg).display = -1; }},
      {"order 5: what it shows is out of range", [](auto& i) { conditions_of(i, kIceberg).shown = 11; }},
      {"order 5: it cannot wait where it says",
       [](auto& i) { conditions_of(i, kIceberg).place = Place::pending; }},
      {"order 5: it cannot wait where it says",
       [](auto& i) { conditions_of(i, kIceberg).place = no_such<Place>(); }},
      {"order 5: its status is not that of its place",
       [](auto& i) { order_of(i, kIceberg).status = OrderStatus::held; }},
      {"order 5: its time in force cannot wait",
       [](auto& i) { order_of(i, kIceberg).time_in_force = TimeInForce::fok; }},
      {"order 13: it cannot wait where it says", [](auto& i) { conditions_of(i, kMarket).arrival = 0; }},
      {"order 13: its auction is over",
       [](auto& i) {
         i.companies[kAuct].company.status = CompanyStatus::halted;
         i.companies[kAuct].company.auction.reset();
       }},
      {"order 5: its order class is unknown",
       [](auto& i) { conditions_of(i, kIceberg).order_class = no_such<OrderClass>(); }},
  });
}

TEST_CASE("damaged groups of orders are refused") {
  check_faults({
      {"order 8: an order of its group is unknown",
       [](auto& i) { conditions_of(i, kOco).partner = OrderId(99); }},
      {"order 8: its partner is not open", [](auto& i) { conditions_of(i, kOco).partner = OrderId(kTaker); }},
      {"order 8: its partner is not its own",
       [](auto& i) { conditions_of(i, kOco).partner = OrderId(kBid); }},
      {"order 8: its partner is not open", [](auto& i) { forget(i, kOcoStop); }},
      {"order 8: its partner is not its own",
       [](auto& i) { order_of(i, kOcoStop).quantity = order_of(i, kOcoStop).remaining = 9; }},
      {"order 8: its partner is not its own",
       [](auto& i) { conditions_of(i, kOcoStop).is_pair_stop = false; }},
      {"order 5: it is the stop of a pair without a partner",
       [](auto& i) { conditions_of(i, kIceberg).is_pair_stop = true; }},
      {"order 10: its legs are not filled from the front",
       [](auto& i) { conditions_of(i, kBracket).legs[0] = OrderId(); }},
      {"order 10: a leg of it is not its own",
       [](auto& i) { conditions_of(i, kBracket).legs[0] = OrderId(kBid); }},
      {"order 10: its legs are not of their types",
       [](auto& i) { std::swap(conditions_of(i, kBracket).legs[0], conditions_of(i, kBracket).legs[1]); }},
      {"order 11: the order that it is a leg of is not open", [](auto& i) { forget(i, kBracket); }},
      {"order 10: a leg of it is not its own",
       [](auto& i) { conditions_of(i, kTakeProfit).parent = OrderId(kBid); }},
      {"order 10: it is a leg that has legs",
       [](auto& i) { conditions_of(i, kBracket).parent = OrderId(kBid); }},
  });
}
