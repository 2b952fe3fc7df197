// Equity over time. Worked out from the ledger and the trades when asked for.
// Thread rule: under the venue's lock.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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
// Costs a walk over the trader's movements from the first point to the last one, and one search for a price
// for each point and company. So that nobody holds the venue's lock for all of it, the walk goes on in steps,
// between which the venue may go on as well; what has left memory is read from the archive between them,
// without the lock. `exchange` and `history` must outlive it.
class EquityWalk {
 public:
  EquityWalk(const Exchange& exchange, const History& history, const EquityQuery& query);  // under the lock
  ~EquityWalk();
  EquityWalk(EquityWalk&&) noexcept;

  enum class Next : std::uint8_t { step, archive, nothing };
  // Goes on over so many movements, under the lock; what is to be done next.
  Next step(std::size_t most);
  void read(const Archive& archive);  // without the lock
  EquityPage page() &&;               // once there is nothing more to do

 private:
  struct Walk;
  std::unique_ptr<Walk> walk_;
};
// All in one, where everything is in memory.
EquityPage equity_over_time(const Exchange& exchange, const History& history, const EquityQuery& query);

}  // namespace market
