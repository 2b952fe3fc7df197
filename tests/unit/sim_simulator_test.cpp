// Shows a whole simulated market on a bare exchange: set up, repeatable to the bit, resumed, and refused
// where it is not its own.
#include <doctest/doctest.h>

#include <map>
#include <memory>

#include "sim/random.hpp"
#include "sim/scenario_library.hpp"
#include "sim/simulator.hpp"
#include "tests/support/exchange_port.hpp"
#include "tests/support/forwarding_port.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;

namespace {

const Timestamp kStart{1'700'000'000'000'000'000};

Scenario sample(std::uint64_t seed = 1) {
  auto scenario = load_scenario("sample");
  REQUIRE_MESSAGE(scenario, scenario.error());
  scenario->seed = seed;
  return *scenario;
}

struct Run {
  explicit Run(const Scenario& scenario) { load(scenario, kStart); }

  void load(const Scenario& scenario, Timestamp now) {
    auto loaded = Simulator::load(scenario, port, now);
    REQUIRE_MESSAGE(loaded, loaded.error());
    simulator = std::move(*loaded);
  }

  Run& until(std::int64_t second) {
    simulator->run_until(kStart + Duration::seconds(second));
    return *this;
  }

  Exchange exchange;
  ExchangePort port{exchange};
  std::unique_ptr<Simulator> simulator;
};

// Counts the accepted orders of each account while it runs.
class OrderLog final : public ForwardingPort {
 public:
  using ForwardingPort::ForwardingPort;

  using Placed = std::pair<std::int64_t, std::int64_t>;  // time, quantity
  std::map<std::string, std::vector<Placed>> attempts;

  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override {
    if (const auto* trader = std::get_if<RegisterTrader>(&command)) slugs_.push_back(trader->slug.str());
    if (const auto* order = std::get_if<PlaceOrder>(&command))
      attempts[slugs_[order->trader.value()]].emplace_back(now.ns(), order->quantity.shares());
    return ForwardingPort::submit(command, now);
  }

 private:
  std::vector<std::string> slugs_;
};

}  // namespace

TEST_CASE("loading the sample registers its market and places the first quotes") {
  Run run(sample(77));
  CHECK(run.exchange.company_count() == 8);
  CHECK(run.exchange.trader_count() == 4 + 1 + 10);
  CHECK(run.exchange.scenario().name == "sample");
  CHECK(run.exchange.scenario().seed == 77);
  for (std::uint32_t i = 0; i < 8; ++i) {
    const TopOfBook top = run.exchange.top(CompanyId(i));
    CHECK(top.bid);
    CHECK(top.ask);
  }
  CHECK(run.exchange.position(trader_named(run.exchange, "maya"), company_named(run.exchange, "ACME"))
            .quantity == Quantity(500));
  require_sound(run.exchange);
}

TEST_CASE("a person's first order for ACME at 101.25 is filled") {
  Run run(sample());
  run.until(30);
  const auto applied = run.port.submit(
      buy(10).at("101.25").from(trader_named(run.exchange, "tomas"), company_named(run.exchange, "ACME")),
      run.exchange.now());
  REQUIRE(applied);
  CHECK(run.exchange.order(applied->order)->status == OrderStatus::filled);
}

TEST_CASE("the sample trades a few times a second, refuses hardly anything, and its books stay sound") {
  Run run(sample());
  run.until(600);
  require_sound(run.exchange);
  const double trades_a_second = static_cast<double>(run.port.trades()) / 600;
  MESSAGE("trades a second: ", trades_a_second, ", commands: ", run.simulator->counters().commands,
          ", refused: ", run.simulator->counters().refused);
  CHECK(trades_a_second > 4);
  CHECK(trades_a_second < 12);
  CHECK(run.simulator->counters().refused < run.simulator->counters().commands / 100);
  CHECK(run.exchange.open_order_count() < 8 * 12 + 10 * 50);
}

