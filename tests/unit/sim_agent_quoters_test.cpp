// Shows of each agent whose orders rest in the book, alone among orders placed by hand, that it sends what
// its formula says: the market maker, the noise and FCN traders, the liquidity provider and the replayer.
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "sim/fcn_trader.hpp"
#include "sim/liquidity_provider.hpp"
#include "tests/unit/agent_desk.hpp"

using namespace market;
using namespace market::sim;
using namespace market::test;

namespace {

using ReplayAction = RecordedOrder::Action;

// Nothing moves its belief but the fundamental value.
MarketMakerSpec plain_maker() {
  auto spec = of_me<MarketMakerSpec>();
  spec.shares = Quantity(100'000);
  spec.levels = 3;
  spec.half_spread_bps = 10;
  spec.level_step_bps = 10;
  spec.impact_bps = 0;
  spec.reversion = 0;
  spec.skew_bps = 0;
  spec.max_position = Quantity(1'000);
  return spec;
}

// Both sides of a maker's quotes, and those that 10 basis points round a center would be.
std::string best_prices(const AgentDesk& desk) {
  const TopOfBook top = desk.exchange().top(AgentDesk::kAcme);
  return (top.bid ? to_text(*top.bid) : "none") + " " + (top.ask ? to_text(*top.ask) : "none");
}
std::string quotes_around(double center) {
  const auto on_tick = [](double ticks) { return to_text(Price(static_cast<std::int64_t>(ticks) * 100)); };
  return on_tick(std::floor(center * 0.999 * 100)) + " " + on_tick(std::ceil(center * 1.001 * 100));
}

double seconds_between(Timestamp from, Timestamp to) {
  return static_cast<double>((to - from).ns()) / 1e9;
}

NoiseSpec busy_noise() {
  auto spec = of_me<NoiseSpec>();
  spec.limit_rate = 3;
  spec.market_rate = 1;
  spec.max_open_orders = 1'000'000;
  return spec;
}

// So deep that a noise trader's orders move neither best price.
void quote_deep(AgentDesk& desk) {
  desk.quote(buy(1'000'000).at("100.00"), sell(1'000'000).at("100.01"));
}

FcnSpec fcn_of(double fundamental, double trend, double noise) {
  auto spec = of_me<FcnSpec>();
  spec.fundamental_weight = fundamental;
  spec.trend_weight = trend;
  spec.noise_weight = noise;
  spec.min_window = Duration::seconds(100);
  spec.max_window = Duration::seconds(100);
  spec.reversion = Duration::seconds(200);
  spec.max_margin_bps = 0;
  spec.mean_quantity = Quantity(10);
  return spec;
}

// "buy at 110.00", without the number of shares, which is drawn.
std::string next_order_without_size(AgentDesk& desk) {
  desk.wake();
  const auto sent = desk.take_sent();
  REQUIRE(sent.size() == 1);
  const auto& order = std::get<PlaceOrder>(sent[0].command);
  CHECK(order.time_in_force == TimeInForce::gtc);
  CHECK(order.quantity.shares() > 0);
  return std::string(to_text(order.side)) + " at " + to_text(order.limit_price);
}

LiquidityProviderSpec two_levels() {
  LiquidityProviderSpec spec;
  spec.slug = Slug("me-1");
  spec.levels = 2;
  spec.half_spread_bps = 10;
  spec.level_step_bps = 20;
  spec.level_quantity = Quantity(100);
  return spec;
}

RecordedOrder recorded_at(std::int64_t ms, ReplayAction action, std::uint64_t number, Side side,
                          std::int64_t shares, std::string_view at) {
  return {Duration::milliseconds(ms), action, number, side, Quantity(shares), price(at)};
}

OrderReplaySpec replay_of(RecordedOrders orders) {
  auto spec = of_me<OrderReplaySpec>();
  spec.orders = std::make_shared<const RecordedOrders>(std::move(orders));
  return spec;
}

// "2500 ms: me-1 sell 50 at 101.00", with the account where the command names one.
SentLines record_lines(AgentDesk& desk) {
  SentLines lines;
  for (const Sent& sent : desk.take_sent()) {
    std::string line = std::to_string(sent.at.ns() / 1'000'000) + " ms: ";
    if (const auto* order = std::get_if<PlaceOrder>(&sent.command))
      line += order->trader == desk.trader("me-1") ? "me-1 " : "me-2 ";
    lines.push_back(line + sent.text());
  }
  return lines;
}

}  // namespace

TEST_CASE("agent market maker: its levels stand around its belief, rounded outward to the tick") {
  // Half the spread of 100.005 is 0.100005: 99.904995 and 100.105005. A step is 10 ticks.
  AgentDesk desk;
  desk.value(100.005);
  desk.start(plain_maker());
  CHECK(desk.prices(Side::buy) == "99.90 99.80 99.70");
  CHECK(desk.prices(Side::sell) == "100.11 100.21 100.31");
  for (const Side side : {Side::buy, Side::sell})
    for (const BookLevel& level : desk.exchange().levels(AgentDesk::kAcme, side, 10)) {
      CHECK(level.quantity >= Quantity(50));
      CHECK(level.quantity <= Quantity(150));
    }
  CHECK(desk.take_sent().size() == 6);
  desk.wake(10);
  CHECK(desk.take_lines().empty());  // all stands where it should
}

TEST_CASE("agent market maker: its quotes follow the fundamental, those that still fit stay") {
  AgentDesk desk;
  desk.value(100.005);
  desk.start(plain_maker());
  desk.take_sent();
  // Up by a whole step of 10 ticks: 100.00499 and 100.2051: the best bid is new and the last one goes.
  desk.value(100.1051);
  desk.wake();
  CHECK(desk.prices(Side::buy) == "100.00 99.90 99.80");
  CHECK(desk.prices(Side::sell) == "100.21 100.31 100.41");
  const SentLines lines = desk.take_lines();
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].substr(0, 7) == "cancel ");
  CHECK(lines[1].substr(0, 7) == "cancel ");
}

