#include "sim/stylised_facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/statistics.hpp"

namespace market {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::string_view kCont = "Cont 2001";
constexpr std::array<std::size_t, 14> kDecayLags = {1, 2, 3, 4, 6, 8, 11, 16, 22, 28, 36, 45, 54, 64};
constexpr std::size_t kLeastSigns = 1'000;
constexpr std::size_t kImpactBins = 10;

struct Band {
  double low = -kInfinity, high = kInfinity;
  std::string_view text;
};

using Value = std::optional<double>;

StylisedFact fact(std::string_view name, std::string_view title, Value value, const Band& band,
                  std::string_view source) {
  return {name, title, value, band.low, band.high, band.text, source};
}

// Where the larger the time scale is, the smaller the kurtosis: facts[0], [1] and [2] as added below.
constexpr std::size_t kAggregational = 2;

bool holds(const std::vector<StylisedFact>& facts, std::size_t index) {
  const StylisedFact& one = facts[index];
  if (!one.value || *one.value <= one.low || *one.value >= one.high) return false;
  return index != kAggregational || (*facts[0].value > *facts[1].value && *facts[1].value > *one.value);
}

void judge(std::vector<StylisedFact>& facts) {
  for (std::size_t i = 0; i < facts.size(); ++i)
    if (!facts[i].band.empty()) facts[i].verdict = holds(facts, i) ? Verdict::pass : Verdict::fail;
}

double largest_autocorrelation(const std::vector<double>& returns, std::size_t first, std::size_t last) {
  double largest = 0;
  for (std::size_t lag = first; lag <= last; ++lag)
    largest = std::max(largest, std::fabs(sim::autocorrelation(returns, lag)));
  return largest;
}

Value decay_exponent(const std::vector<double>& sizes) {
  std::vector<std::pair<double, double>> points;
  for (const std::size_t lag : kDecayLags)
    points.emplace_back(static_cast<double>(lag), sim::autocorrelation(sizes, lag));
  const Value slope = sim::log_log_slope(points);
  return slope ? Value(-*slope) : std::nullopt;
}

Value sign_exponent(const sim::SignMemory& signs) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < sim::SignMemory::kLags.size(); ++i)
    points.emplace_back(static_cast<double>(sim::SignMemory::kLags[i]), signs.autocorrelation(i));
  const Value slope = sim::log_log_slope(points);
  return slope ? Value(-*slope) : std::nullopt;
}

// Of the mean return of a minute in the direction of its order imbalance, over the size of that: bins with as
// many minutes each.
Value impact_exponent(const MarketSample& sample) {
  std::vector<std::pair<double, double>> moves;  // size of the imbalance, return along it
  for (std::size_t i = 0; i < sample.returns.size(); ++i) {
    const double imbalance = sample.imbalances[i];
    if (imbalance != 0)
      moves.emplace_back(std::fabs(imbalance), std::copysign(1.0, imbalance) * sample.returns[i]);
  }
  if (moves.size() < 10 * kImpactBins) return std::nullopt;
  std::sort(moves.begin(), moves.end());
  std::vector<std::pair<double, double>> points;
  for (std::size_t bin = 0; bin < kImpactBins; ++bin) {
    const std::size_t from = moves.size() * bin / kImpactBins, to = moves.size() * (bin + 1) / kImpactBins;
    double size = 0, move = 0;
    for (std::size_t i = from; i < to; ++i) {
      size += moves[i].first;
      move += moves[i].second;
    }
    points.emplace_back(size / static_cast<double>(to - from), move / static_cast<double>(to - from));
  }
  return sim::log_log_slope(points);
}

