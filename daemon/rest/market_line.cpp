#include "daemon/rest/market_line.hpp"

namespace market {

MarketLine market_line(const Venue::Session& session, CompanyId id, Timestamp now) {
  const Company& company = session.exchange().company(id);
  const DayStats day = session.history().day(session.exchange(), id, now);
  MarketLine line;
  line.symbol = company.symbol;
  line.status = company.status;
  line.last_price = company.last_price;
  line.previous_close = day.previous_close;
  line.top = session.exchange().top(id);
  line.open = day.open;
  line.high = day.high;
  line.low = day.low;
  line.volume = day.volume;
  line.turnover = day.turnover;
  line.trades = day.trades;
  return line;
}

}  // namespace market
