// The lines of a scenario that say what the market is: companies, the rules of trading.
#pragma once
#include "model/command.hpp"
#include "tests/support/scenario_words.hpp"

namespace market::test {

// Each reads on behind the line's first word (of update: behind the symbol) to its end.
RegisterCompany read_company(Words& words);
UpdateCompany read_update(Words& words, CompanyId company);
MarketRules read_rules(Words& words);

}  // namespace market::test
