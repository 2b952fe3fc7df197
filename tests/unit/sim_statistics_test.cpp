// Shows that the estimators behind the stylised facts find what is known of series: independent normal
// values, an autoregression, power laws. The random series have fixed seeds; bounds are four standard errors.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/random.hpp"
#include "sim/statistics.hpp"

using namespace market::sim;

namespace {

constexpr std::size_t kLength = 100'000;

std::vector<double> normal_values() {
  Random random(3, "values", "test");
  std::vector<double> values(kLength);
  for (double& value : values) value = 2 + 3 * random.normal();
  return values;
}

// x' = keep·x + Z: its autocorrelation at lag k is keep^k.
std::vector<double> autoregression(double keep) {
  Random random(4, "values", "test");
  std::vector<double> values;
  double x = 0;
  for (std::size_t i = 0; i < kLength; ++i) values.push_back(x = keep * x + random.normal());
  return values;
}

}  // namespace

TEST_CASE("statistics: moments of normal values") {
  const std::vector<double> values = normal_values();
  const double error = 1 / std::sqrt(static_cast<double>(kLength));
  CHECK(std::fabs(mean(values) - 2) < 4 * 3 * error);
  CHECK(std::fabs(variance(values) - 9) < 4 * 9 * std::sqrt(2.0) * error);
  CHECK(std::fabs(excess_kurtosis(values)) < 4 * std::sqrt(24.0) * error);
  CHECK(std::fabs(autocorrelation(values, 1)) < 4 * error);
  CHECK(std::fabs(autocorrelation(values, 10)) < 4 * error);
  // The error after Lo and MacKinlay: √(2(2q−1)(q−1)/3q).
  CHECK(std::fabs(variance_ratio(values, 60) - 1) < 4 * std::sqrt(2.0 * 119 * 59 / 180) * error);
}

TEST_CASE("statistics: a Laplace distribution has an excess kurtosis of 3") {
  Random random(5, "values", "test");
  std::vector<double> values(kLength);
  for (double& value : values) value = random.exponential(1) * (random.chance(0.5) ? 1 : -1);
  // Var(m4)/σ⁸ ≈ (μ8 − μ4²)/σ⁸n with μ8 = 8!, μ4 = 24, σ² = 2.
  const double error = std::sqrt((40'320.0 - 576) / 16 / static_cast<double>(kLength));
  CHECK(std::fabs(excess_kurtosis(values) - 3) < 4 * error);
}

TEST_CASE("statistics: an autoregression of the first order") {
  const std::vector<double> values = autoregression(0.5);
  CHECK(autocorrelation(values, 1) == doctest::Approx(0.5).epsilon(0.03));
  CHECK(autocorrelation(values, 2) == doctest::Approx(0.25).epsilon(0.06));
  // 1 + 2 Σ (1 − k/q) ρᵏ, k = 1 … q−1
  double expected = 1;
  for (int k = 1; k < 10; ++k) expected += 2 * (1 - k / 10.0) * std::pow(0.5, k);
  CHECK(variance_ratio(values, 10) == doctest::Approx(expected).epsilon(0.03));
}

TEST_CASE("statistics: values that take turns") {
  const std::vector<double> values{1, -1, 1, -1, 1, -1, 1, -1};
  CHECK(autocorrelation(values, 1) == doctest::Approx(-7.0 / 8));
  CHECK(excess_kurtosis(values) == doctest::Approx(-2));
  CHECK(aggregated(values, 2) == std::vector<double>{0, 0, 0, 0});
  CHECK(aggregated(values, 3) == std::vector<double>{1, -1});
  CHECK(magnitudes(values) == std::vector<double>(8, 1));
  CHECK(median({3, 1, 2}) == 2);
  CHECK(median({4, 1, 2, 3}) == doctest::Approx(2.5));
}

TEST_CASE("statistics: the tail of a Pareto law has its exponent") {
  Random random(6, "values", "test");
  std::vector<double> values(kLength);
  for (double& value : values) value = random.pareto(3, 1);
  const auto index = hill_index(values, 0.02);  // of 2,000 values: its error is 3/√2,000
  REQUIRE(index);
  CHECK(std::fabs(*index - 3) < 4 * 3 / std::sqrt(2'000.0));
}

TEST_CASE("statistics: slopes and correlations of exact series") {
  std::vector<std::pair<double, double>> points;
  for (const double x : {1.0, 2.0, 5.0, 13.0}) points.emplace_back(x, 7 * std::pow(x, -0.6));
  points.emplace_back(20, -1);  // has no logarithm: left out
  CHECK(*log_log_slope(points) == doctest::Approx(-0.6));
  const std::vector<double> a{1, 2, 3, 4}, b{3, 5, 7, 9}, c{4, 3, 2, 1};
  CHECK(correlation(a, b) == doctest::Approx(1));
  CHECK(correlation(a, c) == doctest::Approx(-1));
}

TEST_CASE("statistics: a series that stands still or is too short gives no nonsense") {
  const std::vector<double> still(100, 5.0), none;
  CHECK(excess_kurtosis(still) == 0);
  CHECK(autocorrelation(still, 1) == 0);
  CHECK(variance_ratio(still, 10) == 0);
  CHECK(variance_ratio(none, 10) == 0);
  CHECK(autocorrelation(none, 1) == 0);
  CHECK(correlation(still, still) == 0);
  CHECK_FALSE(hill_index(still, 0.2));
  CHECK_FALSE(hill_index(none, 0.02));
  CHECK_FALSE(log_log_slope(std::vector<std::pair<double, double>>{{1, 1}, {2, 2}}));
  CHECK_FALSE(log_log_slope(std::vector<std::pair<double, double>>{{2, 1}, {2, 2}, {2, 3}}));
}
