// Random: one stream of random numbers for each (seed, agent, purpose), so that adding an agent, or a draw
// for another purpose, shifts nobody else's draws. The generator is PCG XSL RR 128/64 (M. O'Neill,
// HMC-CS-2014-0905). The distributions are our own: those of std:: differ between standard libraries.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include <pcg_random.hpp>

#include "core/timestamp.hpp"

namespace market::sim {

class StateArchive;

class Random {
 public:
  Random(std::uint64_t seed, std::string_view agent, std::string_view purpose);

  double uniform();                      // in [0, 1), 53 bits
  double uniform(double lo, double hi);  // in [lo, hi)
  std::uint64_t below(std::uint64_t n);  // 0 … n-1, n > 0, without bias
  bool chance(double probability);
  double exponential(double mean);     // mean >= 0
  double normal();                     // mean 0, variance 1
  std::uint64_t poisson(double mean);  // 0 <= mean <= 1e15
  // Density proportional to x^-exponent on [lo, hi), 0 < lo < hi.
  double power_law(double exponent, double lo, double hi);
  // The time to the next arrival of a Poisson process with this mean gap; at most 100 years.
  Duration gap(double mean_seconds);
  // At least `least`, with P(x > y) = (least / y)^exponent; both above 0.
  double pareto(double exponent, double least);

  void state(StateArchive& archive);

 private:
  pcg64 engine_;
  std::optional<double> spare_normal_;
};

}  // namespace market::sim
