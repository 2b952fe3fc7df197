#include <algorithm>
#include <ostream>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/view_builder.hpp"

namespace market::cli {
namespace {

const std::vector<Column>& position_columns() {
  static const auto all = columns({"symbol", "quantity", "reserved", "average_price", "last_price",
                                   "market_value", "realized_pnl", "unrealized_pnl"});
  return all;
}

void print_portfolio(const Json& answer, Output& output) {
  output.print_card(columns({"trader", "cash", "reserved_cash", "buying_power", "equity", "realized_pnl",
                             "unrealized_pnl", "fees_paid"}),
                    answer);
  const Json& positions = member(answer, "positions");
  if (!positions.is_array() || positions.empty()) return;
  output.out() << '\n';
  output.print_table(position_columns(), positions);
}

Json rows_of_portfolio(const Json& answer) {
  return member(answer, "positions");
}

void show_when_used(View& view, std::initializer_list<std::string_view> fields) {
  for (Column& column : view.columns)
    column.when_used = std::find(fields.begin(), fields.end(), column.field) != fields.end();
}

}  // namespace

const View& traders_view() {
  static const View view = [] {
    View traders = list({"id", "name", "status", "cash", "reserved_cash", "buying_power", "open_orders",
                         "fee_schedule", "volume_30d", "created_at"});
    show_when_used(traders, {"fee_schedule"});
    return traders;
  }();
  return view;
}

const View& portfolio_view() {
  static const View view = [] {
    View portfolio = special(print_portfolio, rows_of_portfolio);
    portfolio.columns = position_columns();
    return portfolio;
  }();
  return view;
}

const View& registrations_view() {
  static const View view = [] {
    View registrations = list({"id", "status", "api_key", "problem"});
    show_when_used(registrations, {"api_key", "problem"});
    return registrations;
  }();
  return view;
}

const View& ledger_view() {
  static const View view = [] {
    View ledger =
        list({"seq", "time", "kind", "symbol", "amount", "balance", "counterparty", "order", "trade"});
    show_when_used(ledger, {"symbol", "order", "trade"});
    for (Column& column : ledger.columns)
      if (column.field == "amount") column.style = CellStyle::signed_number;
    return ledger;
  }();
  return view;
}

const View& equity_view() {
  static const View view = list({"time", "equity", "cash"});
  return view;
}

const View& leaderboard_view() {
  static const View view = list({"rank", "trader", "name", "equity", "return", "pnl"});
  return view;
}

}  // namespace market::cli