TEST_CASE("the same seed gives the same state hash, another seed another") {
  const auto hash = [](std::uint64_t seed) { return Run(sample(seed)).until(120).exchange.state_hash(); };
  CHECK(hash(1) == hash(1));
  CHECK(hash(1) != hash(2));
}

namespace {

// Runs five minutes with a person who trades in between, or only looks on.
struct RunWithPerson : Run {
  enum class Person : std::uint8_t { trades, looks_on };
  RunWithPerson(const Scenario& scenario, Person person) : Run(scenario) {
    RegisterTrader ann;
    ann.slug = Slug("ann");
    ann.name = "Ann";
    ann.cash = Money(1'000'000'000'000);
    const auto registered = port.submit(ann, kStart);
    REQUIRE(registered);
    const CompanyId company = *exchange.find_company(scenario.companies.front().symbol.view());
    sim::Random draws(5, "ann", "orders");
    for (int i = 0; i < 20; ++i) {
      until(7 + 15 * i);
      PlaceOrder order;
      order.trader = registered->trader;
      order.company = company;
      order.side = draws.chance(0.7) ? Side::buy : Side::sell;
      order.quantity = Quantity(1 + static_cast<std::int64_t>(draws.below(200)));
      order.limit_price = exchange.company(company).last_price;
      if (person == Person::trades) (void)port.submit(order, simulator->now());
    }
    until(320);
  }
};

}  // namespace

TEST_CASE("the same seed and the same people's orders in between give the same state hash, for each preset") {
  using Person = RunWithPerson::Person;
  for (const BuiltInScenario& built_in : built_in_scenarios()) {
    CAPTURE(built_in.name);
    const auto scenario = load_built_in(built_in.name);
    REQUIRE(scenario);
    const auto hash = [&](Person person) { return RunWithPerson(*scenario, person).exchange.state_hash(); };
    const std::uint64_t with_ann = hash(Person::trades);
    CHECK(with_ann == hash(Person::trades));
    CHECK(with_ann != hash(Person::looks_on));
  }
}

