#include "cli/output.hpp"

#include <algorithm>
#include <ostream>

#include "cli/csv.hpp"
#include "cli/json.hpp"
#include "cli/text_width.hpp"
#include "core/decimal.hpp"

namespace market::cli {
namespace {

// The value that a dotted path names; null when there is none.
const Json& value_at(const Json& row, std::string_view path) {
  const Json* value = &row;
  while (true) {
    const std::size_t dot = path.find('.');
    value = &member(*value, path.substr(0, dot));
    if (dot == std::string_view::npos) return *value;
    path.remove_prefix(dot + 1);
  }
}

// Whether a row of this kind can have a value there: what is null now may be an object in another row.
bool knows_field(const Json& row, std::string_view path) {
  const Json* value = &row;
  while (true) {
    const std::size_t dot = path.find('.');
    const auto found = value->find(path.substr(0, dot));
    if (found == value->end()) return false;
    if (dot == std::string_view::npos || found->is_null()) return true;
    if (!found->is_object()) return false;
    value = &*found;
    path.remove_prefix(dot + 1);
  }
}

std::string plain_text(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : to_line(value);
}

// What a person reads: {"a":1,"b":null} as "a=1", lists with commas.
std::string readable_text(const Json& value) {
  if (!value.is_structured()) return plain_text(value);
  std::string text;
  for (const auto& [name, part] : value.items()) {
    if (part.is_null()) continue;
    if (!text.empty()) text += value.is_array() ? ", " : " ";
    text += value.is_array() ? readable_text(part) : name + "=" + readable_text(part);
  }
  return text;
}

// A decimal with two places, rounded half away from zero: "-0.1247" -> "-0.12".
std::string two_places(const std::string& text) {
  const auto units = parse_decimal(text);
  if (!units) return text;
  const std::int64_t hundredths = (*units + (*units < 0 ? -50 : 50)) / 100;
  return decimal_text(Int128(hundredths) * 100);
}

// "2026-01-31T09:30:00.123456789Z" -> "2026-01-31 09:30:00.123"
std::string short_time(std::string text) {
  if (text.size() < 20 || text[10] != 'T') return text;
  text[10] = ' ';
  return text.substr(0, text.size() >= 24 ? 23 : 19);
}

Tone tone_of_sign(std::string_view text) {
  if (text.empty() || text.find_first_of("123456789") == std::string_view::npos) return Tone::plain;
  return text.front() == '-' ? Tone::bad : Tone::good;
}

Tone tone_of_status(std::string_view status) {
  if (status == "halted" || status == "auction" || status == "held") return Tone::warning;
  if (status == "delisted" || status == "closed" || status == "canceled" || status == "expired")
    return Tone::faint;
  return status == "filled" ? Tone::good : Tone::plain;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<Column> columns_of(const Json& object) {
  std::vector<Column> columns;
  if (object.is_object())
    for (const auto& [name, value] : object.items()) columns.push_back(column_for(name));
  return columns;
}

// The object among the rows that knows the names of all fields: the first.
const Json& example_row(const Json& rows) {
  static const Json none = Json::object();
  return rows.empty() ? none : rows.front();
}

std::vector<Column> used_columns(std::vector<Column> columns, const Json& rows) {
  const auto unused = [&](const Column& column) {
    return column.when_used && std::none_of(rows.begin(), rows.end(), [&](const Json& row) {
             return !value_at(row, column.field).is_null();
           });
  };
  columns.erase(std::remove_if(columns.begin(), columns.end(), unused), columns.end());
  return columns;
}

}  // namespace

Output::Output(std::ostream& out, std::ostream& err, OutputOptions options)
    : out_(out), err_(err), options_(std::move(options)) {}
Output::~Output() = default;

Cell Output::cell(const Column& column, const Json& row) const {
  const Json& value = value_at(row, column.field);
  std::string text = printable(readable_text(value));
  if (text.empty()) return {"-", Tone::faint};
  switch (column.style) {
    case CellStyle::plain: return {std::move(text)};
    case CellStyle::signed_number: return {text, tone_of_sign(text)};
    case CellStyle::percent: return {two_places(text) + "%", tone_of_sign(text)};
    case CellStyle::side: return {text, text == "buy" ? Tone::good : Tone::bad};
    case CellStyle::status: return {text, tone_of_status(text)};
    case CellStyle::time: return {short_time(std::move(text))};
  }
  return {std::move(text)};
}

Result<std::vector<Column>> Output::chosen_columns(const std::vector<Column>& columns,
                                                   const Json& rows) const {
  if (options_.fields.empty()) return columns.empty() ? columns_of(example_row(rows)) : columns;
  if (const auto checked = chosen_fields(example_row(rows)); !checked) return tl::unexpected(checked.error());
  std::vector<Column> chosen;
  for (const std::string& name : options_.fields) {
    const auto known =
        std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.field == name; });
    chosen.push_back(known != columns.end() ? *known : column_for(name));
  }
  return chosen;
}

// The row with the fields of --fields alone.
Result<Json> Output::chosen_fields(const Json& row) const {
  if (options_.fields.empty() || !row.is_object() || row.empty()) return row;
  Json chosen = Json::object();
  for (const std::string& name : options_.fields) {
    if (!knows_field(row, name)) {
      std::vector<std::string> names;
      for (const auto& [field, value] : row.items()) names.push_back(field);
      return usage_failure("there is no field \"" + name + "\"", "the fields are " + joined(names));
    }
    chosen[name] = value_at(row, name);
  }
  return chosen;
}

