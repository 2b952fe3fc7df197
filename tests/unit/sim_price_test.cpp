// Shows that the price processes move as their formulas say, that the driver tells every move on time, and
// that model numbers land on ticks and lots.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/price_driver.hpp"
#include "sim/price_grid.hpp"
#include "sim/tape.hpp"
#include "tests/support/exchange_port.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::sim;
using namespace market::test;

namespace {

// A company for the drivers to move.
struct Driven {
  explicit Driven(PriceFollower& who) : follower(who) {
    RegisterCompany acme;
    acme.symbol = Symbol("ACME");
    acme.name = "Acme";
    acme.shares = Quantity(1'000);
    acme.initial_price = Price(1'000'000);
    REQUIRE(port.submit(acme, Timestamp(0)));
  }
  // Moves by this process from `price` on until `end`.
  void run(const RandomWalkSpec& spec, double price, Duration phase, Timestamp end) {
    PriceDriver driver({0, price, phase}, make_price_process(spec, price),
                       Activity({}, spec.interval, Random(1, "x", "activity")), Random(1, "x", "price"), port,
                       tape, {&follower});
    Kernel kernel{Timestamp(0)};
    kernel.add(driver);
    kernel.run_until(end);
  }
  PriceFollower& follower;
  Exchange exchange;
  ExchangePort port{exchange};
  Tape tape{port, {CompanyId(0)}};
};

constexpr int kPaths = 100'000;

struct Moments {
  double mean = 0, variance = 0;
};
// Of ln S after `steps` steps from `initial`, over kPaths paths, each with a process of its own.
template <class Spec>
Moments log_moments(const Spec& spec, double initial, int steps = 1) {
  Random random(11, "paths", "price");
  double sum = 0, squares = 0;
  for (int i = 0; i < kPaths; ++i) {
    const auto process = make_price_process(spec, initial);
    double price = initial;
    for (int k = 0; k < steps; ++k) price = process->step(price, to_seconds(process->interval()), random);
    const double x = std::log(price / initial);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kPaths;
  return {mean, squares / kPaths - mean * mean};
}

// Within 4 standard errors of what a normal variable of this mean and variance gives.
void check_normal(const Moments& found, double mean, double variance) {
  CHECK(std::fabs(found.mean - mean) < 4 * std::sqrt(variance / kPaths));
  CHECK(std::fabs(found.variance - variance) < 4 * variance * std::sqrt(2.0 / kPaths));
}

}  // namespace

TEST_CASE("geometric Brownian motion: ln S has mean (mu - sigma^2/2) t and variance sigma^2 t") {
  GbmSpec spec;
  spec.interval = Duration::seconds(100);
  spec.drift_bps = 0.5;
  spec.volatility_bps = 20;
  const double sigma = 20e-4, mu = 0.5e-4;
  check_normal(log_moments(spec, 100), (mu - sigma * sigma / 2) * 100, sigma * sigma * 100);
}

TEST_CASE("Ornstein and Uhlenbeck: mean, variance, and the same in one step as in ten of a tenth") {
  OuSpec spec;
  spec.mean = 100;
  spec.reversion = 0.01;
  spec.volatility = 0.05;
  const auto moments = [&](Duration interval, int steps) {
    spec.interval = interval;
    Random random(5, "paths", "price");
    double sum = 0, squares = 0;
    for (int i = 0; i < kPaths; ++i) {
      const auto process = make_price_process(spec, 110);
      double price = 110;
      for (int k = 0; k < steps; ++k) price = process->step(price, to_seconds(process->interval()), random);
      sum += price;
      squares += price * price;
    }
    return Moments{sum / kPaths, squares / kPaths - sum / kPaths * (sum / kPaths)};
  };
  const double mean = 100 + 10 * std::exp(-0.01 * 100);
  const double variance = 0.05 * 0.05 * (1 - std::exp(-2 * 0.01 * 100)) / (2 * 0.01);
  check_normal(moments(Duration::seconds(100), 1), mean, variance);
  check_normal(moments(Duration::seconds(10), 10), mean, variance);
}

TEST_CASE("jump diffusion: the jumps' variance comes on top, and what they bring on average is taken off") {
  JumpDiffusionSpec spec;
  spec.interval = Duration::seconds(100);
  spec.volatility_bps = 10;
  spec.jump_every = Duration::seconds(200);
  spec.jump_mean_bps = 50;
  spec.jump_deviation_bps = 100;
  const double sigma = 10e-4, lambda = 1 / 200.0, m = 50e-4, delta = 100e-4, t = 100;
  const double k = std::exp(m + delta * delta / 2) - 1;
  const double mean = (-sigma * sigma / 2 - lambda * k) * t + lambda * t * m;
  const double variance = sigma * sigma * t + lambda * t * (m * m + delta * delta);
  const Moments found = log_moments(spec, 100);
  CHECK(std::fabs(found.mean - mean) < 4 * std::sqrt(variance / kPaths));
  // The fourth cumulant of the jumps widens the error of the variance.
  const double fourth =
      lambda * t * (m * m * m * m + 6 * m * m * delta * delta + 3 * delta * delta * delta * delta);
  CHECK(std::fabs(found.variance - variance) < 4 * std::sqrt((fourth + 2 * variance * variance) / kPaths));
}

TEST_CASE("Heston stays finite and keeps its mean where the variance keeps hitting zero") {
  HestonSpec spec;
  spec.interval = Duration::seconds(1);
  spec.volatility_bps = 10;
  spec.reversion = 0.01;
  spec.vol_of_vol_bps = 20;  // 2 kappa theta is far below the square of it: Feller's condition is violated
  Random random(17, "paths", "price");
  double sum = 0, squares = 0;
  constexpr int kShort = 20'000;
  for (int i = 0; i < kShort; ++i) {
    const auto process = make_price_process(spec, 100);
    double price = 100;
    for (int step = 0; step < 50; ++step)
      price = process->step(price, to_seconds(process->interval()), random);
    REQUIRE(std::isfinite(price));
    REQUIRE(price > 0);
    sum += price / 100 - 1;
    squares += (price / 100 - 1) * (price / 100 - 1);
  }
  const double mean = sum / kShort;
  CHECK(std::fabs(mean) < 4 * std::sqrt((squares / kShort - mean * mean) / kShort));  // a martingale
}

TEST_CASE("the random walk: uniform percent steps, mean and variance within 4 standard errors") {
  RandomWalkSpec spec;
  spec.low_percent = -1;
  spec.high_percent = 2;
  const auto process = make_price_process(spec, 100);
  Random random(3, "walk", "price");
  constexpr int kSteps = 100'000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double x = process->step(100, 5, random) - 100.5;
    REQUIRE(x >= -1.5);
    REQUIRE(x <= 1.5);
    sum += x;
    squares += x * x;
  }
  const double variance = 9.0 / 12;
  CHECK(std::fabs(sum / kSteps) < 4 * std::sqrt(variance / kSteps));
  CHECK(std::fabs(squares / kSteps - variance) < 4 * variance * std::sqrt(0.8 / kSteps));
}

TEST_CASE("the random walk never goes below its floor") {
  RandomWalkSpec spec;
  spec.low_percent = -50;
  spec.high_percent = -40;
  spec.floor = Price(50'000);
  const auto process = make_price_process(spec, 100);
  Random random(3, "walk", "price");
  CHECK(process->step(6, 5, random) == 5);
  CHECK(process->step(5, 5, random) == 5);
}

TEST_CASE("the driver tells the first price at the start and a move at its phase and each interval after") {
  struct Log final : PriceFollower {
    std::vector<std::int64_t> times;
    std::vector<double> prices;
    void on_price(CompanyId company, double price, Timestamp now) override {
      CHECK(company == CompanyId(0));
      times.push_back(now.ns());
      prices.push_back(price);
    }
    void state(StateArchive&) override {}
  } log;
  RandomWalkSpec spec;
  spec.interval = Duration(1'000);
  spec.low_percent = spec.high_percent = 10;
  Driven(log).run(spec, 100, Duration(250), Timestamp(2'250));
  CHECK(log.times == std::vector<std::int64_t>{0, 250, 1'250, 2'250});
  CHECK(log.prices[0] == 100);
  CHECK(log.prices[1] == doctest::Approx(110));
  CHECK(log.prices[3] == doctest::Approx(133.1));
}

TEST_CASE("a price that grows without end stops at the highest price") {
  struct Log final : PriceFollower {
    double last = 0;
    void on_price(CompanyId, double price, Timestamp) override { last = price; }
    void state(StateArchive&) override {}
  } log;
  RandomWalkSpec spec;
  spec.interval = Duration(1);
  spec.low_percent = spec.high_percent = 1'000;
  Driven(log).run(spec, 1, Duration(1), Timestamp(1'000));
  CHECK(log.last == kHighestPrice);
}

TEST_CASE("prices land on the nearest tick, at least one") {
  const Price tick(500);
  CHECK(nearest_tick(100.024, tick) == Price(1'000'000));
  CHECK(nearest_tick(100.026, tick) == Price(1'000'500));
  CHECK(nearest_tick(0.0001, tick) == tick);
  CHECK(nearest_tick(-5, tick) == tick);
  CHECK(nearest_tick(1e300, Price(100)) == Price(10'000'000'000'000));
  CHECK(ticks_of(Price(1'000'000), 5, Price(100)) == 5);
  CHECK(ticks_of(Price(1'000), 5, Price(100)) == 1);
}

TEST_CASE("quantities are whole lots") {
  CHECK(whole_lots(Quantity(199), Quantity(100)) == Quantity(100));
  CHECK(whole_lots(Quantity(99), Quantity(100)) == Quantity(0));
  CHECK(at_least_one_lot(0.2, Quantity(10)) == Quantity(10));
  CHECK(at_least_one_lot(57.9, Quantity(10)) == Quantity(50));
  CHECK(at_least_one_lot(1e300, Quantity(1)) == kMaxQuantity);
}
