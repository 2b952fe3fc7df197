#include "cli/feed_printer.hpp"

#include <ostream>
#include <vector>

#include "cli/csv.hpp"
#include "cli/json.hpp"
#include "cli/text_width.hpp"

namespace market::cli {
namespace {

// A tail cannot know the widest value to come, so its columns have fixed widths that usual values fit.
struct TailColumn {
  std::string_view header;
  std::size_t width;
  bool right;
};
constexpr TailColumn kTradeColumns[] = {{"TIME", 12, false},
                                        {"SYMBOL", 8, false},
                                        {"SIDE", 4, false},
                                        {"QUANTITY", 9, true},
                                        {"PRICE", 11, true}};
constexpr TailColumn kMixedColumns[] = {
    {"TIME", 12, false}, {"TYPE", 10, false}, {"SYMBOL", 8, false}, {"MESSAGE", 0, false}};

std::string pad(std::string_view text, const TailColumn& column) {
  return column.right ? pad_left(text, column.width) : pad_right(text, column.width);
}

// "09:30:00.123" of an RFC 3339 time.
std::string time_of_day(const Json& message) {
  const std::string time = text_of(message, "time");
  return time.size() > 23 ? time.substr(11, 12) : time;
}

std::string or_dash(std::string text) {
  return text.empty() ? "-" : text;
}

// " status=halted reason=news": the members that have a value, those of objects among them in their place.
std::string named_values(const Json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    if (name == "seq" || name == "n" || name == "type" || name == "time" || name == "symbol") continue;
    if (value.is_null()) continue;
    text += value.is_object()
                ? named_values(value)
                : " " + name + "=" + (value.is_string() ? value.get<std::string>() : to_line(value));
  }
  return text;
}

// "bid 5 x 10.10, ask 10.20 gone": the levels of a book or of its change.
std::string levels_text(const Json& message) {
  std::string text;
  for (const auto& [side, name] : {std::pair("bid", "bids"), std::pair("ask", "asks")})
    for (const Json& level : member(message, name)) {
      text += (text.empty() ? "" : ", ") + std::string(side) + " ";
      const bool gone = text_of(level, "quantity") == "0";
      text += gone ? text_of(level, "price") + " gone"
                   : text_of(level, "quantity") + " x " + text_of(level, "price");
    }
  return text.empty() ? "empty" : text;
}

// "ACME 101.25 0.50%, BETA 20.00 -1.20%" of the lines of all companies.
std::string lines_text(const Json& message) {
  std::string text;
  for (const Json& line : member(message, "items")) {
    const std::string change = text_of(line, "change_percent");
    text += (text.empty() ? "" : ", ") + text_of(line, "symbol") + " " + text_of(line, "last_price") +
            (change.empty() ? "" : " " + change + "%");
  }
  return text;
}

// What a message of the mixed feed says, in the words of its type.
std::string summary(const Json& message) {
  const std::string type = text_of(message, "type");
  if (type == "trade")
    return text_of(message, "aggressor") + " " + text_of(message, "quantity") + " @ " +
           text_of(message, "price");
  if (type == "quote")
    return or_dash(text_of(message, "bid_size")) + " x " + or_dash(text_of(message, "bid")) + " | " +
           or_dash(text_of(message, "ask")) + " x " + or_dash(text_of(message, "ask_size"));
  if (type == "book" || type == "book_delta") return levels_text(message);
  if (type == "market") return lines_text(message);
  const std::string text = named_values(message);
  return text.empty() ? text : text.substr(1);
}

Tone tone_of(const Json& message) {
  const std::string side = text_of(message, "aggressor");
  return side == "buy" ? Tone::good : side == "sell" ? Tone::bad : Tone::plain;
}

}  // namespace

bool FeedPrinter::print(std::string_view data, const Json& message) {
  std::ostream& out = output_.out();
  switch (output_.format()) {
    case Format::json:
    case Format::jsonl:
      if (output_.options().fields.empty()) {
        out << data << '\n';
        break;
      }
      {
        Json chosen = Json::object();
        for (const std::string& field : output_.options().fields) chosen[field] = member(message, field);
        out << to_line(chosen) << '\n';
      }
      break;
    case Format::csv:
    case Format::table:
      if (!header_done_) print_header();
      print_row(message);
      break;
  }
  out.flush();
  return out.good();
}

// A company's auction and split are objects, so their cells are JSON.
std::vector<std::string> FeedPrinter::csv_fields() const {
  if (!output_.options().fields.empty()) return output_.options().fields;
  if (rows_ == Rows::trades) return {"seq", "n", "time", "id", "symbol", "aggressor", "quantity", "price"};
  return {"seq", "n",        "type", "time",     "symbol", "aggressor", "quantity", "price",
          "bid", "bid_size", "ask",  "ask_size", "status", "reason",    "auction",  "split"};
}

void FeedPrinter::print_header() {
  header_done_ = true;
  const OutputOptions& options = output_.options();
  if (options.header == Header::hidden) return;
  if (options.format == Format::csv) {
    output_.out() << csv_line(csv_fields());
    return;
  }
  std::string line;
  const auto add = [&](const TailColumn& column) {
    line += (line.empty() ? "" : "  ") + pad(column.header, column);
  };
  if (rows_ == Rows::trades)
    for (const TailColumn& column : kTradeColumns) add(column);
  else
    for (const TailColumn& column : kMixedColumns) add(column);
  output_.out() << bold(line, options.colour) << '\n';
}

void FeedPrinter::print_row(const Json& message) {
  const OutputOptions& options = output_.options();
  if (options.format == Format::csv || !options.fields.empty()) {
    std::vector<std::string> values;
    for (const std::string& name : csv_fields()) values.push_back(text_of(message, name));
    output_.out() << csv_line(values);
    return;
  }
  const auto cell = [](std::string_view text, const TailColumn& column) {
    return pad(printable(text), column);
  };
  std::string line = cell(time_of_day(message), kTradeColumns[0]) + "  ";
  if (rows_ == Rows::trades && text_of(message, "type") == "trade") {
    line += cell(text_of(message, "symbol"), kTradeColumns[1]) + "  " +
            toned(cell(text_of(message, "aggressor"), kTradeColumns[2]), tone_of(message), options.colour) +
            "  " + cell(text_of(message, "quantity"), kTradeColumns[3]) + "  " +
            cell(text_of(message, "price"), kTradeColumns[4]);
  } else {
    line += cell(text_of(message, "type"), kMixedColumns[1]) + "  " +
            cell(text_of(message, "symbol"), kMixedColumns[2]) + "  " +
            toned(printable(summary(message)), tone_of(message), options.colour);
  }
  output_.out() << line << '\n';
}

}  // namespace market::cli
