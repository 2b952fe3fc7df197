// Shows that the stylised facts tell a market without memory from one with it, that the observer sees minutes
// and the signs of market orders as they were, and that the shipped scenarios come out as they should.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "sim/market_observer.hpp"
#include "sim/random.hpp"
#include "sim/scenario_library.hpp"
#include "sim/simulator.hpp"
#include "sim/state_archive.hpp"
#include "tests/support/exchange_port.hpp"

using namespace market;
using namespace market::sim;
using namespace market::test;

namespace {

const StylisedFact& find(const std::vector<StylisedFact>& facts, std::string_view name) {
  for (const StylisedFact& fact : facts)
    if (fact.fact == name) return fact;
  FAIL("no fact " << name);
  return facts.front();
}

// Returns that are independent and normal, and as many minutes of volume.
MarketSample plain_sample(std::size_t minutes) {
  Random random(1, "sample", "test");
  MarketSample sample;
  for (std::size_t i = 0; i < minutes; ++i) {
    sample.returns.push_back(1e-4 * random.normal());
    sample.volumes.push_back(random.exponential(1'000));
    sample.imbalances.push_back(random.exponential(100) * (random.chance(0.5) ? 1 : -1));
  }
  return sample;
}

std::vector<StylisedFact> facts_of(const char* name, std::int64_t minutes) {
  constexpr Timestamp kStart{1'767'571'200'000'000'000};
  const auto scenario = load_scenario(name);
  REQUIRE(scenario);
  Exchange exchange;
  ExchangePort port(exchange);
  const auto simulator = Simulator::load(*scenario, port, kStart);
  REQUIRE(simulator);
  (*simulator)->run_until(kStart + Duration::seconds(60 * minutes));
  const auto sample = (*simulator)->sample(scenario->companies.front().symbol.view());
  REQUIRE(sample);
  return stylised_facts(*sample);
}

}  // namespace

TEST_CASE("facts: independent normal returns fail kurtosis and clustering and pass as unpredictable") {
  const auto facts = stylised_facts(plain_sample(kSampleReturns));
  CHECK(find(facts, "excess_kurtosis").verdict == Verdict::fail);
  CHECK(find(facts, "hill_index").verdict == Verdict::fail);
  CHECK(find(facts, "volatility_clustering").verdict == Verdict::fail);
  CHECK(find(facts, "volume_volatility").verdict == Verdict::fail);
  CHECK(find(facts, "return_autocorrelation_1").verdict == Verdict::pass);
  CHECK(find(facts, "return_autocorrelation_2_20").verdict == Verdict::pass);
  CHECK(find(facts, "variance_ratio_60").verdict == Verdict::pass);
  CHECK_FALSE(find(facts, "order_sign_memory").value);  // no orders at all
  CHECK(find(facts, "order_sign_memory").verdict == Verdict::fail);
  CHECK(find(facts, "impact_exponent").verdict == Verdict::none);
}

TEST_CASE("facts: returns of a volatility that comes in bursts, with volume, pass") {
  MarketSample sample = plain_sample(kSampleReturns);
  Activity activity({.times = {Duration::seconds(60), Duration::seconds(600), Duration::seconds(6'000),
                               Duration::seconds(60'000)},
                     .variance = 1.0},
                    Duration::seconds(60), Random(2, "sample", "activity"));
  for (std::size_t i = 0; i < sample.returns.size(); ++i) {
    sample.returns[i] *= std::sqrt(activity.value());
    sample.volumes[i] *= activity.value();
    activity.step();
  }
  const auto facts = stylised_facts(sample);
  CHECK(find(facts, "volatility_clustering").verdict == Verdict::pass);
  CHECK(find(facts, "volatility_decay").verdict == Verdict::pass);
  CHECK(find(facts, "return_autocorrelation_2_20").verdict == Verdict::pass);
  CHECK(find(facts, "volume_volatility").verdict == Verdict::pass);
}

TEST_CASE("facts: a small sample has values and no verdicts, an empty one neither") {
  for (const StylisedFact& fact : stylised_facts(plain_sample(kLeastReturns - 1)))
    CHECK(fact.verdict == Verdict::none);
  CHECK(find(stylised_facts(plain_sample(kLeastReturns)), "excess_kurtosis").verdict == Verdict::fail);
  const auto empty = stylised_facts(MarketSample{});
  CHECK_FALSE(find(empty, "hill_index").value);
  CHECK_FALSE(find(empty, "impact_exponent").value);
  CHECK(find(empty, "excess_kurtosis").verdict == Verdict::none);
}

TEST_CASE("facts: medians of several markets are judged as one") {
  std::vector<std::vector<StylisedFact>> runs(3, stylised_facts(plain_sample(kSampleReturns)));
  const double kurtosis[] = {2, 10, 4};
  for (std::size_t i = 0; i < 3; ++i) runs[i][0].value = kurtosis[i];
  const auto medians = median_facts(runs);
  CHECK(*medians[0].value == doctest::Approx(4));
  CHECK(medians[0].verdict == Verdict::pass);
  runs[2].front().verdict = Verdict::none;  // as of a small sample
  CHECK(median_facts(runs)[0].verdict == Verdict::none);
  CHECK(median_facts({}).empty());
}

TEST_CASE("sign memory: the autocorrelation of the signs, each order once, also after a restart") {
  Random random(7, "signs", "test");
  std::vector<double> signs;
  SignMemory memory;
  Side side = Side::buy;
  for (std::uint64_t order = 1; order <= 20'000; ++order) {
    if (random.chance(0.1)) side = opposite(side);
    signs.push_back(side == Side::buy ? 1 : -1);
    memory.add(OrderId(order), side);
    if (order % 3 == 0) memory.add(OrderId(order), side);  // its second trade
    if (order != 10'000) continue;
    StateArchive saved;
    saved.field(memory);
    memory = SignMemory();
    StateArchive loaded(saved.bytes());
    loaded.field(memory);
  }
  CHECK(memory.orders() == 20'000);
  double sum = 0;
  for (const double sign : signs) sum += sign;
  const double average = sum / 20'000;
  for (std::size_t i = 0; i < SignMemory::kLags.size(); ++i) {
    const std::size_t lag = SignMemory::kLags[i];
    double products = 0;
    for (std::size_t k = lag; k < signs.size(); ++k) products += signs[k] * signs[k - lag];
    const double expected =
        (products / static_cast<double>(signs.size() - lag) - average * average) / (1 - average * average);
    CHECK(memory.autocorrelation(i) == doctest::Approx(expected));
  }
  CHECK(memory.autocorrelation(0) == doctest::Approx(0.8).epsilon(0.05));  // 1 − 2 · 0.1
}

TEST_CASE("facts: zero intelligence fails what needs intelligence, the realistic market has it") {
  const auto zero = facts_of("zi", 2'000);
  CHECK(find(zero, "excess_kurtosis").verdict == Verdict::fail);
  CHECK(find(zero, "volatility_clustering").verdict == Verdict::fail);
  CHECK(find(zero, "order_sign_autocorrelation_1").verdict == Verdict::fail);
  const auto real = facts_of("realistic", 4'000);
  CHECK(find(real, "excess_kurtosis").verdict == Verdict::pass);
  CHECK(find(real, "volatility_clustering").verdict == Verdict::pass);
  CHECK(find(real, "order_sign_autocorrelation_1").verdict == Verdict::pass);
}