TEST_CASE("agent market maker: a trade moves its belief by the impact times the root of the shares") {
  // Anybody's trade: 400 shares by a buyer, of another's: the belief rises by 20 × 5 basis points.
  auto spec = plain_maker();
  spec.impact_bps = 5;
  AgentDesk desk;
  desk.value(100.005);
  desk.start(spec);
  desk.place("ann", sell(400).at("100.05"));
  desk.place("bob", buy(400));
  desk.wake();
  CHECK(best_prices(desk) == quotes_around(100.005 * std::exp(0.01)));
  CHECK(best_prices(desk) == "100.90 101.12");  // round 101.01007
  // A seller of 100 brings it down by half of that.
  desk.place("ann", buy(100).at("101.00"));
  desk.place("bob", sell(100));
  desk.clear("me-1");  // or what still fits would stay where it is
  desk.wake();
  CHECK(best_prices(desk) == quotes_around(100.005 * std::exp(0.01 - 0.0005 * std::sqrt(100))));
}

TEST_CASE("agent market maker: its belief returns to the fundamental, faster in a busy market") {
  double activity = 1;
  SUBCASE("as busy as always") {}
  SUBCASE("three times as busy") {
    activity = 3;
  }
  auto spec = plain_maker();
  spec.impact_bps = 5;
  spec.reversion = 0.2;
  AgentDesk desk;
  desk.value(100.005, activity);
  desk.start(spec);
  desk.place("ann", sell(400).at("100.05"));
  desk.place("bob", buy(400));
  desk.wake();
  CHECK(best_prices(desk) == quotes_around(100.005 * std::exp(0.01)));
  const Timestamp learned = desk.now();
  for (int i = 0; i < 3; ++i) {
    desk.clear("me-1");  // or what still fits would stay where it is
    desk.wake();
    const double left = 0.01 * std::exp(-0.2 * activity * seconds_between(learned, desk.now()));
    CHECK(best_prices(desk) == quotes_around(100.005 * std::exp(left)));
  }
  desk.run(200);
  desk.clear("me-1");
  desk.wake();
  CHECK(best_prices(desk) == quotes_around(100.005));
}

