#include "venue/equity.hpp"

#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "venue/leaderboard.hpp"
#include "wire/duration_text.hpp"
#include "wire/equity_json.hpp"

namespace market {
namespace {

struct EquityFilter {
  Duration interval;
  std::optional<Timestamp> start, end;  // both included
};

EquityFilter read_filter(const Call& call, QueryReader& query) {
  EquityFilter filter;
  filter.interval = call.state.history_interval;
  if (const auto text = query.text("interval")) {
    const auto interval = parse_duration(*text);
    if (interval && is_history_interval(*interval)) {
      filter.interval = *interval;
    } else {
      query.fail("interval", "must be a duration such as \"90s\" or \"1h\", or a number of seconds, from " +
                                 duration_text(kHistoryIntervals.shortest) + " to " +
                                 duration_text(kHistoryIntervals.longest));
    }
  }
  filter.start = query.time("start");
  filter.end = query.time("end");
  return filter;
}

// A page's cursor is the time of its last point in nanoseconds.
EquityQuery equity_query(const EquityFilter& filter, const Page& page, const Trader& trader, Timestamp now) {
  EquityQuery query;
  query.trader = trader.id;
  query.interval = filter.interval;
  query.most = page.limit;
  query.newest_first = page.order == Page::Order::newest_first;
  const Timestamp last = trader.closed_at.value_or(now);
  query.ends_now = !filter.end || *filter.end >= last;
  query.start = filter.start.value_or(Timestamp());
  query.end = query.ends_now ? last : *filter.end;
  if (!page.after) return query;
  const Timestamp after(static_cast<std::int64_t>(std::min<std::uint64_t>(*page.after, INT64_MAX - 1)));
  if (!query.newest_first) {
    query.start = std::max(query.start, after + Duration(1));
  } else if (after <= query.end) {
    query.end = after - Duration(1);
    query.ends_now = false;
  }
  return query;
}

void append_point(JsonWriter& json, const EquityPoint& point) {
  append_equity_line(json, {point.time, point.equity, point.cash});
}

struct LeaderPage {
  std::vector<LeaderLine> lines;
  std::optional<std::string> next;
};

LeaderPage find_leaders(const Venue::Session& session, const Page& page, LeaderOrder by) {
  const std::vector<Leader> leaders = leaderboard(session.exchange(), session.history(), by);
  LeaderPage found;
  found.next = walk_page(
      page, leaders.size(), [](std::size_t i) { return i + 1; }, [](std::size_t) { return true; },
      [&](std::size_t i) {
        const Leader& leader = leaders[i];
        const Trader& trader = session.exchange().trader(leader.trader);
        found.lines.push_back(
            {i + 1, trader.slug, trader.name, leader.equity, leader.pnl, leader.brought_in});
      });
  return found;
}

}  // namespace

Answer list_equity(Call& call) {
  QueryReader query(call);
  const EquityFilter filter = read_filter(call, query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  auto walk = call.with([&](const Venue::Session& session) -> Found<EquityWalk> {
    const Exchange& exchange = session.exchange();
    const auto trader = path_trader(call, exchange);
    if (!trader) return tl::unexpected(trader.error());
    return EquityWalk(exchange, session.history(),
                      equity_query(filter, page, exchange.trader(*trader), session.now()));
  });
  if (!walk) return tl::unexpected(walk.error());
  for (;;) {
    const auto next = call.with([&](const Venue::Session&) { return walk->step(kMaxScanned); });
    if (next == EquityWalk::Next::nothing) break;
    if (next == EquityWalk::Next::archive) walk->read(*call.venue.archive());
  }
  const EquityPage found = std::move(*walk).page();
  std::optional<std::string> next;
  if (found.more) next = cursor_text(page, static_cast<std::uint64_t>(found.points.back().time.ns()));
  return json_answer(200, list_body(found.points, next, call.seq, append_point));
}

Answer list_leaderboard(Call& call) {
  constexpr std::string_view kOrders[] = {"equity", "return", "pnl"};
  QueryReader query(call);
  const auto by = query.word("by", parse_leader_order, Words{kOrders}).value_or(LeaderOrder::equity);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  const auto found =
      call.with([&](const Venue::Session& session) { return find_leaders(session, page, by); });
  return json_answer(200, list_body(found.lines, found.next, call.seq, append_leader_line));
}

}  // namespace market