namespace {

Json rows_of(const View& view, const Json& answer) {
  Json rows = view.rows != nullptr              ? view.rows(answer)
              : view.shape == View::Shape::list ? member(answer, "items")
                                                : Json::array({answer});
  return rows.is_array() ? rows : Json::array();
}

}  // namespace

// Failing now would say that nothing was done.
void Output::forgive_unknown_fields(const View& view, const Json& answer) {
  if (const auto chosen = chosen_fields(example_row(rows_of(view, answer))); !chosen) {
    notice("marketctl: " + chosen.error().detail + " (" + chosen.error().hint +
           "); the command was carried out, and this is its whole answer");
    options_.fields.clear();
  }
}

Status Output::show(const View& view, const Json& answer, std::string_view raw) {
  const bool is_list = view.shape == View::Shape::list;
  if (carried_out_) forgive_unknown_fields(view, answer);
  if (options_.format == Format::json && options_.fields.empty()) {
    print_json(answer, raw);
    return {};
  }
  if (options_.format == Format::table && options_.fields.empty() && view.print != nullptr) {
    view.print(answer, *this);
    return {};
  }
  const Json rows = rows_of(view, answer);
  switch (options_.format) {
    case Format::json: {
      const bool one = rows.size() == 1 && !is_list && view.rows == nullptr;
      Json chosen = Json::array();
      for (const Json& row : rows) {
        auto fields = chosen_fields(row);
        if (!fields) return tl::unexpected(fields.error());
        chosen.push_back(std::move(*fields));
      }
      print_json(one ? chosen.front() : chosen, "");
      return {};
    }
    case Format::jsonl:
      // An object goes out whole, on one line, unless it is a list or its fields were chosen.
      return is_list || !options_.fields.empty() ? print_jsonl(rows) : print_jsonl(Json::array({answer}));
    case Format::csv: return print_csv(view.columns, rows);
    case Format::table: break;
  }
  if (!is_list && view.rows == nullptr && rows.size() == 1) {
    const auto columns = chosen_columns(view.columns, rows);
    if (!columns) return tl::unexpected(columns.error());
    print_card(*columns, rows.front());
    return {};
  }
  return print_rows(view.columns, rows);
}

Status Output::show_page(const View& view, const Json& page) {
  const Json& items = member(page, "items");
  switch (options_.format) {
    case Format::jsonl: return print_jsonl(items);
    case Format::csv: return print_csv(view.columns, items);
    case Format::json:
    case Format::table: pages_.push_back(page); return {};
  }
  return {};
}

Status Output::finish_pages(const View& view, const Json& last_page) {
  if (options_.format == Format::jsonl || options_.format == Format::csv) return {};
  Json whole = Json::object();
  Json& items = whole["items"] = Json::array();
  for (const Json& page : pages_)
    for (const Json& item : member(page, "items")) items.push_back(item);
  whole["next"] = member(last_page, "next");
  whole["seq"] = member(last_page, "seq");
  pages_.clear();
  return show(view, whole, "");
}

Status Output::print_rows(const std::vector<Column>& columns, const Json& rows) {
  if (options_.format == Format::csv) return print_csv(columns, rows);
  const auto chosen = chosen_columns(columns, rows);
  if (!chosen) return tl::unexpected(chosen.error());
  print_table(*chosen, rows);
  return {};
}

void Output::print_table(const std::vector<Column>& all_columns, const Json& rows) {
  const std::vector<Column> columns = used_columns(all_columns, rows);
  std::vector<std::string> headers;
  for (const Column& column : columns) headers.emplace_back(column.header);
  Table table(std::move(headers));
  for (const Json& row : rows) {
    std::vector<Cell> cells;
    for (const Column& column : columns) cells.push_back(cell(column, row));
    table.add_row(std::move(cells));
  }
  table.print(out_, options_.header, options_.colour);
}

void Output::print_card(const std::vector<Column>& columns, const Json& object) {
  std::size_t width = 0;
  const auto shown = [&](const Column& column) { return !value_at(object, column.field).is_null(); };
  for (const Column& column : columns)
    if (shown(column)) width = std::max(width, text_width(printable(column.field)));
  for (const Column& column : columns) {
    if (!shown(column)) continue;
    const Cell value = cell(column, object);
    out_ << bold(pad_right(printable(column.field), width), options_.colour) << "  "
         << toned(value.text, value.tone, options_.colour) << '\n';
  }
}

Status Output::print_jsonl(const Json& rows) {
  for (const Json& row : rows) {
    const auto chosen = chosen_fields(row);
    if (!chosen) return tl::unexpected(chosen.error());
    out_ << to_line(*chosen) << '\n';
  }
  return {};
}

Status Output::print_csv(const std::vector<Column>& columns, const Json& rows) {
  const auto chosen = chosen_columns(columns, rows);
  if (!chosen) return tl::unexpected(chosen.error());
  if (chosen->empty()) return {};  // no row that could name the columns
  if (options_.header == Header::shown && !csv_started_) {
    csv_started_ = true;
    std::vector<std::string> names;
    for (const Column& column : *chosen) names.emplace_back(column.field);
    out_ << csv_line(names);
  }
  for (const Json& row : rows) {
    std::vector<std::string> fields;
    for (const Column& column : *chosen) fields.push_back(plain_text(value_at(row, column.field)));
    out_ << csv_line(fields);
  }
  return {};
}

void Output::print_json(const Json& document, std::string_view raw) {
  if (options_.out_is_terminal) {
    out_ << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  std::string text = raw.empty() ? to_line(document) : std::string(raw);
  if (text.empty() || text.back() != '\n') text += '\n';
  out_ << text;
}

void Output::notice(std::string_view text) {
  if (!options_.quiet) err_ << printable(text) << '\n' << std::flush;
}

}  // namespace market::cli