void add_returns(std::vector<StylisedFact>& facts, const std::vector<double>& returns) {
  const double k1 = sim::excess_kurtosis(returns);
  const double k10 = sim::excess_kurtosis(sim::aggregated(returns, 10));
  const double k60 = sim::excess_kurtosis(sim::aggregated(returns, 60));
  facts.push_back(fact("excess_kurtosis", "excess kurtosis, 1 min", k1, {3, 60, "3 … 60"}, kCont));
  facts.push_back(fact("excess_kurtosis_10", "excess kurtosis, 10 min", k10, {}, kCont));
  facts.push_back(fact("aggregational_normality", "excess kurtosis, 60 min", k60,
                       {-kInfinity, 6, "< 6, and falling from 1 to 10 to 60 min"}, kCont));
  facts.push_back(fact("hill_index", "tail index, largest 2%",
                       sim::hill_index(sim::magnitudes(returns), 0.02), {2, 5, "2 … 5"},
                       "Gopikrishnan et al. 1999"));
  facts.push_back(fact("return_autocorrelation_1", "return autocorrelation, lag 1",
                       sim::autocorrelation(returns, 1), {-.1, .1, "-.10 … .10"}, kCont));
  facts.push_back(fact("return_autocorrelation_2_20", "return autocorrelation, largest of lags 2 to 20",
                       largest_autocorrelation(returns, 2, 20), {-kInfinity, .05, "< .05, in size"}, kCont));
  facts.push_back(fact("variance_ratio_60", "variance ratio, 60 min", sim::variance_ratio(returns, 60),
                       {.7, 1.6, ".7 … 1.6"}, "Lo, MacKinlay 1988"));
}

void add_clustering(std::vector<StylisedFact>& facts, const std::vector<double>& returns,
                    const std::vector<double>& volumes) {
  const std::vector<double> sizes = sim::magnitudes(returns);
  facts.push_back(fact("volatility_clustering", "|return| autocorrelation, lag 10",
                       sim::autocorrelation(sizes, 10), {.04, .30, ".04 … .30"}, kCont));
  facts.push_back(fact("volatility_decay", "|return| decay exponent, lags 1 to 64", decay_exponent(sizes),
                       {.1, .45, ".1 … .45"}, "Cont 2001, Liu et al. 1999"));
  facts.push_back(fact("volume_volatility", "volume and |return| correlation",
                       sim::correlation(volumes, sizes), {.25, .7, ".25 … .7"}, "Karpoff 1987"));
}

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::none: return "none";
  }
  return {};
}

std::vector<StylisedFact> stylised_facts(const MarketSample& sample) {
  std::vector<StylisedFact> facts;
  add_returns(facts, sample.returns);
  add_clustering(facts, sample.returns, sample.volumes);
  const bool enough = sample.signs.orders() >= kLeastSigns;
  facts.push_back(fact("order_sign_memory", "order sign memory, decay exponent",
                       enough ? sign_exponent(sample.signs) : std::nullopt, {.3, .8, ".3 … .8"},
                       "Lillo, Farmer 2004"));
  facts.push_back(fact("order_sign_autocorrelation_1", "order sign autocorrelation, lag 1",
                       enough ? Value(sample.signs.autocorrelation(0)) : std::nullopt,
                       {.1, kInfinity, "> .1"}, "Lillo, Farmer 2004"));
  facts.push_back(fact("impact_exponent", "impact of a minute's order imbalance, exponent",
                       impact_exponent(sample), {}, "Sato, Kanazawa 2024: .489 for metaorders"));
  if (sample.returns.size() >= kLeastReturns) judge(facts);
  return facts;
}

std::vector<StylisedFact> median_facts(const std::vector<std::vector<StylisedFact>>& runs) {
  if (runs.empty()) return {};
  std::vector<StylisedFact> facts = runs.front();
  bool judged = true;
  for (const auto& run : runs) judged = judged && run.front().verdict != Verdict::none;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    std::vector<double> values;
    for (const auto& run : runs)
      if (run[i].value) values.push_back(*run[i].value);
    facts[i].value = values.size() < runs.size() ? std::nullopt : Value(sim::median(std::move(values)));
    facts[i].verdict = Verdict::none;
  }
  if (judged) judge(facts);
  return facts;
}

}  // namespace market
