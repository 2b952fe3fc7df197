#include "cli/roster.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "cli/csv_reader.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/plural.hpp"
#include "core/decimal.hpp"
#include "core/quantity.hpp"
#include "model/names.hpp"
#include "model/trader.hpp"

namespace market::cli {
namespace {

constexpr std::size_t kShownErrors = 5;
constexpr std::size_t kLongestName = 200;             // of the API
constexpr std::int64_t kMostOpenOrders = 10'000'000;  // of the API
constexpr std::string_view kHoldingPrefix = "holding:";

enum class CellKind { id, name, schedule, money, positive_money, integer, holdings, holding };

struct RosterColumn {
  std::string_view name;
  CellKind kind;
  std::int64_t most = 0;    // of an integer, which is at least 1
  std::string_view parent;  // the object of the request in which the field stands
  std::string symbol;       // of holding:SYMBOL
};

const std::vector<RosterColumn>& known_columns() {
  static const std::vector<RosterColumn> columns = {
      {"id", CellKind::id, 0, "", ""},
      {"name", CellKind::name, 0, "", ""},
      {"cash", CellKind::money, 0, "", ""},
      {"holdings", CellKind::holdings, 0, "", ""},
      {"fee_schedule", CellKind::schedule, 0, "", ""},
      {"max_open_orders", CellKind::integer, kMostOpenOrders, "limits", ""},
      {"max_order_quantity", CellKind::integer, kMaxQuantity.shares(), "limits", ""},
      {"max_order_value", CellKind::positive_money, 0, "limits", ""},
      {"max_orders_per_second", CellKind::integer, kMaxOrderRate, "limits", ""}};
  return columns;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

// What is wrong, or what a cell says.
template <class T>
using Parsed = tl::expected<T, std::string>;

Parsed<std::string> money_cell(const std::string& text, std::int64_t least) {
  const auto units = parse_decimal(text);
  if (!units || *units < least || *units > kMaxMoney.units())
    return tl::unexpected(std::string("must be a decimal ") + (least > 0 ? "above 0" : "from 0") +
                          " with at most four places");
  return text;
}

Parsed<std::int64_t> integer_cell(const std::string& text, std::int64_t least, std::int64_t most) {
  const auto value = parse_integer(text);
  if (!value || *value < least || *value > most)
    return tl::unexpected("must be a whole number from " + std::to_string(least) + " to " +
                          std::to_string(most));
  return *value;
}

Parsed<std::string> slug_cell(const std::string& text) {
  if (!parse_slug(text))
    return tl::unexpected(std::string("must be 1 to 32 lower-case letters, digits, _ and -"));
  return text;
}

class RosterReader {
 public:
  explicit RosterReader(std::string source) : source_(std::move(source)) {}

  Result<std::vector<RosterEntry>> read(std::string_view text) {
    const auto records = parse_csv(text);
    if (!records) return usage_failure(source_ + ", " + records.error().detail);
    if (records->empty()) return usage_failure(source_ + " is empty", "its first line names the columns");
    read_header(records->front());
    if (errors_.empty())
      std::for_each(records->begin() + 1, records->end(), [&](const CsvRecord& r) { read_row(r); });
    if (!errors_.empty()) return usage_failure(source_ + ", " + all_errors(), "nothing was sent");
    if (entries_.empty()) return usage_failure(source_ + " names no traders");
    return std::move(entries_);
  }

 private:
  void wrong(std::size_t line, const std::string& what) {
    errors_.push_back("line " + std::to_string(line) + ": " + what);
  }

  std::string all_errors() const {
    std::string text;
    for (std::size_t i = 0; i < std::min(errors_.size(), kShownErrors); ++i)
      text += (i == 0 ? "" : "; ") + errors_[i];
    if (errors_.size() > kShownErrors)
      text += "; and " + std::to_string(errors_.size() - kShownErrors) + " more";
    return text;
  }

  // Spreadsheets like to begin names with a capital.
  static std::optional<RosterColumn> column_of(const std::string& title) {
    const std::string name = lower(title);
    for (const RosterColumn& column : known_columns())
      if (column.name == name) return column;
    if (name.rfind(kHoldingPrefix, 0) != 0) return std::nullopt;
    const std::string symbol = upper(trimmed(name.substr(kHoldingPrefix.size())));
    if (!parse_symbol(symbol)) return std::nullopt;
    return RosterColumn{kHoldingPrefix, CellKind::holding, 0, "holdings", symbol};
  }

  static std::string column_names() {
    std::string text;
    for (const RosterColumn& column : known_columns()) text += std::string(column.name) + ", ";
    return text + "holding:SYMBOL";
  }

  void read_header(const CsvRecord& header) {
    for (const std::string& field : header.fields) {
      const std::string name = trimmed(field);
      const auto column = column_of(name);
      const auto same = [&](const RosterColumn& c) {
        return column && c.name == column->name && c.symbol == column->symbol;
      };
      if (!column)
        wrong(header.line, "unknown column " + in_quotes(name) + ": there are " + column_names() +
                               (name.find(';') == std::string::npos ? "" : ", separated by commas"));
      else if (std::any_of(columns_.begin(), columns_.end(), same))
        wrong(header.line, "the column " + in_quotes(name) + " stands there twice");
      else
        columns_.push_back(*column);
    }
    const auto is_id = [](const RosterColumn& column) { return column.kind == CellKind::id; };
    if (errors_.empty() && std::none_of(columns_.begin(), columns_.end(), is_id))
      wrong(header.line, "there is no column id");
  }

  void read_row(const CsvRecord& record) {
    if (record.fields.size() != columns_.size())
      return wrong(record.line, "it has " + counted(std::to_string(record.fields.size()), "field") +
                                    ", the first line names " + std::to_string(columns_.size()));
    const std::size_t errors_before = errors_.size();
    Json body = Json::object();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      read_cell(record.line, i, trimmed(record.fields[i]), body);
    const std::string id = text_of(body, "id");
    if (errors_.size() != errors_before) return;
    const auto [first, is_new] = lines_by_id_.emplace(id, record.line);
    if (!is_new)
      return wrong(record.line,
                   "the id " + in_quotes(id) + " is in line " + std::to_string(first->second) + " too");
    entries_.push_back({record.line, id, to_line(body)});
  }

  void read_cell(std::size_t line, std::size_t index, const std::string& text, Json& body) {
    const RosterColumn& column = columns_[index];
    if (column.kind == CellKind::id && text.empty()) return wrong(line, "the id is missing");
    const bool left_out =
        text.empty() || (text == "none" && column.kind != CellKind::id && column.kind != CellKind::name);
    if (left_out) return;
    auto value = cell_value(column, text, body);
    if (!value)
      return wrong(
          line, std::string(column.name) + column.symbol + " " + value.error() + ", not " + in_quotes(text));
    if (column.kind == CellKind::holdings || column.kind == CellKind::holding) return;
    Json& place = column.parent.empty() ? body : body[std::string(column.parent)];
    place[std::string(column.name)] = std::move(*value);
  }

  // Holdings are added to `body` at once; of all others the value is returned.
  static Parsed<Json> cell_value(const RosterColumn& column, const std::string& text, Json& body) {
    const auto as_json = [](const auto& value) { return Json(value); };
    switch (column.kind) {
      case CellKind::id:
        if (text == "me") return tl::unexpected(std::string("must be another name"));
        return slug_cell(text).map(as_json);
      case CellKind::schedule: return slug_cell(text).map(as_json);
      case CellKind::name:
        if (text.size() > kLongestName)
          return tl::unexpected("must be at most " + std::to_string(kLongestName) + " bytes");
        return Json(text);
      case CellKind::money: return money_cell(text, 0).map(as_json);
      case CellKind::positive_money: return money_cell(text, 1).map(as_json);
      case CellKind::integer: return integer_cell(text, 1, column.most).map(as_json);
      case CellKind::holding: return add_holding(column.symbol, text, body);
      case CellKind::holdings: return add_holdings(text, body);
    }
    return Json();
  }

  static Parsed<Json> add_holding(const std::string& symbol, const std::string& text, Json& body) {
    const auto quantity = integer_cell(text, 0, kMaxQuantity.shares());
    if (!quantity) return tl::unexpected(quantity.error());
    if (*quantity == 0) return Json();
    if (member(body, "holdings").contains(symbol))
      return tl::unexpected("names " + symbol + ", which the line has already");
    body["holdings"][symbol] = *quantity;
    return Json();
  }

  // "ACME=100;BETA=5"
  static Parsed<Json> add_holdings(const std::string& text, Json& body) {
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t end = std::min(text.find(';', start), text.size());
      const std::string part = trimmed(std::string_view(text).substr(start, end - start));
      start = end + 1;
      const std::size_t equals = std::min(part.find('='), part.size());
      const std::string symbol = upper(trimmed(part.substr(0, equals)));
      const bool well = equals < part.size() && parse_symbol(symbol);
      if (!well || !parse_integer(trimmed(part.substr(equals + 1))))
        return tl::unexpected(std::string("must be like ACME=100;BETA=5"));
      if (auto added = add_holding(symbol, trimmed(part.substr(equals + 1)), body); !added) return added;
    }
    return Json();
  }

  std::string source_;
  std::vector<RosterColumn> columns_;
  std::vector<RosterEntry> entries_;
  std::map<std::string, std::size_t> lines_by_id_;
  std::vector<std::string> errors_;
};

}  // namespace

Result<std::vector<RosterEntry>> parse_roster(std::string_view text, const std::string& source) {
  return RosterReader(source).read(text);
}

}  // namespace market::cli
