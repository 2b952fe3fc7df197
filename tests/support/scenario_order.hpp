// The line of a scenario that places an order.
#pragma once
#include "model/command.hpp"
#include "tests/support/scenario_words.hpp"

namespace market::test {

// Reads on behind the symbol: the price, then what else the order has. `order` has trader, company, side and
// quantity.
void read_order(Words& words, Timestamp now, PlaceOrder& order);

}  // namespace market::test
