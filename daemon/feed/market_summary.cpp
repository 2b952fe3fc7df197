#include "daemon/feed/market_summary.hpp"

#include <vector>

#include "daemon/rest/market_line.hpp"
#include "wire/market_messages.hpp"

namespace market {

// Formatted without the lock, once for all clients.
MarketSummary::Items MarketSummary::take(Clock::time_point now) {
  due_ = now + interval_;
  Items items;
  std::vector<MarketLine> lines;
  venue_.with([&](const Venue::Session& session) {
    items.seq = session.seq();
    const Timestamp time = session.now();
    for (std::uint32_t id = 0; id < session.exchange().company_count(); ++id)
      lines.push_back(market_line(session, CompanyId(id), time));
  });
  append_market_items(items.json, lines);
  return items;
}

}  // namespace market
