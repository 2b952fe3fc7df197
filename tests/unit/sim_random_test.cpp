// Shows that each (seed, agent, purpose) has its own repeatable stream, and that the draws have the mean and
// variance of their distribution (within 4 standard errors).
#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "sim/random.hpp"

using market::sim::Random;

namespace {

constexpr int kDraws = 100'000;

// Checks the mean of the draws, and their variance by the normal approximation of its standard error;
// `kurtosis` is the distribution's own.
void check_moments(double mean, double variance, double kurtosis, const std::function<double()>& draw) {
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw() - mean;
    sum += x;
    squares += x * x;
  }
  CHECK(std::fabs(sum / kDraws) < 4 * std::sqrt(variance / kDraws));
  CHECK(std::fabs(squares / kDraws - variance) < 4 * variance * std::sqrt((kurtosis - 1) / kDraws));
}

}  // namespace

TEST_CASE("the same seed, agent and purpose give the same draws; any other gives others") {
  Random a(1, "noise-1", "arrival"), same(1, "noise-1", "arrival");
  Random seed(2, "noise-1", "arrival"), agent(1, "noise-2", "arrival"), purpose(1, "noise-1", "order");
  const double first = a.uniform();
  CHECK(first == same.uniform());
  CHECK(first != seed.uniform());
  CHECK(first != agent.uniform());
  CHECK(first != purpose.uniform());
}

TEST_CASE("a stream is pinned: the generator and its seeding do not change between builds") {
  Random random(42, "agent", "purpose");
  CHECK(random.below(1'000'000'000) == 698497789);
  CHECK(random.below(1'000'000'000) == 65936);
}

TEST_CASE("agent and purpose are told apart where one ends and the other begins") {
  Random a(1, "ab", "c"), b(1, "a", "bc");
  CHECK(a.uniform() != b.uniform());
}

TEST_CASE("uniform draws") {
  Random random(11, "test", "uniform");
  check_moments(0.5, 1.0 / 12, 1.8, [&] { return random.uniform(); });
  check_moments(1, 3, 1.8, [&] { return random.uniform(-2, 4); });
  check_moments(4.5, 8.25, 1.78, [&] { return static_cast<double>(random.below(10)); });
}

TEST_CASE("exponential draws") {
  Random random(7, "test", "exponential");
  check_moments(3, 9, 9, [&] { return random.exponential(3); });
}

TEST_CASE("normal draws") {
  Random random(7, "test", "normal");
  check_moments(0, 1, 3, [&] { return random.normal(); });
}

TEST_CASE("Poisson draws, by both algorithms") {
  Random random(7, "test", "poisson");
  for (const double mean : {0.3, 9.9, 10.0, 250.0})
    check_moments(mean, mean, 3 + 1 / mean, [&] { return static_cast<double>(random.poisson(mean)); });
  CHECK(random.poisson(0) == 0);
}

TEST_CASE("power-law draws lie in their range and follow the law") {
  Random random(7, "test", "power_law");
  for (const double exponent : {0.8, 1.0, 2.5}) {
    // P(x < 2) from the law itself.
    const auto mass = [&](double from, double to) {
      if (exponent == 1.0) return std::log(to / from);
      return (std::pow(to, 1 - exponent) - std::pow(from, 1 - exponent)) / (1 - exponent);
    };
    const double expected = mass(1, 2) / mass(1, 101);
    int below_two = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double x = random.power_law(exponent, 1, 101);
      REQUIRE(x >= 1);
      REQUIRE(x <= 101);
      below_two += x < 2;
    }
    const double error = std::sqrt(expected * (1 - expected) / kDraws);
    CHECK(std::fabs(below_two / double(kDraws) - expected) < 4 * error);
  }
}

TEST_CASE("gaps are those of a Poisson process and are bounded") {
  Random random(7, "test", "gap");
  check_moments(0.5, 0.25, 9, [&] { return static_cast<double>(random.gap(0.5).ns()) / 1e9; });
  CHECK(random.gap(1e300) <= market::Duration::seconds(3'155'760'000));
}
