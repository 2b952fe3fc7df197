#include "sim/setup.hpp"

#include <utility>
#include <vector>

namespace market::sim {
namespace {

using Done = tl::expected<void, std::string>;

class Setup {
 public:
  Setup(const Scenario& scenario, MarketPort& market, Timestamp now)
      : scenario_(scenario), market_(market), now_(now) {}

  Done run() {
    for (const CompanySpec& company : scenario_.companies)
      if (Done done = add(company); !done) return done;
    for (const TraderSpec& trader : scenario_.traders)
      if (Done done = add(trader); !done) return done;
    for (const AgentSpec& agent : scenario_.agents)
      if (Done done = add(accounts_of(agent)); !done) return done;
    return {};
  }

  Done submit(const Command& command, const std::string& what) {
    const auto outcome = market_.submit(command, now_);
    if (outcome) return {};
    return tl::unexpected("scenario \"" + scenario_.name + "\": " + what +
                          " was refused: " + outcome.error().detail);
  }

 private:
  Done add(const CompanySpec& spec) {
    if (market_.find_company(spec.symbol.view())) return {};
    RegisterCompany command;
    command.symbol = spec.symbol;
    command.name = spec.name;
    command.sector = spec.sector;
    command.shares = spec.shares;
    command.initial_price = spec.initial_price;
    command.tick_size = spec.tick_size;
    command.lot_size = spec.lot_size;
    return submit(command, "company " + spec.symbol.str());
  }

  Done add(const TraderSpec& spec) { return add_trader(spec.slug, spec.name, spec.cash, spec.holdings); }

  Done add(const AgentAccounts& accounts) {
    const auto holdings = holdings_of(accounts);
    for (std::uint32_t i = 0; i < accounts.size(); ++i) {
      const std::string name = accounts.name + (accounts.count == 0 ? "" : " " + std::to_string(i + 1));
      if (Done done = add_trader(accounts.account(i), name, accounts.cash, holdings); !done) return done;
    }
    return {};
  }

  using Holdings = std::vector<std::pair<Symbol, Quantity>>;

  Holdings holdings_of(const AgentAccounts& accounts) const {
    Holdings holdings;
    if (accounts.shares.shares() == 0) return holdings;
    for (const Symbol& symbol : accounts.symbols) holdings.emplace_back(symbol, accounts.shares);
    if (accounts.symbols.empty())
      for (const CompanySpec& company : scenario_.companies)
        holdings.emplace_back(company.symbol, accounts.shares);
    return holdings;
  }

  Done add_trader(const Slug& slug, const std::string& name, Money cash, const Holdings& holdings) {
    if (market_.find_trader(slug.view())) return {};
    RegisterTrader command;
    command.slug = slug;
    command.name = name;
    command.cash = cash;
    for (const auto& [symbol, quantity] : holdings)
      command.holdings.emplace_back(*market_.find_company(symbol.view()), quantity);
    return submit(command, "trader " + slug.str());
  }

  const Scenario& scenario_;
  MarketPort& market_;
  Timestamp now_;
};

std::string foreign_market(const Scenario& scenario, const std::string& mark) {
  const std::string whose =
      mark.empty() ? "was not made by a scenario" : "was made by the scenario \"" + mark + "\"";
  const std::string instead = mark.empty() ? "" : ", start with --scenario " + mark + " to go on with it,";
  return "scenario \"" + scenario.name + "\" cannot be loaded: the market in this data folder " + whose +
         "; choose an empty folder with --data" + instead + " or start without --scenario";
}

}  // namespace

tl::expected<Origin, std::string> set_up_market(const Scenario& scenario, MarketPort& market, Timestamp now) {
  const std::string mark = market.scenario_mark();
  const bool resumed = mark == scenario.name;
  if (!resumed && (!mark.empty() || market.has_companies_or_traders()))
    return tl::unexpected(foreign_market(scenario, mark));
  Setup setup(scenario, market, now);
  if (!resumed)
    if (Done done = setup.submit(MarkScenario{scenario.name, scenario.seed}, "marking the venue"); !done)
      return tl::unexpected(done.error());
  if (Done done = setup.run(); !done) return tl::unexpected(done.error());
  return resumed ? Origin::resumed : Origin::founded;
}

}  // namespace market::sim
