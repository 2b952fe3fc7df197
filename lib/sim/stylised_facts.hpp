// Stylised facts: what the prices and the order flow of real markets have in common (R. Cont, Quantitative
// Finance 1 (2001)), measured on a sample of a simulated one and held against the band in which real markets
// lie.
//
// Thread rule: pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sign_memory.hpp"

namespace market {

// The bands are made for so many one-minute returns; of more, the newest are taken.
inline constexpr std::size_t kSampleReturns = 10'000;
// With fewer there are values, but no verdicts.
inline constexpr std::size_t kLeastReturns = 1'000;

// One company's market, by minutes of market time.
struct MarketSample {
  std::vector<double> returns;     // differences of the logarithm of the mid price
  std::vector<double> volumes;     // shares traded, beside returns
  std::vector<double> imbalances;  // shares bought less shares sold by incoming orders
  sim::SignMemory signs;           // of all incoming orders that traded
};

enum class Verdict : std::uint8_t {
  pass,
  fail,
  none,  // no band, or too small a sample
};
std::string_view to_text(Verdict verdict);

struct StylisedFact {
  std::string_view fact;        // a stable name
  std::string_view title;       // for people
  std::optional<double> value;  // absent: the sample does not show it (no trades, a price that stands still)
  double low = 0, high = 0;     // the band, ends excluded; infinite where it is open
  std::string_view band;        // the same in words; empty without one
  std::string_view source;
  Verdict verdict = Verdict::none;
};

// In a fixed order.
std::vector<StylisedFact> stylised_facts(const MarketSample& sample);
// Of the same facts of several markets, each value the median; a verdict where all have one.
std::vector<StylisedFact> median_facts(const std::vector<std::vector<StylisedFact>>& runs);

}  // namespace market
