// Equity over time, and who leads. Worked out from the ledger and the trades when asked for.
// Thread rule: under the venue's lock.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "venue/history.hpp"

namespace market {

struct EquityPoint {
  Timestamp time;
  Amount equity, cash;  // equity: cash and all shares at their last prices then
  bool operator==(const EquityPoint&) const = default;
};

struct EquityQuery {
  TraderId trader;
  Duration interval;     // at least 1 ns
  Timestamp start, end;  // both included; the points are the account's opening, every multiple of the
                         // interval since 1970 after it, and `end` when `ends_now`
  bool ends_now = false;
  std::size_t most = 100;
  bool newest_first = false;
};

struct EquityPage {
  std::vector<EquityPoint> points;
  bool more = false;  // there are points behind the last one
};

// The points of one query, at most `most`, and fewer where the trader has held shares of very many companies.
// Costs a walk over the trader's movements up to the last point, and one search for a price for each point
// and company; so that nobody holds the venue's lock for all of it, the walk goes on in steps, between which
// the venue may go on as well. `history` must outlive it.
class EquityWalk {
 public:
  EquityWalk(const Exchange& exchange, const History& history, const EquityQuery& query);
  ~EquityWalk();
  EquityWalk(EquityWalk&&) noexcept;

  // Goes on over so many movements; false when all is done.
  bool step(std::size_t most);
  EquityPage page() &&;  // once all is done

 private:
  class PastAccount;
  std::vector<Timestamp> times_;  // ascending
  std::unique_ptr<PastAccount> account_;
  EquityPage page_;
  bool newest_first_;
};
// All steps in one.
EquityPage equity_over_time(const Exchange& exchange, const History& history, const EquityQuery& query);

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
