#include "venue/equity.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

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

// What an account held, at times that only grow.
class EquityWalk::PastAccount {
 public:
  PastAccount(const History& history, TraderId trader)
      : history_(history), trader_(trader), holdings_(history.ledger().holdings(trader)) {
    for (ShareCount& one : holdings_) one.shares = Quantity();
  }

  // Takes in the movements up to `time`, at most `left` of them; nullopt when there are more.
  std::optional<EquityPoint> at(Timestamp time, std::size_t& left) {
    if (!advance(time, left)) return std::nullopt;
    Amount equity = cash_;
    for (const auto& [company, shares] : holdings_)
      if (shares > Quantity()) equity += wide_notional(history_.price_at(company, time), shares);
    return EquityPoint{time, equity, cash_};
  }

 private:
  bool advance(Timestamp time, std::size_t& left) {
    const Ledger& ledger = history_.ledger();
    for (; done_ < ledger.movements(trader_); ++done_) {
      const LedgerState state = ledger.after(trader_, done_, history_.trades());
      if (state.time > time) break;
      if (left == 0) return false;
      --left;
      cash_ = state.cash;
      if (state.company) shares_of(*state.company) = state.shares;
    }
    return true;
  }

  // One that was bought since the walk began is of no point of it.
  Quantity& shares_of(CompanyId company) {
    const auto found =
        std::lower_bound(holdings_.begin(), holdings_.end(), company,
                         [](const ShareCount& one, CompanyId wanted) { return one.company < wanted; });
    if (found != holdings_.end() && found->company == company) return found->shares;
    return holdings_.insert(found, {company, Quantity()})->shares;
  }

  const History& history_;
  const TraderId trader_;
  std::vector<ShareCount> holdings_;
  Money cash_;
  std::size_t done_ = 0;
};

namespace {

struct Fraction {
  Int128 over, under;  // under > 0
};

Int128 floor_of(const Fraction& value) {
  const Int128 quotient = value.over / value.under;
  return quotient * value.under > value.over ? quotient - 1 : quotient;
}

// Exact without products, which 128 bits could not hold: whole parts are compared, then the reciprocals of
// what they leave, the other way round.
bool is_less(Fraction a, Fraction b) {
  for (;;) {
    const Int128 whole_a = floor_of(a), whole_b = floor_of(b);
    if (whole_a != whole_b) return whole_a < whole_b;
    const Int128 rest_a = a.over - whole_a * a.under, rest_b = b.over - whole_b * b.under;
    if (rest_a == 0 || rest_b == 0) return rest_a == 0 && rest_b != 0;
    const Fraction reciprocal_a{a.under, rest_a};
    a = {b.under, rest_b};
    b = reciprocal_a;
  }
}

bool returns_more(const Leader& a, const Leader& b) {
  const bool has_a = a.brought_in > Amount(), has_b = b.brought_in > Amount();
  if (!has_a || !has_b) return has_a && !has_b;
  return is_less({b.pnl.units(), b.brought_in.units()}, {a.pnl.units(), a.brought_in.units()});
}

bool is_better(const Leader& a, const Leader& b, LeaderOrder by) {
  switch (by) {
    case LeaderOrder::equity: return a.equity > b.equity;
    case LeaderOrder::profit: return a.pnl > b.pnl;
    case LeaderOrder::profit_rate: return returns_more(a, b);
  }
  return false;
}

Leader leader_of(const Exchange& exchange, const Ledger& ledger, TraderId trader) {
  Amount equity = exchange.account(trader).cash;
  for (const auto& [company, shares] : ledger.holdings(trader))
    equity += wide_notional(exchange.company(company).last_price, shares);
  const Contribution contribution = ledger.contribution(trader);
  return {trader, equity, equity - contribution.net(), contribution.in};
}

}  // namespace

EquityWalk::EquityWalk(const Exchange& exchange, const History& history, const EquityQuery& query)
    : account_(std::make_unique<PastAccount>(history, query.trader)), newest_first_(query.newest_first) {
  const std::size_t companies = history.ledger().holdings(query.trader).size();
  const std::size_t affordable = std::max<std::size_t>(kMaxPriced / std::max<std::size_t>(companies, 1), 1);
  const std::size_t most = std::min(query.most, affordable);
  times_ = PointTimes(exchange.trader(query.trader).created_at, query).first(most);
  page_.more = times_.size() > most;
  if (page_.more) times_.pop_back();
  if (newest_first_) std::reverse(times_.begin(), times_.end());
}

EquityWalk::~EquityWalk() = default;
EquityWalk::EquityWalk(EquityWalk&&) noexcept = default;

bool EquityWalk::step(std::size_t most) {
  while (page_.points.size() < times_.size()) {
    const auto point = account_->at(times_[page_.points.size()], most);
    if (!point) return true;
    page_.points.push_back(*point);
  }
  return false;
}

EquityPage EquityWalk::page() && {
  if (newest_first_) std::reverse(page_.points.begin(), page_.points.end());
  return std::move(page_);
}

EquityPage equity_over_time(const Exchange& exchange, const History& history, const EquityQuery& query) {
  EquityWalk walk(exchange, history, query);
  while (walk.step(SIZE_MAX)) {
  }
  return std::move(walk).page();
}

std::optional<LeaderOrder> parse_leader_order(std::string_view text) {
  if (text == "equity") return LeaderOrder::equity;
  if (text == "pnl") return LeaderOrder::profit;
  if (text == "return") return LeaderOrder::profit_rate;
  return std::nullopt;
}

std::vector<Leader> leaderboard(const Exchange& exchange, const History& history, LeaderOrder by) {
  std::vector<Leader> leaders;
  for (std::uint32_t i = 0; i < exchange.trader_count(); ++i)
    if (!exchange.trader(TraderId(i)).closed_at)
      leaders.push_back(leader_of(exchange, history.ledger(), TraderId(i)));
  std::sort(leaders.begin(), leaders.end(), [&](const Leader& a, const Leader& b) {
    if (is_better(a, b, by)) return true;
    if (is_better(b, a, by)) return false;
    return exchange.trader(a.trader).slug < exchange.trader(b.trader).slug;
  });
  return leaders;
}

}  // namespace market
