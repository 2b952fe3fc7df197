#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "wire/bar_json.hpp"

namespace market {
namespace {

constexpr std::string_view kIntervals[] = {"1s", "1m", "5m", "15m", "1h", "1d"};

struct BarFilter {
  BarInterval interval = BarInterval::m1;
  std::optional<Timestamp> start, end;  // both included
};

BarFilter read_filter(QueryReader& query) {
  BarFilter filter;
  filter.interval = query.word("interval", parse_bar_interval, Words{kIntervals}).value_or(BarInterval::m1);
  filter.start = query.time("start");
  filter.end = query.time("end");
  return filter;
}

// Bars are numbered by the start of their interval. Both included in the filter.
NumberRange times_of(const BarFilter& filter, const Page& page) {
  NumberRange times = numbers_of(page, INT64_MAX);
  const auto number = [](Timestamp time) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(time.ns(), 0));
  };
  if (filter.start) times.from = std::max(times.from, number(*filter.start));
  if (filter.end) times.below = std::min(times.below, number(*filter.end) + 1);
  return times;
}

struct BarsInMemory {
  CompanyId company;
  PagePart<Bar> part;
  Timestamp first;  // those before it are in the archive
};

BarsInMemory bars_in_memory(const std::vector<Bar>& bars, CompanyId company, const BarFilter& filter,
                            const Page& page) {
  BarsInMemory found{company, PagePart<Bar>(page), bars.empty() ? Timestamp(INT64_MAX) : bars.front().time};
  const NumberRange times = times_of(filter, page);
  const auto number = [](const Bar& bar) { return static_cast<std::uint64_t>(bar.time.ns()); };
  const auto first_at = [&](std::uint64_t time) {
    return std::lower_bound(bars.begin(), bars.end(), time,
                            [&](const Bar& bar, std::uint64_t wanted) { return number(bar) < wanted; });
  };
  const auto first = first_at(times.from), last = std::max(first, first_at(times.below));
  for (auto step = 0; step < last - first; ++step) {
    const Bar& bar = page.order == Page::Order::oldest_first ? first[step] : *(last - 1 - step);
    if (!found.part.offer(number(bar), bar)) break;
  }
  return found;
}

}  // namespace

Answer list_bars(Call& call) {
  QueryReader query(call);
  const BarFilter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  auto memory = call.with([&](const Venue::Session& session) -> Found<BarsInMemory> {
    const auto company = find_company(session.exchange(), call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    return bars_in_memory(session.history().bars(*company, filter.interval), *company, filter, page);
  });
  if (!memory) return tl::unexpected(memory.error());
  const Archive* archive = call.venue.archive();
  const NumberRange times = times_of(filter, page);
  const Timestamp below = std::min(memory->first, Timestamp(static_cast<std::int64_t>(times.below)));
  const auto found = join_parts(page, std::move(memory->part), [&](PageFiller<Bar>& filler) {
    if (archive == nullptr) return;
    std::vector<BarRow> rows;
    archive->bars(memory->company, filter.interval, Timestamp(static_cast<std::int64_t>(times.from)), below,
                  direction_of(page), [&](const BarRow& row) {
                    rows.push_back(row);
                    return rows.size() <= page.limit;
                  });
    const std::vector<Bar> bars = call.venue.with([&](const Venue::Session& session) {
      std::vector<Bar> made;
      for (const BarRow& row : rows) made.push_back(session.history().after_splits(row));
      return made;
    });
    for (const Bar& bar : bars)
      if (!filler.offer(static_cast<std::uint64_t>(bar.time.ns()), bar)) return;
  });
  return json_answer(200, list_body(found.items, found.next(), call.seq, append_bar));
}

}  // namespace market
