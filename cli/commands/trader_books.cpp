#include <algorithm>

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"

namespace market::cli {
namespace {

// The ranks have one order only.
std::vector<Parameter> ranking_parameters(const Parameter& by) {
  auto parameters = with_list_parameters({by});
  parameters.erase(std::remove_if(parameters.begin(), parameters.end(),
                                  [](const Parameter& p) { return p.name == "order"; }),
                   parameters.end());
  return parameters;
}

}  // namespace

std::vector<CommandSpec> trader_book_commands() {
  using K = ValueKind;
  const Parameter self = argument("trader", "the trader's id; without it: that of --as, or of the key");
  const Parameter symbol = flag("symbol", "only this company", K::symbol).in(Place::query);
  const Parameter start =
      flag("start", "not before this time: 2026-01-31T09:00:00Z").in(Place::query).shown_as("TIME");
  const Parameter end = flag("end", "before this time").in(Place::query).shown_as("TIME");
  std::vector<CommandSpec> commands;

  CommandSpec portfolio;
  portfolio.path = "trader portfolio";
  portfolio.summary = "Show a trader's cash, equity and positions";
  portfolio.example = "trader portfolio alice";
  portfolio.operations = {"showPortfolio"};
  portfolio.parameters = {self};
  portfolio.method = "GET";
  portfolio.target = "/v1/traders/{trader}/portfolio";
  portfolio.acting = Acting::by_key;
  portfolio.view = &portfolio_view();
  commands.push_back(portfolio);

  CommandSpec orders;
  orders.path = "trader orders";
  orders.summary = "List a trader's orders";
  orders.example = "trader orders alice --status all";
  orders.operations = {"listTraderOrders"};
  orders.parameters = with_list_parameters(
      {self, symbol, flag("status", "open by default").in(Place::query).one_of({"open", "closed", "all"}),
       flag("side", "only this side").in(Place::query).one_of({"buy", "sell"})});
  orders.method = "GET";
  orders.target = "/v1/traders/{trader}/orders";
  orders.acting = Acting::by_key;
  orders.view = &orders_view();
  commands.push_back(orders);

  CommandSpec trades;
  trades.path = "trader trades";
  trades.summary = "List a trader's trades, with their orders and fees";
  trades.example = "trader trades alice --symbol ACME";
  trades.operations = {"listTraderTrades"};
  trades.parameters = with_list_parameters({self, symbol});
  trades.method = "GET";
  trades.target = "/v1/traders/{trader}/trades";
  trades.acting = Acting::by_key;
  trades.view = &own_trades_view();
  commands.push_back(trades);

  CommandSpec ledger;
  ledger.path = "trader ledger";
  ledger.summary =
      "Every movement of a trader's cash or shares: from or to whom, and what was there after it";
  ledger.example =
      "trader ledger alice --kind dividend\n  marketctl trader ledger alice --symbol ACME --all -o csv";
  ledger.operations = {"listLedger"};
  ledger.parameters = with_list_parameters(
      {self,
       flag("kind", "only movements of this kind")
           .in(Place::query)
           .one_of({"deposit", "withdrawal", "trade", "fee", "rebate", "distribution", "dividend", "issue",
                    "split", "close"}),
       flag("asset", "cash by default").in(Place::query).one_of({"cash", "shares", "all"}),
       flag("symbol", "the shares of this company", K::symbol).in(Place::query), start, end});
  ledger.method = "GET";
  ledger.target = "/v1/traders/{trader}/ledger";
  ledger.acting = Acting::by_key;
  ledger.view = &ledger_view();
  commands.push_back(ledger);

  CommandSpec history;
  history.path = "trader history";
  history.summary = "What a trader's account was worth, at every interval of market time";
  history.example = "trader history alice --interval 1h";
  history.operations = {"listEquity"};
  history.parameters = with_list_parameters(
      {self,
       flag("interval", "from one point to the next: 30s, 5m, 1h, 1d").in(Place::query).shown_as("TIME"),
       start, end});
  history.method = "GET";
  history.target = "/v1/traders/{trader}/history";
  history.acting = Acting::by_key;
  history.view = &equity_view();
  commands.push_back(history);

  CommandSpec leaderboard;
  leaderboard.path = "trader leaderboard";
  leaderboard.summary =
      "The traders by what they are worth, what they gained, or that against what they brought in";
  leaderboard.example = "trader leaderboard --by return --limit 10";
  leaderboard.operations = {"listLeaderboard"};
  leaderboard.parameters = ranking_parameters(
      flag("by", "equity by default").in(Place::query).one_of({"equity", "return", "pnl"}));
  leaderboard.method = "GET";
  leaderboard.target = "/v1/leaderboard";
  leaderboard.acting = Acting::by_key;
  leaderboard.view = &leaderboard_view();
  commands.push_back(leaderboard);
  return commands;
}

}  // namespace market::cli
