// facts_run SCENARIO SEEDS [FACT …]: runs a built-in scenario, or that of a file, at full speed on a bare
// exchange with the seeds 1 … SEEDS and prints the stylised facts of its first company for each, and their
// medians. Ends with 1 when a median lies outside its band, or, when facts are named, when one of them does
// not.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "sim/scenario_library.hpp"
#include "sim/simulator.hpp"
#include "tests/support/exchange_port.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr Duration kLength = Duration::seconds(60 * (kSampleReturns + 10));  // a new market settles first
constexpr Timestamp kStart{1'767'571'200'000'000'000};                       // 2026-01-05

std::vector<StylisedFact> facts_of(Scenario scenario, std::uint64_t seed) {
  scenario.seed = seed;
  Exchange exchange;
  ExchangePort port(exchange);
  const auto simulator = Simulator::load(scenario, port, kStart);
  if (!simulator) {
    std::fprintf(stderr, "facts_run: %s\n", simulator.error().c_str());
    std::exit(2);
  }
  (*simulator)->run_until(kStart + kLength);
  return stylised_facts(*(*simulator)->sample(scenario.companies.front().symbol.view()));
}

void print(const std::vector<StylisedFact>& medians, const std::vector<std::vector<StylisedFact>>& runs) {
  for (std::size_t i = 0; i < medians.size(); ++i) {
    const StylisedFact& fact = medians[i];
    std::printf("%-30s", std::string(fact.fact).c_str());
    for (const auto& run : runs) std::printf(" %6.2f", run[i].value.value_or(NAN));
    std::printf("  median %6.2f  %s  %s\n", fact.value.value_or(NAN),
                std::string(to_text(fact.verdict)).c_str(), std::string(fact.band).c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  if (given.size() < 2) {
    std::fprintf(stderr, "usage: facts_run SCENARIO SEEDS [FACT …]\n");
    return 2;
  }
  const auto scenario = load_scenario(given[0]);
  if (!scenario) {
    std::fprintf(stderr, "facts_run: %s\n", scenario.error().c_str());
    return 2;
  }
  std::vector<std::vector<StylisedFact>> runs;
  for (std::uint64_t seed = 1; seed <= std::stoull(given[1]); ++seed)
    runs.push_back(facts_of(*scenario, seed));
  const std::vector<StylisedFact> medians = median_facts(runs);
  print(medians, runs);

  const std::vector<std::string> must_fail(given.begin() + 2, given.end());
  for (const StylisedFact& fact : medians) {
    const bool fails = fact.verdict == Verdict::fail;
    const bool is_named = std::find(must_fail.begin(), must_fail.end(), fact.fact) != must_fail.end();
    if (is_named ? !fails : fails && must_fail.empty()) return 1;
  }
  return 0;
}
