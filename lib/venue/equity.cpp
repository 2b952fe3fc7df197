#include "venue/equity.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "core/check.hpp"

namespace market {
namespace {

// Prices looked up for one page, so that one question never holds the venue's lock long.
constexpr std::size_t kMaxPriced = 20'000;

// The times of the points of one account.
class PointTimes {
 public:
  PointTimes(Timestamp opening, const EquityQuery& query) : opening_(opening), query_(query) {}

  // At most `most` times in the order of the page, and one more if there is one.
  std::vector<Timestamp> first(std::size_t most) const {
    std::vector<Timestamp> times;
    if (query_.start > query_.end) return times;
    const Duration step(query_.newest_first ? -1 : 1);
    auto time = query_.newest_first ? at_or_before(query_.end) : at_or_after(query_.start);
    while (time && times.size() <= most) {
      times.push_back(*time);
      const Timestamp from = *time + step;
      time = query_.newest_first ? at_or_before(from) : at_or_after(from);
    }
    return times;
  }

 private:
  std::optional<Timestamp> at_or_after(Timestamp time) const {
    if (time > query_.end || opening_ > query_.end) return std::nullopt;
    if (time <= opening_) return opening_;
    const std::int64_t past = time.ns() % query_.interval.ns();
    const std::int64_t missing = past == 0 ? 0 : query_.interval.ns() - past;
    if (missing <= (query_.end - time).ns()) return time + Duration(missing);
    return query_.ends_now ? std::optional(query_.end) : std::nullopt;
  }

  std::optional<Timestamp> at_or_before(Timestamp time) const {
    if (time < query_.start || time < opening_) return std::nullopt;
    if (query_.ends_now && time == query_.end) return time;
    const Timestamp point = std::max(time - Duration(time.ns() % query_.interval.ns()), opening_);
    return point < query_.start ? std::nullopt : std::optional(point);
  }

  const Timestamp opening_;
  const EquityQuery& query_;
};

}  // namespace

// First the account at each point, then what its shares were worth.
struct EquityWalk::Walk {
  struct Point {
    Timestamp time;
    Money cash;
    std::vector<ShareCount> shares;  // without those of which it held none
    Amount worth;                    // of the shares priced so far
    std::size_t priced = 0;
  };
  using Lookup = std::pair<CompanyId, Timestamp>;

  Walk(const Exchange& exchange, const History& from, const EquityQuery& wanted);

  // One movement after the others; false when it comes after the last point.
  bool feed(const Archive::MovementRow& row);
  void reach(Timestamp time);  // all that happened until then is known
  void jump(const Archive& archive, std::uint64_t place);
  void read_movements(const Archive& archive);
  Next move(std::size_t most);
  Next price();
  std::optional<Price> price_of(CompanyId company, Timestamp time) const;
  Quantity& shares_of(CompanyId company);

