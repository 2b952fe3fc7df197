// Shows that every agent of a scenario lives through an empty book, poverty and a halt, sends nothing that a
// market must refuse while it has the means, and goes on after a restart as if there had been none.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/liquidity_provider.hpp"
#include "tests/unit/agent_desk.hpp"

using namespace market;
using namespace market::sim;
using namespace market::test;

namespace {

// The liquidity provider acts when the price process moves: here once a second, up and down.
class MovedProvider final : public Agent {
 public:
  explicit MovedProvider(const AgentSeat& seat)
      : company_(seat.company), provider_(spec(), seat.trader, seat.seed, *seat.gateway) {}

  void start(Kernel& kernel) override { wake(kernel, 0); }
  void wake(Kernel& kernel, Tag) override {
    provider_.on_price(company_, 100 + 0.1 * static_cast<double>(moves_++ % 7), kernel.now());
    kernel.schedule(kernel.now() + Duration::seconds(1), 0);
  }
  void state(StateArchive& archive) override { archive.fields(moves_, provider_); }

 private:
  static LiquidityProviderSpec spec() {
    LiquidityProviderSpec spec;
    spec.slug = Slug("me-1");
    return spec;
  }
  CompanyId company_;
  std::int64_t moves_ = 0;
  LiquidityProvider provider_;
};

RecordedOrders recorded_minutes() {
  using Action = RecordedOrder::Action;
  RecordedOrders orders;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const auto at = [&](std::int64_t ms) {
      return Duration::milliseconds(static_cast<std::int64_t>(i) * 1'000 + ms);
    };
    const Side side = i % 2 == 0 ? Side::buy : Side::sell;
    const Price price(i % 2 == 0 ? 990'000 : 1'010'000);
    orders.push_back({at(0), Action::limit, i, side, Quantity(100), price});
    orders.push_back({at(200), Action::execute, i, opposite(side), Quantity(10), price});
    orders.push_back({at(400), Action::reduce, i, side, Quantity(30), Price()});
    orders.push_back({at(600), Action::market, 0, side, Quantity(5), Price()});
    if (i >= 5) orders.push_back({at(800), Action::cancel, i - 5, side, Quantity(), Price()});
  }
  return orders;
}

struct LiveAgent {
  std::string name;
  AgentDesk::MakeAgent make;
};

// Each wakes a few times a minute at least.
std::vector<LiveAgent> all_agents() {
  std::vector<LiveAgent> agents;
  const auto add = [&](const char* name, const AgentSpec& spec) {
    agents.push_back({name, [spec](AgentSeat seat) { return make_agent(spec, std::move(seat)); }});
  };
  auto noise = of_me<NoiseSpec>();
  noise.limit_rate = 2;
  add("noise", noise);
  auto maker = of_me<MarketMakerSpec>();
  maker.shares = Quantity(100'000);
  maker.max_position = Quantity(2'000);
  maker.level_step_bps = 50;  // so far apart that some quotes stay
  add("market_maker", maker);
  auto value = of_me<ValueSpec>();
  value.rate = 1;
  value.noise_bps = 50;
  add("value", value);
  auto momentum = of_me<MomentumSpec>();
  momentum.rate = 1;
  momentum.short_window = 3;
  momentum.long_window = 8;
  momentum.shares = Quantity(100'000);
  add("momentum", momentum);
  auto fcn = of_me<FcnSpec>();
  fcn.rate = 1;
  add("fcn", fcn);
  auto metaorder = of_me<MetaorderSpec>();
  metaorder.rate = 1;
  add("metaorder", metaorder);
  auto twap = of_me<ExecutionSpec>();
  twap.begin = Duration::seconds(20);
  twap.duration = Duration::seconds(240);
  twap.interval = Duration::seconds(5);
  add("execution, twap", twap);
  auto pov = twap;
  pov.style = ExecutionSpec::Style::pov;
  pov.side = Side::sell;
  add("execution, pov", pov);
  auto replay = of_me<OrderReplaySpec>();
  replay.orders = std::make_shared<const RecordedOrders>(recorded_minutes());
  add("order_replay", replay);
  agents.push_back({"liquidity_provider", [](const AgentSeat& seat) -> std::unique_ptr<Agent> {
                      return std::make_unique<MovedProvider>(seat);
                    }});
  return agents;
}

// Seconds of a market in which ann quotes around a price that goes up and down, bob trades with whoever
// stands best, and the fundamental value goes its own way.
void live_through(AgentDesk& desk, int from, int to) {
  for (int second = from; second < to; ++second) {
    const double mid = 100 + 2 * std::sin(second / 11.0);
    const auto at = [&](double offset) { return to_text(Price(std::llround((mid + offset) * 100) * 100)); };
    desk.quote(buy(60).at(at(-0.05)), sell(60).at(at(0.05)));
    desk.place("ann", buy(600).at(at(-0.5)));
    desk.place("ann", sell(600).at(at(0.5)));
    desk.place("bob", second % 3 == 0 ? buy(20 + second % 13) : sell(10 + second % 7));
    desk.value(100 + 3 * std::cos(second / 17.0), 1 + 0.5 * std::sin(second / 5.0));
    desk.run_until(desk.now() + Duration::seconds(1));
  }
  require_sound(desk.exchange());
}

// With its time and what became of it.
SentLines full_lines(AgentDesk& desk) {
  SentLines lines;
  for (const Sent& sent : desk.take_sent())
    lines.push_back(std::to_string(sent.at.ns()) + ": " + sent.text() + (sent.refused ? " refused" : ""));
  return lines;
}

}  // namespace

TEST_CASE(
    "agent life: with means, in a market that moves, each trades and is refused only where it would meet "
    "itself") {
  for (const LiveAgent& agent : all_agents()) {
    CAPTURE(agent.name);
    AgentDesk desk;
    desk.start(agent.make);
    live_through(desk, 0, 300);
    const auto sent = desk.take_sent();
    CHECK(sent.size() > 20);
    std::uint64_t refused = 0;
    for (const Sent& one : sent) refused += one.refused ? 1 : 0;
    CHECK(refused == desk.exchange_port().refused(Refusal::self_trade));
    CHECK(refused < sent.size() / 10);
    CHECK(desk.shares() != 100'000);
  }
}

TEST_CASE("agent life: an empty book stops nobody") {
  for (const LiveAgent& agent : all_agents()) {
    CAPTURE(agent.name);
    AgentDesk desk;
    desk.start(agent.make);
    desk.run(300);
    CHECK(desk.sleeps_for_ever() == false);
    desk.take_sent();
    live_through(desk, 0, 100);
    CHECK(desk.take_sent().size() >= 2);
    CHECK(desk.shares() != 100'000);
  }
}

TEST_CASE("agent life: without cash and shares each goes on, owes nothing, and trades once it has them") {
  for (const LiveAgent& agent : all_agents()) {
    CAPTURE(agent.name);
    AgentDesk desk({"0", 0});
    desk.start(agent.make);
    live_through(desk, 0, 100);
    CHECK(desk.shares() == 0);
    CHECK(desk.open_orders() == 0);
    CHECK(desk.exchange().account(desk.trader("me-1")).cash == money("0"));
    CHECK(desk.sleeps_for_ever() == false);
    for (const auto* account : {"me-1", "me-2"}) {
      desk.apply(Deposit{desk.trader(account), money("10000000")});
      desk.apply(IssueShares{AgentDesk::kAcme, desk.trader(account), Quantity(100'000)});
    }
    live_through(desk, 100, 300);
    CHECK(desk.shares() != 100'000);
  }
}

TEST_CASE("agent life: while the company is halted each only withdraws, and trades again afterwards") {
  for (const LiveAgent& agent : all_agents()) {
    // The record is played as it is: what a halt refuses is lost.
    if (agent.name == "order_replay") continue;
    CAPTURE(agent.name);
    AgentDesk desk;
    desk.start(agent.make);
    live_through(desk, 0, 60);
    desk.apply(HaltCompany{AgentDesk::kAcme, ""});
    desk.take_sent();
    desk.run(60);
    for (const Sent& sent : desk.take_sent()) {
      CHECK(sent.text().substr(0, 6) == "cancel");
      CHECK_FALSE(sent.refused);
    }
    CHECK(desk.sleeps_for_ever() == false);
    desk.apply(ResumeCompany{AgentDesk::kAcme});
    const std::int64_t before = desk.shares();
    live_through(desk, 120, 240);
    CHECK(desk.shares() != before);
  }
}

TEST_CASE("agent life: a replayer is refused while the company is halted, and goes on with the record") {
  AgentDesk desk;
  desk.start(all_agents()[8].make);
  desk.run(10.5);
  desk.apply(HaltCompany{AgentDesk::kAcme, ""});
  desk.take_sent();
  desk.run(10);
  for (const Sent& sent : desk.take_sent())
    CHECK(sent.refused == (std::holds_alternative<PlaceOrder>(sent.command)));
  desk.apply(ResumeCompany{AgentDesk::kAcme});
  desk.run(400);
  const auto sent = desk.take_sent();
  CHECK(sent.size() > 1'800);
  CHECK_FALSE(sent.back().refused);
  CHECK(desk.sleeps_for_ever());
}

TEST_CASE("agent life: restored from its state, each goes on exactly as if it had never stopped") {
  for (const LiveAgent& agent : all_agents()) {
    CAPTURE(agent.name);
    AgentDesk whole;
    whole.run(10);
    whole.start(agent.make);
    live_through(whole, 0, 300);
    const SentLines expected = full_lines(whole);

    for (const int stop : {1, 41, 150}) {
      CAPTURE(stop);
      AgentDesk desk;
      desk.run(10);
      desk.start(agent.make);
      live_through(desk, 0, stop);
      const std::string state = desk.saved();
      CHECK(desk.restore(state) == "");
      CHECK(desk.saved() == state);
      live_through(desk, stop, 300);
      CHECK(full_lines(desk) == expected);
      CHECK(desk.exchange().state_hash() == whole.exchange().state_hash());
    }
  }
}

TEST_CASE("agent life: a state that is cut off is told as such") {
  for (const LiveAgent& agent : all_agents()) {
    CAPTURE(agent.name);
    AgentDesk desk;
    desk.start(agent.make);
    live_through(desk, 0, 30);
    const std::string state = desk.saved();
    for (const std::size_t words : {std::size_t{1}, std::size_t{4}, state.size() / 16, state.size() / 8}) {
      CHECK(desk.restore(state.substr(0, state.size() - 8 * words)) == "ends too early");
    }
  }
}

TEST_CASE("agent life: what the book held before does not shift the later draws of a random taker") {
  auto noise = of_me<NoiseSpec>();
  noise.limit_rate = 0;
  noise.market_rate = 1;
  auto metaorder = of_me<MetaorderSpec>();
  metaorder.rate = 1;
  for (const AgentSpec& spec : {AgentSpec(noise), AgentSpec(metaorder)}) {
    SentLines later[2];
    for (const bool empty_at_first : {true, false}) {
      AgentDesk desk;
      if (!empty_at_first) desk.quote(buy(1'000'000).at("99.99"), sell(1'000'000).at("100.01"));
      desk.start(spec);
      desk.run(100);
      CHECK(desk.take_sent().empty() == empty_at_first);
      desk.quote(buy(1'000'000).at("99.99"), sell(1'000'000).at("100.01"));
      desk.run(100);
      later[empty_at_first ? 1 : 0] = full_lines(desk);
    }
    CHECK(later[0].size() > 50);
    CHECK(later[0] == later[1]);
  }
}
