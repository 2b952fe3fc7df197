#include "venue/leaderboard.hpp"

#include <algorithm>

namespace market {
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
