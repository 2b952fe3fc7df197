#include "sim/simulator.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/hash.hpp"
#include "sim/agent_factory.hpp"
#include "sim/liquidity_provider.hpp"
#include "sim/price_grid.hpp"
#include "sim/setup.hpp"
#include "sim/state_archive.hpp"

namespace market {

using sim::Random;

namespace {

std::vector<CompanyId> companies_of(const Scenario& scenario, MarketPort& market) {
  std::vector<CompanyId> ids;
  for (const CompanySpec& company : scenario.companies)
    ids.push_back(*market.find_company(company.symbol.view()));
  return ids;
}

std::vector<Symbol> symbols_of(const Scenario& scenario) {
  std::vector<Symbol> symbols;
  for (const CompanySpec& company : scenario.companies) symbols.push_back(company.symbol);
  return symbols;
}

}  // namespace

tl::expected<std::unique_ptr<Simulator>, std::string> Simulator::load(const Scenario& scenario,
                                                                      MarketPort& market, Timestamp now) {
  const auto origin = sim::set_up_market(scenario, market, now);
  if (!origin) return tl::unexpected(origin.error());
  // A resumed market must not see again the draws that it began with.
  const bool founded = *origin == sim::Origin::founded;
  const std::uint64_t seed = founded ? scenario.seed : Hasher().add(scenario.seed).add(market.seq()).digest();
  return std::unique_ptr<Simulator>(
      new Simulator(market, scenario, seed, now, founded ? Begin::fresh : Begin::again));
}

Simulator::Simulator(MarketPort& market, const Scenario& scenario, std::uint64_t seed, Timestamp now,
                     Begin begin)
    : begin_(begin),
      fingerprint_(scenario.fingerprint),
      seed_(seed),
      kernel_(now),
      gateway_(market),
      symbols_(symbols_of(scenario)),
      tape_(market, companies_of(scenario, market)),
      observer_(market, tape_) {
  for (std::size_t i = 0; i < symbols_.size(); ++i) index_of_[symbols_[i]] = i;
  for (const AgentSpec& agent : scenario.agents)
    if (const auto* spec = std::get_if<LiquidityProviderSpec>(&agent))
      followers_.push_back({std::make_unique<sim::LiquidityProvider>(
                                *spec, *market.find_trader(spec->slug.view()), seed_, gateway_),
                            spec->symbols});
  // The drivers are first, so that the others find the fundamental values at their start.
  for (std::size_t i = 0; i < scenario.companies.size(); ++i)
    add_price_driver(scenario.companies[i], i, scenario.companies.size());
  for (const AgentSpec& agent : scenario.agents) add_agents(agent);
  if (!scenario.schedule.empty() && has_schedule()) add_schedule(scenario.schedule);
  start(observer_);
}

// The companies' moves are spread evenly over the interval, so that the market does not move all at once.
void Simulator::add_price_driver(const CompanySpec& spec, std::size_t index, std::size_t count) {
  std::vector<sim::PriceFollower*> followers;
  for (const Follower& follower : followers_) {
    const auto& of = follower.symbols;
    if (of.empty() || std::find(of.begin(), of.end(), spec.symbol) != of.end())
      followers.push_back(follower.follower.get());
  }
  sim::PriceDriver::Start start;
  start.index = index;
  start.price = sim::to_double(gateway_.market().view(tape_.at(index).company).last_price);
  auto process = sim::make_price_process(spec.price_process, sim::to_double(spec.initial_price));
  start.phase = Duration(process->interval().ns() / static_cast<std::int64_t>(count) *
                         static_cast<std::int64_t>(index + 1));
  sim::Activity activity(spec.activity, process->interval(), Random(seed_, spec.symbol.view(), "activity"));
  auto driver = std::make_unique<sim::PriceDriver>(start, std::move(process), std::move(activity),
                                                   Random(seed_, spec.symbol.view(), "price"),
                                                   gateway_.market(), tape_, std::move(followers));
  drivers_.push_back(driver.get());
  add(std::move(driver));
}

void Simulator::add_agents(const AgentSpec& agent) {
  const AgentAccounts& accounts = accounts_of(agent);
  const std::vector<Symbol>& symbols = accounts.symbols.empty() ? symbols_ : accounts.symbols;
  // Of the two accounts of recorded orders, one is the other's hand.
  const std::uint32_t agents = std::holds_alternative<OrderReplaySpec>(agent) ? 1 : accounts.size();
  for (std::uint32_t account = 0; account < agents; ++account)
    for (const Symbol& symbol : symbols)
      if (auto made = sim::make_agent(agent, seat(accounts, account, symbol))) add(std::move(made));
}

sim::AgentSeat Simulator::seat(const AgentAccounts& accounts, std::uint32_t account, const Symbol& symbol) {
  const Slug slug = accounts.account(account);
  sim::AgentSeat seat;
  seat.name = slug.str() + "/" + symbol.str();
  seat.seed = seed_;
  seat.trader = *gateway_.market().find_trader(slug.view());
  seat.index = index_of_.at(symbol);
  seat.company = tape_.at(seat.index).company;
  seat.share =
      1.0 / static_cast<double>(accounts.symbols.empty() ? symbols_.size() : accounts.symbols.size());
  seat.tape = &tape_;
  seat.gateway = &gateway_;
  return seat;
}

void Simulator::add_schedule(const std::vector<ScheduledEvent>& events) {
  std::vector<sim::Schedule::Target> targets;
  for (const ScheduledEvent& event : events) {
    const std::size_t index = index_of_.at(event.symbol);
    targets.push_back({tape_.at(index).company, drivers_[index]});
  }
  add(std::make_unique<sim::Schedule>(events, std::move(targets), gateway_));
}

void Simulator::add(std::unique_ptr<sim::Agent> agent) {
  agents_.push_back(std::move(agent));
  start(*agents_.back());
}

void Simulator::start(sim::Agent& agent) {
  if (is_saved()) {
    kernel_.attach(agent);
  } else {
    kernel_.add(agent);
  }
}

std::size_t Simulator::run_until(Timestamp time, std::size_t at_most) {
  const std::size_t handled = kernel_.run_until(time, at_most);
  events_.store(events_.load(std::memory_order_relaxed) + handled, std::memory_order_relaxed);
  return handled;
}

bool Simulator::shock(std::string_view symbol, double relative_return) {
  for (std::size_t i = 0; i < symbols_.size(); ++i) {
    if (symbols_[i].view() != symbol) continue;
    drivers_[i]->scale(1 + relative_return);
    return true;
  }
  return false;
}

std::optional<double> Simulator::fundamental(std::string_view symbol) const {
  for (std::size_t i = 0; i < symbols_.size(); ++i)
    if (symbols_[i].view() == symbol) return drivers_[i]->price();
  return std::nullopt;
}

std::optional<MarketSample> Simulator::sample(std::string_view symbol) const {
  for (std::size_t i = 0; i < symbols_.size(); ++i)
    if (symbols_[i].view() == symbol) return observer_.sample(i);
  return std::nullopt;
}

SimulationCounters Simulator::counters() const {
  const sim::OrderCounters orders = gateway_.counters();
  return {.events = events_.load(),
          .orders = orders.orders,
          .commands = orders.commands,
          .refused = orders.refused};
}

}  // namespace market
