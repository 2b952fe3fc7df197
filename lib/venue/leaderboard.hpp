// Who leads, worked out from the accounts when asked for.
// Thread rule: under the venue's lock.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "venue/history.hpp"

namespace market {

enum class LeaderOrder { equity, profit, profit_rate };
// "equity", "pnl", "return".
std::optional<LeaderOrder> parse_leader_order(std::string_view text);

struct Leader {
  TraderId trader;
  Amount equity, pnl;  // pnl = equity - what the trader brought in, less what was taken out
  Amount brought_in;   // pnl ÷ this is the return; there is none when it is not above 0
};
// All traders that are not closed, best first; equals by id (slug). Those without a return are last by it.
std::vector<Leader> leaderboard(const Exchange& exchange, const History& history, LeaderOrder by);

}  // namespace market
