// View: how the answer of one kind of resource is laid out, apart from the output format.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/json_fwd.hpp"

namespace market::cli {

class Output;

// How a cell is shown in a table; csv and JSON always carry the API's own text.
enum class CellStyle {
  plain,
  signed_number,  // green above zero, red below
  percent,        // the same with "%"
  side,           // buy green, sell red
  status,         // what is not normal is marked
  time,           // date and milliseconds instead of nanoseconds
};

struct Column {
  std::string field;   // "last_price"; "maker.bps" reaches into an object
  std::string header;  // "LAST"
  CellStyle style = CellStyle::plain;
  bool when_used = false;  // left out of a table in which no row has a value for it
};

struct View {
  enum class Shape {
    list,    // {"items":[…],"next":…,"seq":…}
    object,  // one resource
  };
  Shape shape = Shape::object;
  std::vector<Column> columns;  // of the table or csv; for an object without columns: all its fields
  // The rows that csv, jsonl and --fields see, when they are not the items or the object itself.
  Json (*rows)(const Json& answer) = nullptr;
  // Replaces the table altogether.
  void (*print)(const Json& answer, Output& output) = nullptr;
};

// The views of each resource; those of orders are in order_view.cpp, of accounts in account_view.cpp, of fees
// in fee_view.cpp, of corporate actions in corporate_view.cpp, of the simulation's report in report_view.cpp.
const View& object_view();    // any one object, all its fields
const View& document_view();  // a JSON document as it is, in every format
const View& companies_view();
const View& traders_view();
const View& portfolio_view();
const View& registrations_view();  // what became of each line of a file of traders
const View& ledger_view();
const View& equity_view();
const View& leaderboard_view();
const View& orders_view();
const View& order_view();  // one order as a sentence, with its trades when the answer has them
const View& canceled_orders_view();
const View& preview_view();  // of what would be accepted
const View& cancel_after_view();
const View& batch_view();
const View& market_view();
const View& book_view();
const View& trades_view();
const View& own_trades_view();
const View& bars_view();
const View& auction_view();
const View& fees_view();
const View& fee_estimate_view();
const View& fee_revenue_view();
const View& dividend_view();
const View& split_view();
const View& simulation_report_view();
const View& snapshots_view();
const View& audit_view();

// The style and header that a field has wherever it appears.
Column column_for(std::string_view field);

}  // namespace market::cli