TEST_CASE("a person's large order moves the price of the agents' market") {
  const auto price_after = [](std::int64_t shares) {
    const auto scenario = load_built_in("realistic");
    REQUIRE(scenario);
    Run run(*scenario);
    RegisterTrader whale;
    whale.slug = Slug("whale");
    whale.name = "Whale";
    whale.cash = Money(100'000'000'000'000);
    const auto registered = run.port.submit(whale, kStart);
    REQUIRE(registered);
    run.until(600);
    const CompanyId company(0);
    if (shares > 0) {
      PlaceOrder order;
      order.trader = registered->trader;
      order.company = company;
      order.type = OrderType::market;
      order.time_in_force = TimeInForce::ioc;
      order.quantity = Quantity(shares);
      REQUIRE(run.port.submit(order, run.simulator->now()));
    }
    run.until(601);
    return run.exchange.company(company).last_price;
  };
  CHECK(price_after(5'000) > price_after(0));
}

TEST_CASE("in how many pieces it is run makes no difference") {
  Run whole(sample()), pieces(sample());
  whole.until(60);
  for (int second = 1; second <= 60; ++second) {
    while (pieces.simulator->run_until(kStart + Duration::seconds(second), 3) == 3) continue;
  }
  CHECK(whole.exchange.state_hash() == pieces.exchange.state_hash());
}

TEST_CASE("adding an agent shifts no other agent's draws") {
  const auto attempts = [](const Scenario& scenario) {
    Exchange exchange;
    ExchangePort port(exchange);
    OrderLog log(port);
    auto simulator = Simulator::load(scenario, log, kStart);
    REQUIRE(simulator);
    (*simulator)->run_until(kStart + Duration::seconds(30));
    return log.attempts;
  };
  // Market orders only: whether they are sent depends on the draws alone while the book is deep.
  Scenario alone = sample();
  std::get<NoiseSpec>(alone.agents[1]).limit_rate = 0;
  Scenario more = alone;
  NoiseSpec other = std::get<NoiseSpec>(alone.agents[1]);
  other.slug = Slug("other");
  other.count = 2;
  more.agents.insert(more.agents.begin() + 1, other);
  std::get<NoiseSpec>(more.agents[2]).count = 12;

  auto before = attempts(alone), after = attempts(more);
  CHECK_FALSE(after["other-1"].empty());
  for (std::uint32_t i = 0; i < 10; ++i) {
    const std::string account = std::get<NoiseSpec>(alone.agents[1]).account(i).str();
    CHECK_FALSE(before[account].empty());
    CHECK(before[account] == after[account]);
  }
}

TEST_CASE(
    "a market that is loaded again goes on from where it is, with its own orders adopted and other draws") {
  Run run(sample());
  run.until(60);
  const auto last = run.exchange.company(CompanyId(0)).last_price;
  const std::uint32_t traders = run.exchange.trader_count();
  run.load(sample(), kStart + Duration::seconds(61));
  CHECK(run.exchange.trader_count() == traders);
  CHECK(run.exchange.company_count() == 8);
  const TopOfBook top = run.exchange.top(CompanyId(0));
  CHECK(top.bid->units() == doctest::Approx(static_cast<double>(last.units())).epsilon(0.001));
  CHECK(run.exchange.account(trader_named(run.exchange, "lp")).open_orders == 8 * 12);
  run.until(300);
  require_sound(run.exchange);
  CHECK(run.exchange.open_order_count() < 8 * 12 + 10 * 50);
  CHECK(run.exchange.state_hash() != Run(sample()).until(300).exchange.state_hash());
}

TEST_CASE("a setup that was interrupted is completed by the next") {
  Exchange exchange;
  ExchangePort port(exchange);
  REQUIRE(port.submit(MarkScenario{"sample", 1}, kStart));
  RegisterCompany acme;
  acme.symbol = Symbol("ACME");
  acme.name = "Acme Machine Works";
  acme.shares = Quantity(20'000'000);
  acme.initial_price = price("100");
  REQUIRE(port.submit(acme, kStart));
  REQUIRE(Simulator::load(sample(), port, kStart));
  CHECK(exchange.company_count() == 8);
  CHECK(exchange.trader_count() == 15);
}

TEST_CASE("a venue that another made is left alone, and the error says what to do") {
  Exchange exchange;
  ExchangePort port(exchange);
  RegisterTrader ann;
  ann.slug = Slug("ann");
  ann.name = "Ann";
  REQUIRE(port.submit(ann, kStart));
  const Seq seq = exchange.seq();
  CHECK(Simulator::load(sample(), port, kStart).error() ==
        "scenario \"sample\" cannot be loaded: the market in this data folder was not made by a scenario; "
        "choose an "
        "empty folder with --data or start without --scenario");
  REQUIRE(port.submit(MarkScenario{"zi", 1}, kStart));
  CHECK(Simulator::load(sample(), port, kStart).error().find("--scenario zi to go on with it") !=
        std::string::npos);
  CHECK(exchange.seq() == seq + 1);
}

TEST_CASE("a delisted or halted company and changed ticks do not stop the others") {
  Run run(sample());
  run.until(10);
  REQUIRE(run.port.submit(HaltCompany{CompanyId(0), "news"}, run.exchange.now()));
  UpdateCompany update;
  update.company = CompanyId(1);
  update.tick_size = price("0.25");
  REQUIRE(run.port.submit(update, run.exchange.now()));
  const std::uint64_t before = run.port.trades();
  run.until(60);
  CHECK(run.port.trades() > before + 50);
  require_sound(run.exchange);
}

TEST_CASE("postpone leaves out a stretch of time") {
  Run run(sample());
  const Timestamp next = *run.simulator->next_time();
  run.simulator->postpone(Duration::seconds(100));
  CHECK(*run.simulator->next_time() == next + Duration::seconds(100));
  CHECK(run.simulator->run_until(kStart + Duration::seconds(99)) == 0);
}
