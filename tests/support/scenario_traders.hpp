// The lines of a scenario that say who trades, under which limits, and whose accounts cash and shares go
// through, read and written.
#pragma once
#include <string>

#include "engine/exchange.hpp"
#include "tests/support/scenario_words.hpp"

namespace market::test {

// Each reads on behind the line's first word (of update: behind the trader) to its end.
RegisterTrader read_trader(Words& words, const Exchange& exchange);
// Limits that the line does not name stay what they are.
UpdateTrader read_trader_update(Words& words, TraderId trader, const Exchange& exchange);
PayDividend read_dividend(Words& words, const Exchange& exchange);

// " max_open_orders 5 max_order_quantity none …"
std::string limits_text(const TraderLimits& limits);

// outside, exchange, trader:alice, issuer:ACME, treasury:ACME; an unknown name becomes an id that nothing
// has.
AccountRef read_account(Words& words, const Exchange& exchange);
std::string account_text(const AccountRef& account, const Exchange& exchange);

// The name of an id; "NOTHING" and "nobody" for an id that nothing has.
std::string company_name(CompanyId id, const Exchange& exchange);
std::string trader_name(TraderId id, const Exchange& exchange);

}  // namespace market::test
