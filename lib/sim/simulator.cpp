#include "sim/simulator.hpp"

#include <utility>
#include <variant>

#include "core/hash.hpp"
#include "sim/liquidity_provider.hpp"
#include "sim/noise_trader.hpp"
#include "sim/price_grid.hpp"
#include "sim/setup.hpp"

namespace market {

using sim::Random;

tl::expected<std::unique_ptr<Simulator>, std::string> Simulator::load(const Scenario& scenario,
                                                                      MarketPort& market, Timestamp now) {
  const auto origin = sim::set_up_market(scenario, market, now);
  if (!origin) return tl::unexpected(origin.error());
  // A resumed market must not see again the draws that it began with.
  const std::uint64_t seed = *origin == sim::Origin::founded
                                 ? scenario.seed
                                 : Hasher().add(scenario.seed).add(market.seq()).digest();
  std::unique_ptr<Simulator> simulator(new Simulator(market, now));
  simulator->start(scenario, seed);
  return simulator;
}

void Simulator::start(const Scenario& scenario, std::uint64_t seed) {
  for (const CompanySpec& company : scenario.companies)
    companies_.push_back(*gateway_.market().find_company(company.symbol.view()));
  for (const AgentSpec& agent : scenario.agents)
    std::visit([&](const auto& spec) { add(spec, seed); }, agent);
  add_price_drivers(scenario, seed);
}

void Simulator::add(const LiquidityProviderSpec& spec, std::uint64_t seed) {
  const TraderId trader = *gateway_.market().find_trader(spec.slug.view());
  followers_.push_back(std::make_unique<sim::LiquidityProvider>(spec, trader, seed, gateway_));
}

void Simulator::add(const NoiseSpec& spec, std::uint64_t seed) {
  for (std::uint32_t i = 0; i < spec.count; ++i) {
    const Slug slug = spec.account(i);
    const TraderId trader = *gateway_.market().find_trader(slug.view());
    add_agent(std::make_unique<sim::NoiseTrader>(spec, slug.view(), trader, companies_, seed, gateway_));
  }
}

// The companies' moves are spread evenly over the interval, so that the market does not move all at once.
void Simulator::add_price_drivers(const Scenario& scenario, std::uint64_t seed) {
  std::vector<sim::PriceFollower*> followers;
  for (const auto& follower : followers_) followers.push_back(follower.get());
  const auto count = static_cast<std::int64_t>(companies_.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const CompanySpec& spec = scenario.companies[static_cast<std::size_t>(i)];
    auto process = sim::make_price_process(spec.price_process);
    sim::PriceDriver::Start start;
    start.company = companies_[static_cast<std::size_t>(i)];
    start.price = sim::to_double(gateway_.market().view(start.company).last_price);
    start.phase = Duration(process->interval().ns() / count * (i + 1));
    add_agent(std::make_unique<sim::PriceDriver>(start, std::move(process),
                                                 Random(seed, spec.symbol.view(), "price"), followers));
  }
}

void Simulator::add_agent(std::unique_ptr<sim::Agent> agent) {
  agents_.push_back(std::move(agent));
  kernel_.add(*agents_.back());
}

std::size_t Simulator::run_until(Timestamp time, std::size_t at_most) {
  const std::size_t handled = kernel_.run_until(time, at_most);
  events_ += handled;
  return handled;
}

SimulationCounters Simulator::counters() const {
  const sim::OrderCounters orders = gateway_.counters();
  return {.events = events_.load(),
          .orders = orders.orders,
          .commands = orders.commands,
          .refused = orders.refused};
}

}  // namespace market
