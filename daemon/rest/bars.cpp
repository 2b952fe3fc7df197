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
  std::size_t splits = 0;
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

// Those of the archive that go with them; nullopt when a split came in between, so that the two are not in
// one measure.
std::optional<std::vector<Bar>> bars_in_archive(const Call& call, const BarsInMemory& memory,
                                                const BarFilter& filter, const Page& page) {
  std::vector<Bar> bars;
  const Archive* archive = call.venue.archive();
  if (archive == nullptr) return bars;
  const NumberRange times = times_of(filter, page);
  const Timestamp below = std::min(memory.first, Timestamp(static_cast<std::int64_t>(times.below)));
  std::vector<BarRow> rows;
  archive->bars(memory.company, filter.interval, Timestamp(static_cast<std::int64_t>(times.from)), below,
                direction_of(page), [&](const BarRow& row) {
                  rows.push_back(row);
                  return rows.size() <= page.limit;
                });
  return call.venue.with([&](const Venue::Session& session) -> std::optional<std::vector<Bar>> {
    if (session.history().splits(memory.company) != memory.splits) return std::nullopt;
    for (const BarRow& row : rows) bars.push_back(session.history().after_splits(row));
    return std::move(bars);
  });
}

}  // namespace

Answer list_bars(Call& call) {
  QueryReader query(call);
  const BarFilter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  for (;;) {
    auto memory = call.with([&](const Venue::Session& session) -> Found<BarsInMemory> {
      const auto company = find_company(session.exchange(), call.path["symbol"]);
      if (!company) return tl::unexpected(company.error());
      const History& history = session.history();
      auto found = bars_in_memory(history.bars(*company, filter.interval), *company, filter, page);
      found.splits = history.splits(*company);
      return found;
    });
    if (!memory) return tl::unexpected(memory.error());
    bool split_meanwhile = false;
    const auto found = join_parts(page, std::move(memory->part), [&](PageFiller<Bar>& filler) {
      const auto older = bars_in_archive(call, *memory, filter, page);
      split_meanwhile = !older.has_value();
      if (split_meanwhile) return;
      for (const Bar& bar : *older)
        if (!filler.offer(static_cast<std::uint64_t>(bar.time.ns()), bar)) return;
    });
    if (!split_meanwhile) return json_answer(200, list_body(found.items, found.next(), call.seq, append_bar));
  }
}

}  // namespace market
