#include <map>
#include <set>

#include "sim/scenario_reader.hpp"

namespace market::sim {
namespace {

class Consistency {
 public:
  Consistency(const Scenario& scenario, JsonFailure& failure) : scenario_(scenario), failure_(failure) {}

  void check() {
    if (scenario_.companies.empty()) failure_.note("companies", "must hold at least one company");
    for (const CompanySpec& company : scenario_.companies)
      if (!left_.emplace(company.symbol, company.shares).second)
        failure_.note("companies", "symbol " + company.symbol.str() + " is there twice");
    for (const TraderSpec& trader : scenario_.traders) {
      add_account(trader.slug);
      for (const auto& [symbol, quantity] : trader.holdings) take(symbol, quantity, trader.slug);
    }
    for (const AgentSpec& agent : scenario_.agents) add_agent(accounts_of(agent));
    for (std::size_t i = 0; i < scenario_.schedule.size(); ++i)
      if (left_.find(scenario_.schedule[i].symbol) == left_.end())
        failure_.note(indexed("schedule", i) + ".symbol", "is not one of the companies");
  }

 private:
  void add_agent(const AgentAccounts& accounts) {
    for (std::uint32_t i = 0; i < accounts.size(); ++i) {
      add_account(accounts.account(i));
      if (accounts.symbols.empty())
        for (const CompanySpec& company : scenario_.companies)
          take(company.symbol, accounts.shares, accounts.slug);
      for (const Symbol& symbol : accounts.symbols) take(symbol, accounts.shares, accounts.slug);
    }
    const std::set<Symbol> symbols(accounts.symbols.begin(), accounts.symbols.end());
    if (symbols.size() != accounts.symbols.size())
      failure_.note("", "\"" + accounts.slug.str() + "\" names a company twice");
  }

  void add_account(const Slug& slug) {
    if (!accounts_.insert(slug).second)
      failure_.note("", "the account \"" + slug.str() + "\" is there twice");
  }

  void take(const Symbol& symbol, Quantity quantity, const Slug& owner) {
    const auto found = left_.find(symbol);
    if (found == left_.end()) {
      failure_.note("",
                    "\"" + owner.str() + "\" holds " + symbol.str() + ", which is not one of the companies");
    } else if (found->second < quantity) {
      failure_.note("", "the shares of " + symbol.str() +
                            " do not suffice for what traders and agents up to \"" + owner.str() +
                            "\" hold; give the company more shares");
    } else {
      found->second -= quantity;
    }
  }

  const Scenario& scenario_;
  JsonFailure& failure_;
  std::map<Symbol, Quantity> left_;
  std::set<Slug> accounts_;
};

}  // namespace

void check_consistency(const Scenario& scenario, JsonFailure& failure) {
  Consistency(scenario, failure).check();
}

}  // namespace market::sim
