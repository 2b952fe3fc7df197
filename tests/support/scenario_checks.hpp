// The lines of a scenario that check what is, not what the last command did: order, expect, revenue, fee,
// fee_revenue, totals, book, queue, indication, due, phase.
#pragma once
#include "tests/support/scenario_words.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {

std::string joined(const std::vector<std::string>& words);
std::string number(Quantity quantity);
std::string number(OrderId id);
// "canceled requested", "new"
std::string status_text(const Order& order);

// Throws ScenarioError unless the texts are equal.
void compare(const ScenarioLine& line, const std::string& expected, const std::string& actual);

// False when the line is no such check; throws ScenarioError when it does not hold.
bool check_state(const ScenarioLine& line, const TestExchange& exchange);

}  // namespace market::test
