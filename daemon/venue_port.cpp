#include "daemon/venue_port.hpp"

#include <algorithm>

namespace market {

tl::expected<Applied, Refused> VenuePort::submit(const Command& command, Timestamp now) {
  return session_->submit_at(command, now);
}

void VenuePort::trades_after(TradeId seen, std::vector<Trade>& out) {
  append_trades(venue_, session_->history(), seen, last_trade(), out);
}

void append_trades(const Venue& venue, const History& history, TradeId seen, TradeId last,
                   std::vector<Trade>& out) {
  const RecentTrades& recent = history.trades();
  TradeId id(seen.value() + 1);
  const TradeId end(last.value() + 1);
  if (id < std::min(recent.first(), end) && venue.archive() != nullptr)
    venue.archive()->trades(std::nullopt, {id.value(), std::min(recent.first(), end).value()},
                            Direction::oldest_first, [&](const Trade& trade) {
                              out.push_back(trade);
                              return true;
                            });
  for (id = std::max(id, recent.first()); id < end; id = TradeId(id.value() + 1)) out.push_back(recent[id]);
}

}  // namespace market
