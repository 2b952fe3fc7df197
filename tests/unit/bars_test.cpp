// Bars: what is kept trade by trade is what a plain recomputation from all trades gives.
#include "venue/bars.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

using namespace market;

namespace {

constexpr BarInterval kAll[] = {BarInterval::s1,  BarInterval::m1, BarInterval::m5,
                                BarInterval::m15, BarInterval::h1, BarInterval::d1};

Timestamp at(std::string_view text) {
  return parse_rfc3339(text).value();
}

Trade trade(Timestamp time, std::int64_t price, std::int64_t quantity) {
  Trade out;
  out.time = time;
  out.price = Price(price);
  out.quantity = Quantity(quantity);
  return out;
}

// The trades sorted into intervals, each summed up by itself.
std::vector<Bar> recomputed(const std::vector<Trade>& trades, BarInterval interval) {
  std::map<Timestamp, std::vector<Trade>> by_start;
  for (const Trade& one : trades) {
    const std::int64_t number = one.time.ns() / length(interval).ns();
    by_start[Timestamp(number * length(interval).ns())].push_back(one);
  }
  std::vector<Bar> bars;
  for (const auto& [start, within] : by_start) {
    const auto [low, high] = std::minmax_element(
        within.begin(), within.end(), [](const auto& a, const auto& b) { return a.price < b.price; });
    Bar bar{start, within.front().price, high->price, low->price, within.back().price};
    for (const Trade& one : within) {
      bar.volume += one.quantity;
      bar.turnover += wide_notional(one.price, one.quantity);
      ++bar.trades;
    }
    bars.push_back(bar);
  }
  return bars;
}

}  // namespace

TEST_CASE("every interval's bars are those that all trades give at once") {
  std::mt19937_64 random(20'260'131);
  std::vector<Trade> trades;
  BarSeries series;
  Timestamp now = at("2026-01-30T22:10:00Z");
  for (int i = 0; i < 5'000; ++i) {
    const std::int64_t gap = random() % 10 == 0 ? 600 : 3;  // many within a second, some minutes apart
    now = now + Duration::milliseconds(static_cast<std::int64_t>(random() % 1'000) * gap);
    trades.push_back(trade(now, static_cast<std::int64_t>(990'000 + random() % 20'000),
                           static_cast<std::int64_t>(1 + random() % 500)));
    series.add(trades.back());
  }
  for (const BarInterval interval : kAll) {
    CAPTURE(to_text(interval));
    CHECK(series.bars(interval) == recomputed(trades, interval));
  }
  CHECK(series.bars(BarInterval::d1).size() >= 3);
}

TEST_CASE(
    "intervals begin at multiples of their length since midnight UTC, and a trade at the start is in it") {
  BarSeries series;
  series.add(trade(at("2026-01-30T23:59:59.999999999Z"), 100, 1));
  series.add(trade(at("2026-01-31T00:00:00Z"), 300, 2));
  series.add(trade(at("2026-01-31T00:14:59Z"), 200, 4));
  const auto& days = series.bars(BarInterval::d1);
  REQUIRE(days.size() == 2);
  CHECK(days[1] == Bar{at("2026-01-31T00:00:00Z"), Price(300), Price(300), Price(200), Price(200),
                       Quantity(6), 2, Amount(1'400)});
  CHECK(series.bars(BarInterval::m15).size() == 2);
  const auto& fives = series.bars(BarInterval::m5);
  REQUIRE(fives.size() == 3);  // none for the minutes without a trade
  CHECK(fives[2].time == at("2026-01-31T00:10:00Z"));
}

TEST_CASE("a bar's volume stays at the most that it can hold") {
  BarSeries series;
  const Timestamp now = at("2026-01-30T12:00:00Z");
  series.add(trade(now, 1, INT64_MAX - 5));
  series.add(trade(now, 1, 10));
  CHECK(series.bars(BarInterval::h1)[0].volume == Quantity(INT64_MAX));
  CHECK(series.bars(BarInterval::h1)[0].turnover == Amount(Int128(INT64_MAX) + 5));
}

TEST_CASE("intervals have their words and nothing else") {
  for (const BarInterval interval : kAll) CHECK(parse_bar_interval(to_text(interval)) == interval);
  for (const char* wrong : {"", "1", "2m", "60s", "1M", "1m ", "1w"}) CHECK_FALSE(parse_bar_interval(wrong));
  CHECK(length(BarInterval::m15) == Duration::seconds(900));
}

// 3 for 2: prices fall by a third, shares grow by half, and what was paid stays what it was.
TEST_CASE("a split rewrites every bar in new shares and prices") {
  BarSeries series;
  const Timestamp now = at("2026-01-30T12:00:00Z");
  series.add(trade(now, 1'000, 4));
  series.add(trade(now, 1'300, 2));
  series.apply(SharesSplit{.company = {}, .to = 3, .from = 2});
  for (const BarInterval interval : kAll) {
    const Bar& bar = series.bars(interval)[0];
    CHECK(bar ==
          Bar{bar.time, Price(667), Price(867), Price(667), Price(867), Quantity(9), 2, Amount(6'600)});
  }
}

TEST_CASE("a reverse split drops fractions of shares") {
  CHECK(after_split(Quantity(10), {{}, 1, 4}) == Quantity(2));
  CHECK(after_split(Quantity(3), {{}, 1, 4}) == Quantity());
}

TEST_CASE("prices after a split are rounded half to even and never nothing") {
  CHECK(after_split(Price(5), {{}, 2, 1}) == Price(2));
  CHECK(after_split(Price(7), {{}, 2, 1}) == Price(4));
  CHECK(after_split(Price(1), {{}, 1'000, 1}) == Price(1));
  CHECK(after_split(Quantity(INT64_MAX), {{}, 1'000, 1}) == Quantity(INT64_MAX));
}
