#include "cli/view.hpp"

#include <algorithm>
#include <ostream>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/text_width.hpp"
#include "cli/view_builder.hpp"

namespace market::cli {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

// Every header that is not the field's name, and every style that is not plain.
const Column kKnown[] = {
    {"last_price", "LAST", CellStyle::plain},
    {"change", "CHANGE", CellStyle::signed_number},
    {"change_percent", "CHANGE%", CellStyle::percent},
    {"bid_size", "BIDSIZE", CellStyle::plain},
    {"ask_size", "ASKSIZE", CellStyle::plain},
    {"status", "STATUS", CellStyle::status},
    {"side", "SIDE", CellStyle::side},
    {"aggressor", "SIDE", CellStyle::side},
    {"filled_quantity", "FILLED", CellStyle::plain},
    {"limit_price", "PRICE", CellStyle::plain},
    {"stop_price", "STOP", CellStyle::plain},
    {"trail_amount", "TRAIL", CellStyle::plain},
    {"trail_percent", "TRAIL%", CellStyle::plain},
    {"time_in_force", "TIF", CellStyle::plain},
    {"average_price", "AVERAGE", CellStyle::plain},
    {"market_value", "VALUE", CellStyle::plain},
    {"realized_pnl", "REALIZED", CellStyle::signed_number},
    {"unrealized_pnl", "UNREALIZED", CellStyle::signed_number},
    {"time", "TIME", CellStyle::time},
    {"created_at", "CREATED", CellStyle::time},
    {"updated_at", "UPDATED", CellStyle::time},
    {"expires_at", "EXPIRES", CellStyle::time},
    {"ends_at", "ENDS", CellStyle::time},
    {"cancel_at", "CANCEL", CellStyle::time},
    {"started_at", "STARTED", CellStyle::time},
    {"closed_at", "CLOSED", CellStyle::time},
    {"return", "RETURN", CellStyle::signed_number},
    {"pnl", "PNL", CellStyle::signed_number},
    {"market_cap", "MARKETCAP", CellStyle::plain},
    {"treasury_shares", "TREASURY", CellStyle::plain},
    {"tick_size", "TICK", CellStyle::plain},
};

// Level 2 rows carry price, quantity and orders; level 3 rows carry id, price and quantity.
Json rows_of_book(const Json& answer) {
  Json rows = Json::array();
  for (const auto& [key, side] : {std::pair{"asks", "ask"}, std::pair{"bids", "bid"}})
    for (const Json& level : member(answer, key)) {
      Json row;
      row["side"] = side;
      for (const auto& [name, value] : level.items()) row[name] = value;
      rows.push_back(std::move(row));
    }
  return rows;
}

std::string best_price(const Json& levels) {
  return levels.empty() ? "-" : text_of(levels.front(), "price");
}

// Bids to the left and asks to the right, the best of each in the first line.
void print_book(const Json& answer, Output& output) {
  const Json& bids = member(answer, "bids");
  const Json& asks = member(answer, "asks");
  const Colour colour = output.options().colour;
  const bool single_orders =
      (!bids.empty() && bids.front().contains("id")) || (!asks.empty() && asks.front().contains("id"));
  const std::string_view first = single_orders ? "id" : "orders";
  output.out() << bold(printable(text_of(answer, "symbol")), colour) << "  bid " << best_price(bids)
               << "  ask " << best_price(asks) << '\n';
  if (bids.empty() && asks.empty()) {
    output.out() << "the book is empty\n";
    return;
  }
  Table table({upper(first), "QUANTITY", "BID", "ASK", "QUANTITY", upper(first)});
  const auto text = [&](const Json& levels, std::size_t i, std::string_view field) {
    return i < levels.size() ? text_of(levels[i], field) : std::string();
  };
  for (std::size_t i = 0; i < std::max(bids.size(), asks.size()); ++i)
    table.add_row({{text(bids, i, first)},
                   {text(bids, i, "quantity")},
                   {text(bids, i, "price"), Tone::good},
                   {text(asks, i, "price"), Tone::bad},
                   {text(asks, i, "quantity")},
                   {text(asks, i, first)}});
  table.print(output.out(), output.options().header, colour);
}

// The auction as a card, or that there is none.
void print_auction(const Json& answer, Output& output) {
  if (!member(answer, "kind").is_null()) {
    output.print_card(
        columns({"symbol", "status", "kind", "ends_at", "price", "quantity", "imbalance", "side"}), answer);
    return;
  }
  output.out() << printable(text_of(answer, "symbol") + " is " + text_of(answer, "status"))
               << ": no auction\n";
}

void print_audit(const Json& answer, Output& output) {
  output.print_card(columns({"ok", "seq", "state_hash"}), answer);
  output.out() << '\n';
  output.print_table(columns({"name", "ok", "detail"}), member(answer, "checks"));
}

Json rows_of_audit(const Json& answer) {
  return member(answer, "checks");
}

}  // namespace

Column column_for(std::string_view field) {
  for (const Column& known : kKnown)
    if (known.field == field) return known;
  return {std::string(field), upper(field), CellStyle::plain};
}

const View& object_view() {
  static const View view;
  return view;
}

const View& document_view() {
  static const View view =
      special([](const Json& answer, Output& output) { output.print_json(answer, ""); }, nullptr);
  return view;
}

const View& companies_view() {
  static const View view = list({"symbol", "name", "sector", "status", "last_price", "shares",
                                 "treasury_shares", "market_cap", "tick_size"});
  return view;
}

const View& market_view() {
  static const View view = list({"symbol", "last_price", "change", "change_percent", "bid", "bid_size", "ask",
                                 "ask_size", "volume", "trades", "status"});
  return view;
}

const View& book_view() {
  static const View view = special(print_book, rows_of_book);
  return view;
}

const View& trades_view() {
  static const View view = list({"id", "time", "symbol", "aggressor", "quantity", "price"});
  return view;
}

const View& own_trades_view() {
  static const View view =
      list({"id", "time", "symbol", "side", "quantity", "price", "order", "liquidity", "fee"});
  return view;
}

const View& bars_view() {
  static const View view = list({"time", "open", "high", "low", "close", "volume", "trades", "vwap"});
  return view;
}

const View& auction_view() {
  static const View view = special(print_auction, nullptr);
  return view;
}

const View& snapshots_view() {
  static const View view = list({"id", "seq", "created_at", "bytes", "path"});
  return view;
}

const View& audit_view() {
  static const View view = special(print_audit, rows_of_audit);
  return view;
}

}  // namespace market::cli
