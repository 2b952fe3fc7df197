// Shows that the random walk moves as its formula says, that its driver tells every move on time, and that
// model numbers land on ticks and lots.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/price_driver.hpp"
#include "sim/price_grid.hpp"

using namespace market;
using namespace market::sim;

TEST_CASE("the random walk: uniform percent steps, mean and variance within 4 standard errors") {
  RandomWalkSpec spec;
  spec.low_percent = -1;
  spec.high_percent = 2;
  const auto process = make_price_process(spec);
  Random random(3, "walk", "price");
  constexpr int kSteps = 100'000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double x = process->step(100, random) - 100.5;
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
  const auto process = make_price_process(spec);
  Random random(3, "walk", "price");
  CHECK(process->step(6, random) == 5);
  CHECK(process->step(5, random) == 5);
}

TEST_CASE("the driver tells the first price at the start and a move at its phase and each interval after") {
  struct Log final : PriceFollower {
    std::vector<std::int64_t> times;
    std::vector<double> prices;
    void on_price(CompanyId company, double price, Timestamp now) override {
      CHECK(company == CompanyId(4));
      times.push_back(now.ns());
      prices.push_back(price);
    }
  } log;
  RandomWalkSpec spec;
  spec.interval = Duration(1'000);
  spec.low_percent = spec.high_percent = 10;
  PriceDriver driver({CompanyId(4), 100, Duration(250)}, make_price_process(spec), Random(1, "x", "price"),
                     {&log});
  Kernel kernel{Timestamp(0)};
  kernel.add(driver);
  kernel.run_until(Timestamp(2'250));
  CHECK(log.times == std::vector<std::int64_t>{0, 250, 1'250, 2'250});
  CHECK(log.prices[0] == 100);
  CHECK(log.prices[1] == doctest::Approx(110));
  CHECK(log.prices[3] == doctest::Approx(133.1));
}

TEST_CASE("a price that grows without end stops at the highest price") {
  struct Log final : PriceFollower {
    double last = 0;
    void on_price(CompanyId, double price, Timestamp) override { last = price; }
  } log;
  RandomWalkSpec spec;
  spec.interval = Duration(1);
  spec.low_percent = spec.high_percent = 1'000;
  PriceDriver driver({CompanyId(0), 1, Duration(1)}, make_price_process(spec), Random(1, "x", "price"),
                     {&log});
  Kernel kernel{Timestamp(0)};
  kernel.add(driver);
  kernel.run_until(Timestamp(1'000));
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
