#include <string_view>

#include "cli/book_watch.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

// The tape, or with a trader that trader's own trades with their orders and fees.
Status list_trades(Context& context) {
  auto target = request_target(context);
  if (!target) return tl::unexpected(target.error());
  const auto named = context.invocation().get("trader");
  const auto trader = named ? named : context.settings().trader_by_flag ? context.trader() : std::nullopt;
  if (!trader) return run_list(context, *target, trades_view());
  target->replace(0, std::string_view("/v1/trades").size(),
                  "/v1/traders/" + percent_encoded(*trader) + "/trades");
  return run_list(context, *target, own_trades_view());
}

constexpr std::uint64_t kDepth = 10;

// The flag's value, from 1 to `most`; nullopt when it was not given.
Result<std::optional<std::uint64_t>> whole_of(const Context& context, std::string_view name,
                                              std::int64_t most) {
  const auto text = context.invocation().get(name);
  if (!text) return std::nullopt;
  const auto value = json_value(*context.invocation().command->find(name), {*text});
  if (!value || value->get<std::int64_t>() < 1 || value->get<std::int64_t>() > most)
    return usage_failure("--" + std::string(name) + " must be a whole number from 1" +
                         (most < INT64_MAX ? " to " + std::to_string(most) : ""));
  return value->get<std::uint64_t>();
}

// The book once, or kept up to date.
Status show_book(Context& context) {
  const Invocation& invocation = context.invocation();
  if (!invocation.has("watch")) return run_request(context);
  if (invocation.get("level").value_or("2") != "2")
    return usage_failure("--watch shows price levels: leave --level 3 out");
  const auto depth = whole_of(context, "depth", 1'000);
  if (!depth) return tl::unexpected(depth.error());
  const auto count = whole_of(context, "count", INT64_MAX);
  if (!count) return tl::unexpected(count.error());
  const auto symbol =
      json_value(*invocation.command->find("symbol"), {invocation.get("symbol").value_or("")});
  if (!symbol) return tl::unexpected(symbol.error());
  const auto name = symbol->get<std::string>();
  // The feed would call it a wrong value of a filter, which is not what a book that does not exist is.
  const auto company = context.client().get("/v1/companies/" + percent_encoded(name));
  if (!company) return tl::unexpected(company.error());
  return watch_book(context, name, static_cast<std::size_t>(depth->value_or(kDepth)), *count);
}

}  // namespace

std::vector<CommandSpec> market_commands() {
  using K = ValueKind;
  const Parameter symbol = argument("symbol", "the company's symbol", K::symbol).must();
  std::vector<CommandSpec> commands;

  CommandSpec list;
  list.path = "market list";
  list.summary = "Every company's price, best bid and ask, and volume";
  list.example = "market list";
  list.operations = {"listMarket"};
  list.parameters = list_parameters();
  list.method = "GET";
  list.target = "/v1/market";
  list.view = &market_view();
  commands.push_back(list);

  CommandSpec show;
  show.path = "market show";
  show.summary = "One company's day: open, high, low, volume, turnover";
  show.example = "market show ACME";
  show.operations = {"showMarket"};
  show.parameters = {symbol};
  show.method = "GET";
  show.target = "/v1/market/{symbol}";
  commands.push_back(show);

  CommandSpec book;
  book.path = "market book";
  book.summary = "The order book, bids to the left, asks to the right";
  book.example = "market book ACME --depth 5";
  book.operations = {"showBook", "streamFeed"};
  book.parameters = {symbol, flag("depth", "how many price levels", K::integer).in(Place::query),
                     flag("level", "2: price levels, 3: single orders").in(Place::query).one_of({"2", "3"}),
                     flag("watch", "keep it up to date, until Ctrl-C", K::toggle).in(Place::local),
                     flag("count", "with --watch: end after so many changes", K::integer).in(Place::local)};
  book.method = "GET";
  book.target = "/v1/market/{symbol}/book";
  book.view = &book_view();
  book.run = show_book;
  commands.push_back(book);

  CommandSpec trades;
  trades.path = "market trades";
  trades.summary = "The trades of one company";
  trades.example = "market trades ACME --limit 20 --order desc";
  trades.operations = {"listMarketTrades"};
  trades.parameters = with_list_parameters({symbol});
  trades.method = "GET";
  trades.target = "/v1/market/{symbol}/trades";
  trades.view = &trades_view();
  commands.push_back(trades);

  CommandSpec bars;
  bars.path = "market bars";
  bars.summary = "Open, high, low, close and volume of a company for each second, minute, … or day";
  bars.example = "market bars ACME --interval 5m --start 2026-01-31T09:00:00Z";
  bars.operations = {"listBars"};
  bars.parameters = with_list_parameters(
      {symbol,
       flag("interval", "how long a bar is; 1m by default")
           .in(Place::query)
           .one_of({"1s", "1m", "5m", "15m", "1h", "1d"}),
       flag("start", "the first bar's time: 2026-01-31T09:00:00Z").in(Place::query).shown_as("TIME"),
       flag("end", "the last bar's time").in(Place::query).shown_as("TIME")});
  bars.method = "GET";
  bars.target = "/v1/market/{symbol}/bars";
  bars.view = &bars_view();
  commands.push_back(bars);

  CommandSpec auction;
  auction.path = "market auction";
  auction.summary = "The price and quantity at which a company's auction would end now, and the imbalance";
  auction.example = "market auction ACME";
  auction.operations = {"showAuction"};
  auction.parameters = {symbol};
  auction.method = "GET";
  auction.target = "/v1/market/{symbol}/auction";
  auction.view = &auction_view();
  commands.push_back(auction);

  CommandSpec all_trades;
  all_trades.path = "trades list";
  all_trades.summary = "The trades of all companies, or a trader's own";
  all_trades.example = "trades list --symbol ACME\n  marketctl trades list --as alice";
  all_trades.operations = {"listTrades", "listTraderTrades"};
  all_trades.parameters =
      with_list_parameters({flag("symbol", "only this company", K::symbol).in(Place::query),
                            flag("trader", "whose").in(Place::local).shown_as("TRADER")});
  all_trades.method = "GET";
  all_trades.target = "/v1/trades";
  all_trades.acting = Acting::by_key;
  all_trades.run = list_trades;
  commands.push_back(all_trades);
  return commands;
}

}  // namespace market::cli