TEST_CASE("agent market maker: its quotes lean against its position") {
  // At half of its greatest position, half of 20 basis points.
  auto spec = plain_maker();
  spec.skew_bps = 20;
  AgentDesk desk;
  std::string expected;
  SUBCASE("long") {
    desk.apply(IssueShares{AgentDesk::kAcme, desk.trader("me-1"), Quantity(500)});
    expected = "99.80 100.01";  // 99.90505 less and plus 0.0999
    CHECK(quotes_around(100.005 * std::exp(-0.001)) == expected);
  }
  SUBCASE("short") {
    desk.place("ann", buy(500).at("90"));
    desk.place("me-1", sell(500));
    desk.clear("ann");
    expected = "100.00 100.21";  // 100.10506 less and plus 0.1001
    CHECK(quotes_around(100.005 * std::exp(0.001)) == expected);
  }
  SUBCASE("even") {
    expected = "99.90 100.11";
  }
  desk.value(100.005);
  desk.start(spec);
  CHECK(best_prices(desk) == expected);
}

TEST_CASE("agent market maker: at its greatest position it quotes one side only") {
  AgentDesk desk;
  std::string bids, asks;
  SUBCASE("long") {
    desk.apply(IssueShares{AgentDesk::kAcme, desk.trader("me-1"), Quantity(1'000)});
    asks = "100.11 100.21 100.31";
  }
  SUBCASE("short") {
    desk.place("ann", buy(1'000).at("90"));
    desk.place("me-1", sell(1'000));
    bids = "99.90 99.80 99.70";
  }
  SUBCASE("one share before it") {
    desk.apply(IssueShares{AgentDesk::kAcme, desk.trader("me-1"), Quantity(999)});
    asks = "100.11 100.21 100.31";
    bids = "99.90 99.80 99.70";
  }
  desk.value(100.005);
  desk.start(plain_maker());
  desk.wake(5);
  CHECK(desk.prices(Side::buy) == bids);
  CHECK(desk.prices(Side::sell) == asks);
}

TEST_CASE("agent market maker: once at its greatest position it withdraws the quotes that would add to it") {
  AgentDesk desk;
  desk.value(100.005);
  desk.start(plain_maker());
  SUBCASE("long") {
    desk.apply(IssueShares{AgentDesk::kAcme, desk.trader("me-1"), Quantity(1'000)});
    desk.wake();
    CHECK(desk.prices(Side::buy) == "");
    CHECK(desk.prices(Side::sell) == "100.11 100.21 100.31");
  }
  SUBCASE("short") {
    desk.place("ann", buy(1'000).at("100.05"));
    desk.place("me-1", sell(1'000));
    desk.wake();
    CHECK(desk.prices(Side::buy) == "99.90 99.80 99.70");
    CHECK(desk.prices(Side::sell) == "");
  }
}

TEST_CASE("agent market maker: it never takes: a level that would trade waits until it does not") {
  AgentDesk desk;
  desk.place("ann", sell(10).at("99.80"));
  desk.value(100.005);
  desk.start(plain_maker());
  CHECK(desk.prices(Side::buy) == "99.70");
  CHECK(desk.exchange_port().trades() == 0);
  desk.clear("ann");
  desk.wake();
  CHECK(desk.prices(Side::buy) == "99.90 99.80 99.70");
}

TEST_CASE("agent market maker: it withdraws what an earlier run left, and stops at the lowest price") {
  AgentDesk desk;
  desk.place("me-1", buy(7).at("55"));
  desk.value(0.02);
  desk.start(plain_maker());
  // Levels are a tick apart at least; below 0.01 there is no price.
  CHECK(desk.prices(Side::buy) == "0.01");
  CHECK(desk.prices(Side::sell) == "0.03 0.04 0.05");
  CHECK(desk.gateway().counters().refused == 0);
}

TEST_CASE("agent market maker: of two quotes that come to lie in one level, one is withdrawn") {
  // 99 basis points are a tick of 0.01 at 1.51 and two at 1.52.
  auto spec = plain_maker();
  spec.level_step_bps = 99;
  AgentDesk desk;
  desk.value(1.505);
  desk.start(spec);
  CHECK(desk.prices(Side::sell) == "1.51 1.52 1.53");
  desk.value(1.515);
  desk.wake();
  CHECK(desk.prices(Side::sell) == "1.52 1.54 1.56");
}

TEST_CASE("agent noise: its orders arrive at their rates, of both types and sides in their shares") {
  // In 1,000 seconds 4 a second, or 8 in a market twice as busy, or 2 of an account in two companies.
  double activity = 1, share = 1;
  SUBCASE("alone") {}
  SUBCASE("busy") {
    activity = 2;
  }
  SUBCASE("shared") {
    share = 0.5;
  }
  AgentDesk desk;
  desk.value(100, activity);
  quote_deep(desk);
  desk.start(busy_noise(), share);
  desk.run(1'000);
  double limits = 0, markets = 0, buyers = 0, shares = 0, large = 0;
  for (const Sent& sent : desk.take_sent())
    if (const auto* order = std::get_if<PlaceOrder>(&sent.command)) {
      (order->type == OrderType::limit ? limits : markets) += 1;
      buyers += order->side == Side::buy ? 1 : 0;
      shares += static_cast<double>(order->quantity.shares());
      large += order->quantity > Quantity(100) ? 1 : 0;
    }
  const double all = limits + markets, expected = 4'000 * activity * share;
  CHECK(std::fabs(all - expected) < 4 * std::sqrt(expected));
  CHECK(std::fabs(limits / all - 0.75) < 4 * std::sqrt(0.75 * 0.25 / all));
  CHECK(std::fabs(buyers / all - 0.5) < 4 * std::sqrt(0.25 / all));
  // An exponential of mean 20 rounded up: mean 20.504, deviation 20.0; above 100 with probability e^-5.
  CHECK(std::fabs(shares / all - 20.504) < 4 * 20 / std::sqrt(all));
  CHECK(std::fabs(large / all - 0.00674) < 4 * std::sqrt(0.00674 / all));
}

TEST_CASE("agent noise: a limit order stands a power law of ticks from the opposite best, up to the most") {
  // 50 basis points of 100.01 are 50 ticks. Of a density x^-0.8 on [1, 51) the whole part is 1 with
  // probability (2^0.2 - 1) / (51^0.2 - 1) = 0.1244, and at most 10 with (11^0.2 - 1) / (51^0.2 - 1) =
  // 0.5148.
  NoiseSpec spec = busy_noise();
  spec.market_rate = 0;
  AgentDesk desk;
  quote_deep(desk);
  desk.start(spec);
  desk.run(2'000);
  double orders = 0, nearest = 0, ten = 0;
  std::int64_t least = 1'000, most = 0;
  for (const Sent& sent : desk.take_sent())
    if (const auto* order = std::get_if<PlaceOrder>(&sent.command)) {
      const std::int64_t ticks = order->side == Side::buy
                                     ? (price("100.01").units() - order->limit_price.units()) / 100
                                     : (order->limit_price.units() - price("100.00").units()) / 100;
      orders += 1;
      nearest += ticks == 1 ? 1 : 0;
      ten += ticks <= 10 ? 1 : 0;
      least = std::min(least, ticks);
      most = std::max(most, ticks);
    }
  CHECK(least == 1);
  CHECK(most == 50);
  CHECK(std::fabs(nearest / orders - 0.1244) < 4 * std::sqrt(0.1244 * 0.8756 / orders));
  CHECK(std::fabs(ten / orders - 0.5148) < 4 * std::sqrt(0.25 / orders));
}

TEST_CASE("agent noise: a limit order lives exponentially long, shorter in a busy market") {
  double activity = 1;
  SUBCASE("as busy as always") {}
  SUBCASE("four times as busy") {
    activity = 4;
  }
  NoiseSpec spec = busy_noise();
  spec.market_rate = 0;
  spec.lifetime = Duration::seconds(40);
  AgentDesk desk;
  desk.value(100, activity);
  quote_deep(desk);
  desk.start(spec);
  desk.run(1'000);
  std::map<OrderId, Timestamp> placed;
  double sum = 0, square = 0, count = 0;
  std::vector<Sent> sent = desk.take_sent();
  desk.run(1'000);
  for (const Sent& later : desk.take_sent()) sent.push_back(later);
  for (const Sent& one : sent) {
    if (std::holds_alternative<PlaceOrder>(one.command)) placed[one.order] = one.at;
    const auto* cancel = std::get_if<CancelOrder>(&one.command);
    // Of those that had the time to live long.
    if (cancel == nullptr || placed.at(cancel->order) > Timestamp(1'000'000'000'000)) continue;
    const double seconds = seconds_between(placed.at(cancel->order), one.at);
    sum += seconds;
    square += seconds * seconds;
    count += 1;
  }
  REQUIRE(count > 2'500);
  const double mean = 40 / activity;
  CHECK(std::fabs(sum / count - mean) < 4 * mean / std::sqrt(count));
  // The second moment of an exponential is 2 means squared, its fourth 24.
  CHECK(std::fabs(square / count - 2 * mean * mean) < 4 * mean * mean * std::sqrt(20 / count));
}

TEST_CASE("agent noise: it keeps no more orders than its part of the account's most") {
  NoiseSpec spec = busy_noise();
  spec.market_rate = 0;
  spec.max_open_orders = 5;
  spec.lifetime = Duration::seconds(1'000);
  AgentDesk desk;
  quote_deep(desk);
  desk.start(spec, 0.5);  // half of 5, rounded up
  desk.run(60);
  CHECK(desk.open_orders() == 3);
  desk.take_sent();
  desk.run(10'000);  // ten lives long: about 30 are canceled and 30 take their places
  CHECK(desk.take_sent().size() > 30);
  CHECK(desk.open_orders() <= 3);
}

TEST_CASE("agent noise: an empty side is replaced by the last price") {
  NoiseSpec spec = busy_noise();
  spec.market_rate = 0;
  spec.max_distance_bps = 1;  // a single tick
  AgentDesk desk;
  desk.start(spec);
  desk.wake();
  const auto sent = desk.take_sent();
  REQUIRE(sent.size() == 1);
  const auto& order = std::get<PlaceOrder>(sent[0].command);
  CHECK(to_text(order.limit_price) == (order.side == Side::buy ? "99.99" : "100.01"));
}

TEST_CASE("agent fcn: the return is the weighted mean of its three parts") {
  CHECK(fcn_return({1, 2, 1}, 0.04, 0.01, -0.02) == doctest::Approx(0.01));
  CHECK(fcn_return({3, 0, 0}, 0.04, 0.01, -0.02) == doctest::Approx(0.04));
  CHECK(fcn_return({0, 5, 0}, 0.04, 0.01, -0.02) == doctest::Approx(0.01));
  CHECK(fcn_return({0, 0, 2}, 0.04, 0.01, -0.02) == doctest::Approx(-0.02));
  CHECK(fcn_return({0, 0, 0}, 0.04, 0.01, -0.02) == 0);
}

TEST_CASE("agent fcn: a fundamentalist expects half of the way to the value in half of the time") {
  // p·exp(ln(F/p) · 100 s / 200 s) is the root of p·F.
  AgentDesk desk;
  desk.place("ann", sell(100'000).at("100.01"));
  desk.place("ann", buy(100'000).at("99.99"));
  desk.start(fcn_of(1, 0, 0));
  desk.value(121);
  CHECK(next_order_without_size(desk) == "buy at 110.00");
  desk.value(81);
  CHECK(next_order_without_size(desk) == "sell at 90.00");
}

TEST_CASE("agent fcn: a chartist expects the change of its window once more, bounded by a factor of e") {
  AgentDesk desk;
  std::string expected;
  double before = 80;
  SUBCASE("a rise") {
    expected = "buy at 125.00";  // 100 · 100/80
  }
  SUBCASE("a fall") {
    before = 125;
    expected = "sell at 80.00";
  }
  SUBCASE("a great rise") {
    before = 20;
    expected = "buy at 271.83";  // 100·e
  }
  desk.place("ann", sell(100'000).at("100.01"));
  desk.place("ann", buy(100'000).at("99.99"));
  // The price of 100 moves ago counts: not the older, nor the newer.
  desk.value(1'000);
  desk.value(before);
  for (int i = 0; i < 100; ++i) desk.value(3);
  desk.start(fcn_of(0, 1, 0));
  CHECK(next_order_without_size(desk) == expected);
}

TEST_CASE("agent fcn: the rest is noise, and the margin is asked for on either side") {
  // 0.1% of noise a second, for 100 seconds.
  FcnSpec spec = fcn_of(0, 0, 1);
  spec.noise_bps = 10;
  spec.max_margin_bps = 200;
  AgentDesk desk;
  Random views = desk.draws("view"), orders = desk.draws("order");
  desk.place("ann", sell(100'000).at("100.01"));
  desk.place("ann", buy(100'000).at("99.99"));
  desk.start(spec);
  for (int i = 0; i < 10; ++i) {
    const double expected = 100 * std::exp(0.1 * views.normal());
    const double margin = 0.02 * orders.uniform();
    (void)orders.exponential(10);
    const double at = expected > 100 ? expected * (1 - margin) : expected * (1 + margin);
    const Price on_tick(std::llround(at * 100) * 100);
    CHECK(next_order_without_size(desk) == (expected > 100 ? "buy at " : "sell at ") + to_text(on_tick));
    desk.apply(CancelAll{desk.trader("me-1"), AgentDesk::kAcme, std::nullopt});
  }
}

TEST_CASE("agent fcn: its nature is drawn once: weights around their means, windows between their bounds") {
  FcnSpec spec = fcn_of(1, 2, 0);
  spec.min_window = Duration::seconds(20);
  spec.max_window = Duration::seconds(180);
  AgentDesk desk;
  Random nature = desk.draws("nature");
  const double value_weight = nature.exponential(1), trend_weight = nature.exponential(2);
  (void)nature.exponential(0);
  const double window = 20 + 160 * nature.uniform();
  desk.place("ann", sell(100'000).at("100.01"));
  desk.place("ann", buy(100'000).at("99.99"));
  for (int i = 0; i < 256; ++i) desk.value(90);
  desk.value(121);
  desk.start(spec);
  const double to_value = std::log(1.21) / 200, trend = std::log(100.0 / 90) / std::floor(window);
  const double mean = (value_weight * to_value + trend_weight * trend) / (value_weight + trend_weight);
  const double at = 100 * std::exp(mean * window);
  CHECK(next_order_without_size(desk) == "buy at " + to_text(Price(std::llround(at * 100) * 100)));
}

TEST_CASE("agent fcn: what rests is withdrawn after the window, what an earlier run left at once") {
  AgentDesk desk;
  desk.place("me-1", buy(5).at("50"));
  FcnSpec spec = fcn_of(1, 0, 0);
  spec.rate = 0.001;  // the next one comes much later
  desk.value(121);
  desk.start(spec);
  CHECK(desk.take_lines().size() == 1);
  CHECK(desk.open_orders() == 0);
  desk.wake();
  const Timestamp placed = desk.now();
  REQUIRE(desk.open_orders() == 1);
  const auto order = desk.take_sent()[0].order;
  desk.run_until(placed + Duration(99'999'999'999));
  CHECK(desk.open_orders() == 1);
  desk.run_until(placed + Duration::seconds(100));
  CHECK(desk.take_lines() == SentLines{"cancel " + std::to_string(order.value())});
}

TEST_CASE("agent liquidity provider: into an empty book it quotes its levels of drawn sizes") {
  AgentDesk desk;
  Random sizes(AgentDesk::kSeed, "me-1", "size");
  LiquidityProvider provider(two_levels(), desk.trader("me-1"), AgentDesk::kSeed, desk.gateway());
  provider.on_price(AgentDesk::kAcme, 200.004, desk.now());
  // 10 basis points of 200.00 are 20 ticks, the step is 40.
  SentLines expected;
  for (const auto* quote : {"buy 199.80", "buy 199.40", "sell 200.20", "sell 200.60"}) {
    const std::string text = quote;
    const auto shares = static_cast<std::int64_t>(50 + 100 * sizes.uniform());
    const std::size_t space = text.find(' ');
    expected.push_back(text.substr(0, space) + " " + std::to_string(shares) + " at " +
                       text.substr(space + 1));
  }
  CHECK(desk.take_lines() == expected);
  CHECK(desk.exchange_port().trades() == 0);
}

TEST_CASE("agent liquidity provider: one order takes all that the price reached, and not a share more") {
  AgentDesk desk;
  LiquidityProvider provider(two_levels(), desk.trader("me-1"), AgentDesk::kSeed, desk.gateway());
  // Twelve levels of 10 from 100.11 down to 100.00; the price comes down to 100.02.
  std::vector<OrderId> bids;
  for (std::int64_t ticks = 11; ticks >= 0; --ticks) {
    const std::string at = to_text(Price(price("100").units() + ticks * 100));
    bids.push_back(desk.place("ann", buy(10).at(at)));
  }
  provider.on_price(AgentDesk::kAcme, 100.02, desk.now());
  const SentLines lines = desk.take_lines();
  REQUIRE(!lines.empty());
  CHECK(lines[0] == "sell 100 at 100.02 ioc");
  CHECK(desk.shares() == 99'900);
  CHECK_FALSE(desk.exchange().is_open(bids[9]));
  CHECK(desk.exchange().is_open(bids[10]));
}

TEST_CASE("agent liquidity provider: at the lowest prices it quotes only what is a price") {
  AgentDesk desk;
  LiquidityProvider provider(two_levels(), desk.trader("me-1"), AgentDesk::kSeed, desk.gateway());
  provider.on_price(AgentDesk::kAcme, 0.02, desk.now());
  CHECK(desk.prices(Side::buy) == "0.01");
  CHECK(desk.prices(Side::sell) == "0.03 0.04");
  provider.on_price(AgentDesk::kAcme, 0.001, desk.now());
  CHECK(desk.prices(Side::buy) == "");
  CHECK(desk.prices(Side::sell) == "0.02 0.03");
  CHECK(desk.gateway().counters().refused == 0);
}

TEST_CASE("agent replayer: it sends each recorded order at its time, from the account whose it is") {
  AgentDesk desk;
  desk.run(10);
  desk.start(replay_of({
      recorded_at(1'000, ReplayAction::limit, 1, Side::buy, 100, "99"),
      recorded_at(2'500, ReplayAction::limit, 2, Side::sell, 50, "101"),
      recorded_at(2'500, ReplayAction::market, 0, Side::buy, 20, "0"),
      recorded_at(4'000, ReplayAction::execute, 1, Side::sell, 40, "99"),
      recorded_at(5'000, ReplayAction::reduce, 1, Side::buy, 30, "0"),
      recorded_at(6'001, ReplayAction::cancel, 2, Side::buy, 0, "0"),
  }));
  // Orders 1, 2, 3 and 4 of the market; 100 reduced by 30 are 70 in all, of which 40 are filled.
  desk.run(60);
  CHECK(record_lines(desk) == SentLines{"11000 ms: me-1 buy 100 at 99.00", "12500 ms: me-1 sell 50 at 101.00",
                                        "12500 ms: me-2 buy 20", "14000 ms: me-2 sell 40 at 99.00 ioc",
                                        "15000 ms: amend 1 to 70", "16001 ms: cancel 2"});
  CHECK(desk.shares("me-1") == 100'020);
  CHECK(desk.shares("me-2") == 99'980);
  CHECK(desk.exchange().order(OrderId(1))->remaining == Quantity(30));
  CHECK(desk.open_orders() == 1);
  CHECK(desk.sleeps_for_ever());
}

TEST_CASE("agent replayer: reductions add up, and one of all that there is cancels") {
  AgentDesk desk;
  desk.start(replay_of({
      recorded_at(0, ReplayAction::limit, 8, Side::buy, 100, "99"),
      recorded_at(1'000, ReplayAction::reduce, 8, Side::buy, 30, "0"),
      recorded_at(2'000, ReplayAction::reduce, 8, Side::buy, 50, "0"),
      recorded_at(3'000, ReplayAction::reduce, 8, Side::buy, 20, "0"),
  }));
  desk.run(60);
  CHECK(record_lines(desk) == SentLines{"0 ms: me-1 buy 100 at 99.00", "1000 ms: amend 1 to 70",
                                        "2000 ms: amend 1 to 20", "3000 ms: cancel 1"});
}

TEST_CASE("agent replayer: what the record never placed, what is gone and what was refused is passed over") {
  AgentDesk desk;
  desk.start(replay_of({
      recorded_at(0, ReplayAction::cancel, 77, Side::buy, 0, "0"),
      recorded_at(0, ReplayAction::reduce, 78, Side::buy, 5, "0"),
      recorded_at(0, ReplayAction::limit, 1, Side::sell, 10, "99.999"),  // off the tick: refused
      recorded_at(0, ReplayAction::cancel, 1, Side::buy, 0, "0"),
      recorded_at(0, ReplayAction::limit, 2, Side::sell, 10, "99"),
      recorded_at(1'000, ReplayAction::market, 0, Side::buy, 10, "0"),
      recorded_at(2'000, ReplayAction::reduce, 2, Side::buy, 5, "0"),
      recorded_at(2'000, ReplayAction::cancel, 2, Side::buy, 0, "0"),
      recorded_at(3'000, ReplayAction::limit, 3, Side::sell, 1, "98"),
  }));
  desk.run(60);
  CHECK(record_lines(desk) == SentLines{"0 ms: me-1 sell 10 at 99.999", "0 ms: me-1 sell 10 at 99.00",
                                        "1000 ms: me-2 buy 10", "3000 ms: me-1 sell 1 at 98.00"});
}
