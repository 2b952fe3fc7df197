#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "wire/market_json.hpp"

namespace market {
namespace {

constexpr std::string_view kIntervals[] = {"1s", "1m", "5m", "15m", "1h", "1d"};

struct Filter {
  BarInterval interval = BarInterval::m1;
  std::optional<Timestamp> start, end;  // both included
};

Filter read_filter(QueryReader& query) {
  Filter filter;
  filter.interval = query.word("interval", parse_bar_interval, Words{kIntervals}).value_or(BarInterval::m1);
  filter.start = query.time("start");
  filter.end = query.time("end");
  return filter;
}

struct BarPage {
  std::vector<Bar> bars;
  std::optional<std::string> next;
};

BarPage find_bars(const std::vector<Bar>& all, const Filter& filter, const Page& page) {
  const auto starts_before = [](const Bar& bar, Timestamp time) { return bar.time < time; };
  const auto starts_after = [](Timestamp time, const Bar& bar) { return time < bar.time; };
  const auto first =
      filter.start ? std::lower_bound(all.begin(), all.end(), *filter.start, starts_before) : all.begin();
  const auto last = filter.end ? std::upper_bound(first, all.end(), *filter.end, starts_after) : all.end();
  const auto bar_at = [&](std::size_t i) -> const Bar& { return first[static_cast<std::ptrdiff_t>(i)]; };
  BarPage found;
  found.next = walk_page(
      page, static_cast<std::size_t>(last - first),
      [&](std::size_t i) { return static_cast<std::uint64_t>(bar_at(i).time.ns()); },
      [](std::size_t) { return true; }, [&](std::size_t i) { found.bars.push_back(bar_at(i)); });
  return found;
}

void append_bar(JsonWriter& json, const Bar& bar) {
  json.begin_object()
      .field("time", bar.time)
      .field("open", bar.open)
      .field("high", bar.high)
      .field("low", bar.low)
      .field("close", bar.close)
      .field("volume", bar.volume)
      .field("trades", bar.trades)
      .field("vwap", volume_weighted_price(bar.turnover, bar.volume, bar.low, bar.high))
      .end_object();
}

}  // namespace

Answer list_bars(Call& call) {
  QueryReader query(call);
  const Filter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  const auto found = call.with([&](const Venue::Session& session) -> Found<BarPage> {
    const auto company = find_company(session.exchange(), call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    return find_bars(session.history().bars(*company, filter.interval), filter, page);
  });
  if (!found) return tl::unexpected(found.error());
  return json_answer(200, list_body(found->bars, found->next, call.seq, append_bar));
}

}  // namespace market
