#include <ostream>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/text_width.hpp"
#include "cli/view_builder.hpp"

namespace market::cli {
namespace {

void print_trades_of(const Json& trades, Output& output) {
  if (trades.is_array() && trades.size() > 1)
    output.print_table(columns({"id", "quantity", "price", "fee"}), trades);
}

bool is_zero(const std::string& decimal) {
  return decimal.find_first_of("123456789") == std::string::npos;
}

// "fees 2.03", or nothing when there were none.
std::string fees_text(const Json& order) {
  const std::string fees = text_of(order, "fees");
  return is_zero(fees) ? "" : " (fees " + fees + ")";
}

// "at 101.25", "at market", "stop 95.00", "stop 95.00 at 94.50", "trailing 5%, stop 95.00"
std::string price_terms(const Json& order) {
  const std::string limit = text_of(order, "limit_price"), stop = text_of(order, "stop_price"),
                    amount = text_of(order, "trail_amount");
  std::string percent = text_of(order, "trail_percent"), text;
  if (percent.size() > 3 && percent.substr(percent.size() - 3) == ".00") percent.resize(percent.size() - 3);
  if (!amount.empty() || !percent.empty())
    text = "trailing " + (amount.empty() ? percent + "%" : amount) + (stop.empty() ? "" : ", ");
  if (!stop.empty()) text += "stop " + stop;
  if (!limit.empty()) text += (text.empty() ? "at " : " at ") + limit;
  return text.empty() ? "at market" : text;
}

// " for the day", " until 2026-02-01 16:00:00": what ends it besides a cancellation.
std::string lifetime(const Json& order, const Output& output) {
  const std::string tif = text_of(order, "time_in_force");
  if (tif == "day") return " for the day";
  if (tif == "gtd") return " until " + output.cell(column_for("expires_at"), order).text;
  if (tif == "opg") return " in the opening auction";
  if (tif == "cls") return " in the closing auction";
  return "";
}

// ", showing 100": the slice of an iceberg.
std::string slice_text(const Json& order) {
  const std::string slice = text_of(order, "display_quantity");
  return slice.empty() ? "" : ", showing " + slice;
}

// ", with order 18", ", with orders 18 and 19": the legs of its group.
std::string legs_text(const Json& order) {
  const Json& legs = member(order, "legs");
  if (!legs.is_array() || legs.empty()) return "";
  std::string text = legs.size() == 1 ? ", with order " : ", with orders ";
  for (std::size_t i = 0; i < legs.size(); ++i) text += (i == 0 ? "" : " and ") + legs[i].dump();
  return text;
}

// "order 17 filled: bought 10 ACME at 101.25 (fees 2.03)"
std::string order_sentence(const Json& order, const Output& output) {
  const std::string side = text_of(order, "side"), symbol = text_of(order, "symbol"),
                    status = text_of(order, "status");
  const std::string quantity = text_of(order, "quantity");
  const std::int64_t filled = integer_of(order, "filled_quantity");
  const bool held = status == "held";
  const bool open = held || status == "new" || status == "partially_filled";
  const std::string reason = text_of(order, "reason");
  const std::string terms = price_terms(order) + (open ? lifetime(order, output) + slice_text(order) : "");

  std::string text = "order " + text_of(order, "id") + " " + (open && !held ? "open" : status);
  if (!open && !reason.empty()) text += " (" + reason + ")";
  if (filled == 0) return text + ": " + side + " " + quantity + " " + symbol + " " + terms + legs_text(order);
  text += std::string(": ") + (side == "buy" ? "bought " : "sold ") + std::to_string(filled);
  if (std::to_string(filled) != quantity) text += " of " + quantity;
  text += " " + symbol + " at " + text_of(order, "average_price") + fees_text(order);
  if (open) text += ", " + text_of(order, "remaining_quantity") + " left " + terms;
  return text + legs_text(order);
}

// An amended order may trade at once: then the answer looks like that of a placed one.
const Json& order_of(const Json& answer) {
  return answer.contains("order") ? member(answer, "order") : answer;
}

void print_order(const Json& answer, Output& output) {
  output.out() << printable(order_sentence(order_of(answer), output)) << '\n';
  print_trades_of(member(answer, "trades"), output);
}

Json rows_of_order(const Json& answer) {
  return Json::array({order_of(answer)});
}

void print_canceled_orders(const Json& answer, Output& output) {
  const Json& ids = member(answer, "canceled");
  output.out() << "canceled " << ids.size() << (ids.size() == 1 ? " order" : " orders");
  for (std::size_t i = 0; i < ids.size(); ++i) output.out() << (i == 0 ? ": " : " ") << ids[i].dump();
  output.out() << '\n';
}

Json rows_of_canceled_orders(const Json& answer) {
  Json rows = Json::array();
  for (const Json& id : member(answer, "canceled")) rows.push_back({{"id", id}});
  return rows;
}

// "fees 2.03, cost 1014.53", or what comes in as proceeds.
std::string cost_text(const Json& answer) {
  std::string cost = text_of(answer, "cost");
  const bool comes_in = !cost.empty() && cost.front() == '-';
  if (comes_in) cost.erase(0, 1);
  return "fees " + text_of(answer, "fees") + (comes_in ? ", proceeds " : ", cost ") + cost;
}

void print_preview(const Json& answer, Output& output) {
  const Json& fills = member(answer, "fills");
  std::int64_t filled = 0;
  for (const Json& fill : fills) filled += integer_of(fill, "quantity");
  if (filled == 0) {
    output.out() << "would be accepted; nothing fills at once\n";
    return;
  }
  output.out() << printable("would be accepted; " + std::to_string(filled) +
                            (filled == 1 ? " fills" : " fill") + " at once at " +
                            text_of(answer, "average_price") + (fills.size() > 1 ? " on average, " : ", ") +
                            cost_text(answer))
               << '\n';
  if (fills.size() > 1) output.print_table(columns({"quantity", "price"}), fills);
}

void print_cancel_after(const Json& answer, Output& output) {
  const std::string trader = text_of(answer, "trader");
  const bool armed = !member(answer, "cancel_at").is_null();
  output.out() << printable(armed ? "all open orders of " + trader + " are canceled at " +
                                        output.cell(column_for("cancel_at"), answer).text +
                                        " unless this is said again before"
                                  : "the open orders of " + trader + " stay: no time is set")
               << '\n';
}

// One row an operation: what it did, or why it was refused.
Json rows_of_batch(const Json& answer) {
  Json rows = Json::array();
  for (const Json& result : member(answer, "results")) {
    const Json& order = member(result, "order");
    const Json& problem = member(result, "problem");
    Json row;
    row["operation"] = rows.size() + 1;
    row["http"] = member(result, "status");
    for (const auto* field :
         {"id", "symbol", "side", "quantity", "filled_quantity", "limit_price", "stop_price", "status"})
      row[field] = member(order, field);
    row["problem"] =
        problem.is_null() ? Json() : Json(text_of(problem, "code") + ": " + text_of(problem, "detail"));
    rows.push_back(std::move(row));
  }
  return rows;
}

// Most orders have no stop.
void mark_when_used(View& view) {
  for (Column& column : view.columns)
    column.when_used = column.field == "stop_price" || column.field.rfind("trail_", 0) == 0;
}

}  // namespace

const View& orders_view() {
  static const View view = [] {
    View orders = list({"id", "trader", "symbol", "side", "type", "time_in_force", "quantity",
                        "filled_quantity", "limit_price", "stop_price", "trail_amount", "trail_percent",
                        "average_price", "status", "reason", "created_at"});
    mark_when_used(orders);
    return orders;
  }();
  return view;
}

const View& order_view() {
  static const View view =
      special(print_order, rows_of_order,
              {"id", "client_order_id", "trader", "symbol", "side", "type", "time_in_force", "quantity",
               "filled_quantity", "limit_price", "stop_price", "average_price", "fees", "status", "reason"});
  return view;
}

const View& canceled_orders_view() {
  static const View view = special(print_canceled_orders, rows_of_canceled_orders, {"id"});
  return view;
}

const View& preview_view() {
  static const View view = special(print_preview, nullptr);
  return view;
}

const View& cancel_after_view() {
  static const View view = special(print_cancel_after, nullptr);
  return view;
}

const View& batch_view() {
  static const View view = [] {
    View batch = special(nullptr, rows_of_batch,
                         {"operation", "http", "id", "symbol", "side", "quantity", "filled_quantity",
                          "limit_price", "stop_price", "status", "problem"});
    mark_when_used(batch);
    return batch;
  }();
  return view;
}

}  // namespace market::cli
