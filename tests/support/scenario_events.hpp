// What commands did, as the checks of a scenario say it.
#pragma once
#include <string>

#include "engine/exchange.hpp"

namespace market::test {

// "activated:5"; empty for an event that is about no order.
std::string event_text(const Event& event);

// "trade 4 @ 101.25 maker 1 taker 2 fees 0.405 0.81"
std::string trade_text(const Trade& trade);
std::string trade_text_with_fees(const Trade& trade);

// "transfer dividend 12.00 from issuer:ACME to trader:alice", of shares "transfer issue 5 ACME from …"
std::string transfer_text(const Transfer& transfer, const Exchange& exchange);

}  // namespace market::test
