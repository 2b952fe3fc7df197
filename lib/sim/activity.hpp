// Activity: how busy a company's market is, a positive number that averages 1. Its logarithm is a sum of
// Ornstein-Uhlenbeck factors with different relaxation times, which together remember over all of these, and
// of what news adds for a while. It multiplies the rates of all agents and the variance of the fundamental:
// one operational clock for both (P. K. Clark, Econometrica 41 (1973); superposition after O. E.
// Barndorff-Nielsen and N. Shephard, JRSS B 63 (2001)).
#pragma once
#include <vector>

#include "core/timestamp.hpp"
#include "sim/random.hpp"

namespace market {

// Without times the activity is always 1.
struct ActivitySpec {
  std::vector<Duration> times;  // relaxation times of the factors
  double variance = 1;          // of all factors together, in equal parts
};

namespace sim {

class StateArchive;

class Activity {
 public:
  // Begins in the stationary distribution and moves on by `interval` a step.
  Activity(const ActivitySpec& spec, Duration interval, Random random);

  double value() const { return value_; }
  void step();
  // News: multiplies the activity by `factor` > 0 now, and ever less so, with relaxation time `decay`.
  void excite(double factor, Duration decay);

  void state(StateArchive& archive);

 private:
  struct Factor {
    double x = 0;
    double keep = 0, noise = 0;  // x' = keep·x + noise·Z
    void state(StateArchive& archive);
  };
  void update();

  std::vector<Factor> factors_;
  double seconds_ = 0;  // of one step
  double mean_ = 0;     // of the exponent, such that the value averages 1
  double excitement_ = 0;
  double excitement_keep_ = 0;
  Random random_;
  double value_ = 1;
};

}  // namespace sim
}  // namespace market