  const History& history;
  const TraderId trader;
  const bool newest_first;
  bool more = false;             // points behind the last one
  std::vector<Timestamp> times;  // ascending
  std::vector<Point> points;
  std::vector<ShareCount> holdings;
  Money cash;
  std::uint64_t done = 0;  // movements taken in
  bool moved = false;      // all up to the last point
  bool jumped = false;
  std::uint64_t archived = 0;   // how far movements are to be read from the archive
  std::vector<Lookup> lookups;  // trades to be found there, and those found
  std::map<Lookup, std::optional<Trade>> found;
};

EquityWalk::Walk::Walk(const Exchange& exchange, const History& from, const EquityQuery& query)
    : history(from),
      trader(query.trader),
      newest_first(query.newest_first),
      holdings(from.ledger().holdings(trader)) {
  for (ShareCount& one : holdings) one.shares = Quantity();
  const std::size_t companies = std::max<std::size_t>(holdings.size(), 1);
  const std::size_t most = std::min(query.most, std::max<std::size_t>(kMaxPriced / companies, 1));
  times = PointTimes(exchange.trader(trader).created_at, query).first(most);
  more = times.size() > most;
  if (more) times.pop_back();
  if (newest_first) std::reverse(times.begin(), times.end());
  moved = times.empty();
}

// One that was bought since the walk began is of no point of it.
Quantity& EquityWalk::Walk::shares_of(CompanyId company) {
  const auto at =
      std::lower_bound(holdings.begin(), holdings.end(), company,
                       [](const ShareCount& one, CompanyId wanted) { return one.company < wanted; });
  if (at != holdings.end() && at->company == company) return at->shares;
  return holdings.insert(at, {company, Quantity()})->shares;
}

void EquityWalk::Walk::reach(Timestamp time) {
  while (points.size() < times.size() && times[points.size()] < time) {
    Point point{times[points.size()], cash, {}, {}, 0};
    for (const ShareCount& one : holdings)
      if (one.shares > Quantity()) point.shares.push_back(one);
    points.push_back(std::move(point));
  }
  moved = points.size() == times.size();
}

namespace {

Timestamp time_of(const Archive::MovementRow& row) {
  return is_transfer(row.movement.source) ? row.transfer.time : row.trade.time;
}

bool moves_shares(const Archive::MovementRow& row) {
  return !is_transfer(row.movement.source) || row.transfer.transfer.shares_of.has_value();
}

}  // namespace

bool EquityWalk::Walk::feed(const Archive::MovementRow& row) {
  reach(time_of(row));
  if (moved) return false;
  cash = row.movement.cash;
  if (moves_shares(row)) shares_of(row.movement.company) = row.movement.shares;
  ++done;
  return true;
}

// To the state before `place`, by what came last before it.
void EquityWalk::Walk::jump(const Archive& archive, std::uint64_t place) {
  done = place;
  std::vector<CompanyId> missing;
  for (const ShareCount& one : holdings) missing.push_back(one.company);
  bool first = true;
  archive.movements(trader, {0, place}, Direction::newest_first, [&](const Archive::MovementRow& row) {
    if (std::exchange(first, false)) cash = row.movement.cash;
    if (moves_shares(row) && std::erase(missing, row.movement.company) > 0)
      shares_of(row.movement.company) = row.movement.shares;
    return !missing.empty();
  });
}

void EquityWalk::Walk::read_movements(const Archive& archive) {
  if (!std::exchange(jumped, true))
    jump(archive, archive.first_place(trader, times.front() + Duration(1), archived));
  archive.movements(trader, {done, archived}, Direction::oldest_first,
                    [&](const Archive::MovementRow& row) { return feed(row); });
}

EquityWalk::Next EquityWalk::Walk::move(std::size_t most) {
  const Ledger& ledger = history.ledger();
  archived = ledger.first_here(trader);
  if (done < archived) return Next::archive;
  const std::uint64_t end = ledger.movements(trader);
  for (; done < end && most > 0; --most)
    if (!feed(ledger.movement(trader, done, history.trades()))) break;
  if (done == end) reach(times.back() + Duration(1));
  return Next::step;
}

std::optional<Price> EquityWalk::Walk::price_of(CompanyId company, Timestamp time) const {
  if (const auto here = history.price_at(company, time)) return here;
  const auto known = found.find({company, time});
  return known == found.end() ? std::nullopt
                              : std::optional(history.price_after(company, time, known->second));
}

EquityWalk::Next EquityWalk::Walk::price() {
  lookups.clear();
  for (Point& point : points) {
    for (; point.priced < point.shares.size(); ++point.priced) {
      const auto& [company, shares] = point.shares[point.priced];
      const auto worth = price_of(company, point.time);
      if (!worth) {
        for (std::size_t i = point.priced; i < point.shares.size(); ++i)
          lookups.emplace_back(point.shares[i].company, point.time);
        break;
      }
      point.worth += wide_notional(*worth, shares);
    }
  }
  found.clear();
  return lookups.empty() ? Next::nothing : Next::archive;
}

EquityWalk::EquityWalk(const Exchange& exchange, const History& history, const EquityQuery& query)
    : walk_(std::make_unique<Walk>(exchange, history, query)) {}
EquityWalk::~EquityWalk() = default;
EquityWalk::EquityWalk(EquityWalk&&) noexcept = default;

EquityWalk::Next EquityWalk::step(std::size_t most) {
  return walk_->moved ? walk_->price() : walk_->move(most);
}

void EquityWalk::read(const Archive& archive) {
  if (!walk_->moved) return walk_->read_movements(archive);
  for (const Walk::Lookup& one : walk_->lookups)
    walk_->found.emplace(one, archive.last_trade(one.first, one.second));
}

EquityPage EquityWalk::page() && {
  EquityPage page;
  page.more = walk_->more;
  for (const Walk::Point& point : walk_->points)
    page.points.push_back({point.time, point.worth + point.cash, point.cash});
  if (walk_->newest_first) std::reverse(page.points.begin(), page.points.end());
  return page;
}

EquityPage equity_over_time(const Exchange& exchange, const History& history, const EquityQuery& query) {
  EquityWalk walk(exchange, history, query);
  for (;;) {
    switch (walk.step(SIZE_MAX)) {
      case EquityWalk::Next::step: break;
      case EquityWalk::Next::archive: MARKET_CHECK(!"all of it is in memory"); break;
      case EquityWalk::Next::nothing: return std::move(walk).page();
    }
  }
}

}  // namespace market
