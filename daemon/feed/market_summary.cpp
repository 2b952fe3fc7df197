#include "daemon/feed/market_summary.hpp"

#include "daemon/rest/market_line.hpp"

namespace market {

MarketSummary::Lines MarketSummary::take(Clock::time_point now) {
  due_ = now + interval_;
  return venue_.with([](const Venue::Session& session) {
    Lines all{session.seq(), {}};
    const Timestamp time = session.now();
    for (std::uint32_t id = 0; id < session.exchange().company_count(); ++id)
      all.lines.push_back(market_line(session, CompanyId(id), time));
    return all;
  });
}

}  // namespace market
