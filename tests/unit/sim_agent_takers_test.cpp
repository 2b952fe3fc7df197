// Shows of each agent that takes what others offer, alone among orders placed by hand, that it sends what its
// formula says: the value, momentum, metaorder and execution traders.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/value_trader.hpp"
#include "tests/unit/agent_desk.hpp"

using namespace market;
using namespace market::sim;
using namespace market::test;

namespace {

ValueSpec sharp_value() {
  auto spec = of_me<ValueSpec>();
  spec.noise_bps = 0;
  spec.margin_bps = 100;
  spec.mean_quantity = Quantity(100'000);  // more than any queue here
  spec.cap_chance = 1;
  return spec;
}

// A book in which it always buys; what it is ready to pay tells what it believes.
void offer_cheap_shares(AgentDesk& desk) {
  desk.place("ann", sell(1'000'000).at("50"));
}

// The price 1% below `value`, rounded down to the tick.
std::string limit_of_buyer(double value) {
  return to_text(Price(static_cast<std::int64_t>(std::floor(value * 0.99 * 100)) * 100));
}

std::string limit_of(const Sent& sent) {
  return to_text(std::get<PlaceOrder>(sent.command).limit_price);
}

std::int64_t size_of(const Sent& sent) {
  return std::get<PlaceOrder>(sent.command).quantity.shares();
}

MomentumSpec fast_momentum() {
  auto spec = of_me<MomentumSpec>();
  spec.short_window = 2;
  spec.long_window = 4;
  spec.shares = Quantity(100'000);
  return spec;
}

// Shows it one mid price, and gives back the sides that it then trades on.
std::string show_mid(AgentDesk& desk, std::string_view bid, std::string_view ask) {
  desk.quote(buy(100'000).at(bid), sell(100'000).at(ask));
  desk.wake();
  std::string sides;
  for (const Sent& sent : desk.take_sent()) sides += to_text(std::get<PlaceOrder>(sent.command).side);
  return sides;
}

// Makes its account hold so many shares.
void hold(AgentDesk& desk, std::int64_t shares) {
  const std::int64_t more = shares - desk.shares();
  if (more != 0) desk.place("me-1", more > 0 ? buy(more) : sell(-more));
  CHECK(desk.shares() == shares);
}

// 100, 101 and 102.
std::string show_rise(AgentDesk& desk) {
  std::string sides = show_mid(desk, "99.99", "100.01");
  sides += show_mid(desk, "100.99", "101.01");
  return sides + show_mid(desk, "101.99", "102.01");
}

MetaorderSpec parents_of(double least, double most) {
  auto spec = of_me<MetaorderSpec>();
  spec.min_children = least;
  spec.max_children = most;
  return spec;
}

ExecutionSpec twap_of_100() {
  auto spec = of_me<ExecutionSpec>();
  spec.quantity = Quantity(100);
  spec.begin = Duration::seconds(5);
  spec.duration = Duration::seconds(50);
  spec.interval = Duration::seconds(10);
  return spec;
}

ExecutionSpec pov_of_30() {
  ExecutionSpec spec = twap_of_100();
  spec.style = ExecutionSpec::Style::pov;
  spec.quantity = Quantity(30);
  spec.participation = 0.1;
  return spec;
}

// "5 s: buy 20"
SentLines timed_lines(AgentDesk& desk) {
  SentLines lines;
  for (const Sent& sent : desk.take_sent())
    lines.push_back(std::to_string(sent.at.ns() / 1'000'000'000) + " s: " + sent.text());
  return lines;
}

}  // namespace

TEST_CASE("agent value: it buys what is offered below its value less the margin, up to there") {
  // 1% below 100.005 is 99.00495: 99.00 on the tick.
  AgentDesk desk;
  desk.value(100.005);
  desk.place("ann", sell(30).at("99.01"));
  desk.start(sharp_value());
  desk.wake(5);
  CHECK(desk.take_lines().empty());
  desk.place("ann", sell(20).at("99.00"));
  desk.wake();
  CHECK(desk.take_lines() == SentLines{"buy 20 at 99.00 ioc"});
  CHECK(desk.shares() == 100'020);
  desk.place("ann", sell(40).at("97.50"));
  desk.wake();
  CHECK(desk.take_lines() == SentLines{"buy 40 at 99.00 ioc"});
  CHECK(desk.prices(Side::sell) == "99.01");
}

TEST_CASE("agent value: it sells what is bid above its value plus the margin, down to there") {
  // 1% above 100.005 is 101.00505: 101.01 on the tick.
  AgentDesk desk;
  desk.value(100.005);
  desk.place("ann", buy(30).at("101.00"));
  desk.start(sharp_value());
  desk.wake(5);
  CHECK(desk.take_lines().empty());
  desk.place("ann", buy(20).at("101.01"));
  desk.wake();
  CHECK(desk.take_lines() == SentLines{"sell 20 at 101.01 ioc"});
  desk.value(90);
  desk.wake();
  CHECK(desk.take_lines() == SentLines{"sell 30 at 90.90 ioc"});
  CHECK(desk.shares() == 99'950);
}

TEST_CASE("agent value: it takes an exponential number of shares, or the best queue when that is less") {
  const int takes = 8'000;
  const auto sizes = [&](std::int64_t mean, double cap_chance, std::int64_t queue) {
    auto spec = sharp_value();
    spec.mean_quantity = Quantity(mean);
    spec.cap_chance = cap_chance;
    AgentDesk desk({"1000000000", 0});
    desk.start(spec);
    std::vector<std::int64_t> found;
    for (int i = 0; i < takes; ++i) {
      desk.clear("ann");
      desk.place("ann", sell(queue).at("98"));
      desk.place("ann", sell(10'000).at("98.5"));
      desk.wake();
      for (const Sent& sent : desk.take_sent()) found.push_back(size_of(sent));
    }
    REQUIRE(found.size() == takes);
    return found;
  };

  // The mean of an exponential of mean 20 rounded up is 1 / (1 - e^(-1/20)) = 20.504, its deviation 20.0:
  // four standard errors are 0.90.
  double sum = 0;
  for (const std::int64_t size : sizes(20, 0, 5)) sum += static_cast<double>(size);
  CHECK(std::fabs(sum / takes - 20.504) < 0.90);

  // One of 1,000 is below a queue of 5 in 0.5% of the draws: 85% of the takes are 5, within 4 × 0.4%.
  int capped = 0;
  for (const std::int64_t size : sizes(1'000, 0.85, 5)) capped += size == 5 ? 1 : 0;
  CHECK(std::fabs(static_cast<double>(capped) / takes - 0.85) < 0.021);
}

TEST_CASE("agent value: a threshold trader believes each view, a Bayesian the mean of them all") {
  // Without volatility the value stands still, and the best estimate is the mean of what was seen.
  ValueSpec spec = sharp_value();
  spec.noise_bps = 200;
  spec.volatility_bps = 0;
  spec.mean_quantity = Quantity(5);
  SUBCASE("threshold") {
    spec.view = ValueSpec::View::threshold;
  }
  SUBCASE("Bayesian") {
    spec.view = ValueSpec::View::bayesian;
  }
  AgentDesk desk;
  offer_cheap_shares(desk);
  Random views = desk.draws("view");
  desk.start(spec);
  double sum = 0;
  for (int seen = 1; seen <= 20; ++seen) {
    desk.wake();
    const auto sent = desk.take_sent();
    REQUIRE(sent.size() == 1);
    const double view = std::log(100.0) + 0.02 * views.normal();
    sum += view;
    const double believed = spec.view == ValueSpec::View::threshold ? view : sum / seen;
    CHECK(limit_of(sent[0]) == limit_of_buyer(std::exp(believed)));
  }
}

TEST_CASE("agent value: a Bayesian that expects the value to move trusts the newest view the more") {
  // Of two views z1 and z2 the gain is (n + v·t) / (2n + v·t), with n the noise's variance and v the
  // volatility's in each of the t seconds between them.
  ValueSpec spec = sharp_value();
  spec.noise_bps = 200;
  spec.volatility_bps = 40;
  AgentDesk desk;
  offer_cheap_shares(desk);
  Random views = desk.draws("view");
  const double first = std::log(100.0) + 0.02 * views.normal();
  const double second = std::log(100.0) + 0.02 * views.normal();
  desk.start(spec);
  desk.wake();
  const Timestamp then = desk.now();
  desk.wake();
  const double seconds = static_cast<double>((desk.now() - then).ns()) / 1e9;
  const double noise = 0.02 * 0.02, spread = 0.004 * 0.004 * seconds;
  const double gain = (noise + spread) / (2 * noise + spread);
  CHECK(gain > 0.55);
  const auto sent = desk.take_sent();
  REQUIRE(sent.size() == 2);
  CHECK(limit_of(sent[0]) == limit_of_buyer(std::exp(first)));
  CHECK(limit_of(sent[1]) == limit_of_buyer(std::exp(first + gain * (second - first))));
}

TEST_CASE("agent value: the estimate is a Kalman filter") {
  Estimate estimate;
  estimate.observe(100, 1'000, 4);  // the first is believed
  CHECK(estimate.mean() == 100);
  CHECK(estimate.variance() == 4);
  estimate.observe(110, 12, 16);  // prior 16: gain 1/2
  CHECK(estimate.mean() == 105);
  CHECK(estimate.variance() == 8);
  estimate.observe(101, 16, 8);  // prior 24: gain 3/4
  CHECK(estimate.mean() == 102);
  CHECK(estimate.variance() == 6);
}

TEST_CASE("agent momentum: the mid price of one side is its best, of none the last price") {
  MarketView view;
  view.last_price = price("97");
  CHECK(mid_price(view) == 97);
  view.top.ask = price("102");
  CHECK(mid_price(view) == 102);
  view.top.bid = price("99");
  CHECK(mid_price(view) == 100.5);
  view.top.ask.reset();
  CHECK(mid_price(view) == 99);
}

TEST_CASE("agent momentum: it follows the short average of the mid price over the long one") {
  AgentDesk desk;
  desk.start(fast_momentum());
  CHECK(show_rise(desk) == "");                         // until the long window is full
  CHECK(show_mid(desk, "102.99", "103.01") == "buy");   // 102.5 over 101.5
  CHECK(show_mid(desk, "98.99", "99.01") == "sell");    // 101 under (101 + 102 + 103 + 99) / 4 = 101.25
  CHECK(show_mid(desk, "102.99", "103.01") == "sell");  // 101 under (102 + 103 + 99 + 103) / 4 = 101.75
  CHECK(show_mid(desk, "98.99", "99.01") == "");        // 101 is (103 + 99 + 103 + 99) / 4
}

TEST_CASE("agent momentum: an average that leads by no more than the threshold moves nothing") {
  // 102.5 leads 101.5 by 98.52 basis points.
  MomentumSpec spec = fast_momentum();
  std::string expected;
  SUBCASE("less") {
    spec.threshold_bps = 98;
    expected = "buy";
  }
  SUBCASE("more") {
    spec.threshold_bps = 99;
  }
  AgentDesk desk;
  desk.start(spec);
  show_rise(desk);
  CHECK(show_mid(desk, "102.99", "103.01") == expected);
}

TEST_CASE("agent momentum: at its greatest position it only goes back") {
  MomentumSpec spec = fast_momentum();
  spec.max_position = Quantity(7);
  AgentDesk desk;
  desk.start(spec);
  show_rise(desk);
  hold(desk, 100'007);
  CHECK(show_mid(desk, "102.99", "103.01") == "");
  hold(desk, 100'006);
  CHECK(show_mid(desk, "103.99", "104.01") == "buy");
  CHECK(show_mid(desk, "94.99", "95.01") == "sell");
  hold(desk, 99'993);
  CHECK(show_mid(desk, "94.99", "95.01") == "");
  hold(desk, 99'994);
  CHECK(show_mid(desk, "93.99", "94.01") == "sell");
}

TEST_CASE("agent momentum: it takes an exponential number of shares by a market order") {
  MomentumSpec spec = fast_momentum();
  spec.mean_quantity = Quantity(30);
  AgentDesk desk;
  Random draws = desk.draws("order");
  desk.start(spec);
  show_rise(desk);
  for (int seen = 0; seen < 3; ++seen) (void)draws.exponential(30);
  const auto drawn = static_cast<std::int64_t>(std::ceil(draws.exponential(30)));
  desk.quote(buy(1'000).at("102.99"), sell(1'000).at("103.01"));
  desk.wake();
  CHECK(desk.take_lines() == SentLines{"buy " + std::to_string(drawn)});
  CHECK(desk.shares() == 100'000 + drawn);
}

TEST_CASE("agent metaorder: the children of a parent are all on one side, and a new one follows the last") {
  AgentDesk desk;
  desk.quote(buy(1'000'000).at("99.99"), sell(1'000'000).at("100.01"));
  desk.start(parents_of(5, 5));
  desk.wake(200);
  const auto sent = desk.take_sent();
  REQUIRE(sent.size() == 200);
  int buyers = 0;
  for (std::size_t parent = 0; parent < 40; ++parent) {
    const Side side = std::get<PlaceOrder>(sent[5 * parent].command).side;
    buyers += side == Side::buy ? 1 : 0;
    for (std::size_t child = 0; child < 5; ++child) {
      const auto& order = std::get<PlaceOrder>(sent[5 * parent + child].command);
      CHECK(order.side == side);
      CHECK(order.type == OrderType::market);
    }
  }
  CHECK(buyers >= 8);  // 20 expected; four deviations of 3.2 from there
  CHECK(buyers <= 32);
}

TEST_CASE("agent metaorder: a parent has a Pareto number of children, rounded up, no more than the most") {
  AgentDesk desk;
  desk.quote(buy(1'000'000).at("99.99"), sell(1'000'000).at("100.01"));
  Random parents = desk.draws("parent");
  desk.start(parents_of(3, 20));
  std::string expected, sides;
  bool met_most = false;
  for (int parent = 0; parent < 40; ++parent) {
    const char side = parents.chance(0.5) ? 'b' : 's';
    // By inversion: P(more than y) = (3 / y)^1.5.
    const double children = 3 * std::pow(1 - parents.uniform(), -1 / 1.5);
    met_most = met_most || children > 20;
    expected.append(static_cast<std::size_t>(std::ceil(std::min(children, 20.0))), side);
  }
  desk.wake(static_cast<int>(expected.size()));
  for (const Sent& sent : desk.take_sent())
    sides += std::get<PlaceOrder>(sent.command).side == Side::buy ? 'b' : 's';
  CHECK(sides == expected);
  CHECK(met_most);
}

TEST_CASE("agent metaorder: a child that finds nobody counts") {
  AgentDesk desk;
  Random parents = desk.draws("parent");
  std::string sides;
  while (sides.size() < 2 || sides[sides.size() - 2] == sides.back()) {
    sides += parents.chance(0.5) ? 'b' : 's';
    (void)parents.uniform();
  }
  desk.start(parents_of(4, 4));
  // All parents but the last pass in an empty book, and half of the last but one.
  desk.wake(4 * (static_cast<int>(sides.size()) - 2) + 2);
  CHECK(desk.take_lines().empty());
  desk.quote(buy(1'000).at("99.99"), sell(1'000).at("100.01"));
  desk.wake(4);
  std::string found;
  for (const Sent& sent : desk.take_sent())
    found += std::get<PlaceOrder>(sent.command).side == Side::buy ? 'b' : 's';
  CHECK(found == (sides.back() == 'b' ? "ssbb" : "bbss"));
}

TEST_CASE("agent metaorder: a capped child takes no more than the best queue") {
  MetaorderSpec spec = parents_of(5, 5);
  spec.mean_quantity = Quantity(100'000);
  spec.cap_chance = 1;
  AgentDesk desk;
  desk.start(spec);
  for (int i = 0; i < 10; ++i) {
    desk.clear("ann");
    desk.quote(buy(7).at("99.99"), sell(8).at("100.01"));
    desk.place("ann", buy(100).at("99.98"));
    desk.place("ann", sell(100).at("100.02"));
    desk.wake();
  }
  int known = 0;
  for (const std::string& line : desk.take_lines()) known += line == "sell 7" || line == "buy 8" ? 1 : 0;
  CHECK(known == 10);
}

TEST_CASE("agent execution: twap buys even parts at even times, from its beginning until it has all") {
  AgentDesk desk;
  desk.place("ann", sell(1'000).at("100"));
  desk.start(twap_of_100());
  desk.run(4'000);
  CHECK(timed_lines(desk) ==
        SentLines{"5 s: buy 20", "15 s: buy 20", "25 s: buy 20", "35 s: buy 20", "45 s: buy 20"});
  CHECK(desk.shares() == 100'100);
  CHECK(desk.sleeps_for_ever());
}

TEST_CASE("agent execution: twap sells as well, and catches up with what it could not trade") {
  ExecutionSpec spec = twap_of_100();
  spec.side = Side::sell;
  AgentDesk desk;
  desk.start(spec);
  desk.place("ann", buy(5).at("100"));
  desk.run(15);
  CHECK(timed_lines(desk) == SentLines{"5 s: sell 20"});  // the other 15 find nobody
  desk.place("ann", buy(1'000).at("100"));
  desk.run(4'000);
  CHECK(timed_lines(desk) == SentLines{"25 s: sell 55", "35 s: sell 20", "45 s: sell 20"});
  CHECK(desk.shares() == 99'900);
}

TEST_CASE("agent execution: after its time twap goes on until it has all, and never more") {
  AgentDesk desk;
  desk.start(twap_of_100());
  desk.run(100);
  CHECK(timed_lines(desk).empty());
  for (int i = 0; i < 3; ++i) {
    desk.place("ann", sell(40).at("100"));
    desk.run(10);
  }
  CHECK(timed_lines(desk) == SentLines{"105 s: buy 100", "115 s: buy 60", "125 s: buy 20"});
  CHECK(desk.shares() == 100'100);
  desk.run(10);
  CHECK(desk.sleeps_for_ever());
}

TEST_CASE("agent execution: parts are whole lots, what is due of a lot waits for the rest of it") {
  AgentDesk desk;
  UpdateCompany update;
  update.company = AgentDesk::kAcme;
  update.lot_size = Quantity(30);
  desk.apply(update);
  desk.place("ann", sell(3'000).at("100"));
  desk.start(twap_of_100());
  desk.run(4'000);
  // Due are 20, 40, 60, 80 and 100 in all.
  CHECK(timed_lines(desk) == SentLines{"15 s: buy 30", "25 s: buy 30", "45 s: buy 30"});
}

TEST_CASE("agent execution: shares that come or go without its orders are none of its own") {
  ExecutionSpec spec = twap_of_100();
  SUBCASE("a buyer") {}
  SUBCASE("a seller") {
    spec.side = Side::sell;
  }
  AgentDesk desk;
  desk.quote(buy(1'000).at("99.99"), sell(1'000).at("100.01"));
  desk.start(spec);
  desk.run(20);
  desk.apply(IssueShares{AgentDesk::kAcme, desk.trader("me-1"), Quantity(5'000)});
  desk.run(10);
  desk.apply(SplitShares{AgentDesk::kAcme, 2, 1});
  desk.run(4'000);
  const std::string part = spec.side == Side::buy ? "buy 20" : "sell 20";
  CHECK(timed_lines(desk) ==
        SentLines{"5 s: " + part, "15 s: " + part, "25 s: " + part, "35 s: " + part, "45 s: " + part});
}

TEST_CASE("agent execution: pov trades its part of the volume since it began, its own included") {
  AgentDesk desk;
  const auto trade = [&](std::int64_t shares) {
    desk.place("bob", buy(shares).at("100.00"));
    desk.place("ann", sell(shares).at("100.00"));
  };
  desk.place("ann", sell(1'000).at("100.01"));
  desk.start(pov_of_30());
  trade(500);  // before it begins
  desk.run(10);
  CHECK(timed_lines(desk).empty());
  trade(105);
  desk.run(10);  // 10 are due of 105, and 1 more once its own 10 make it 115
  CHECK(timed_lines(desk) == SentLines{"15 s: buy 10"});
  desk.run(20);
  CHECK(timed_lines(desk) == SentLines{"25 s: buy 1"});
  trade(1'000);
  desk.run(100);
  CHECK(timed_lines(desk) == SentLines{"45 s: buy 19"});
  CHECK(desk.shares() == 100'030);
  CHECK(desk.sleeps_for_ever());
}
