// Output: where a command writes, and in which of the four formats.
#pragma once
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"
#include "cli/json_fwd.hpp"
#include "cli/table.hpp"
#include "cli/view.hpp"

namespace market::cli {

enum class Format { table, json, jsonl, csv };

struct OutputOptions {
  Format format = Format::table;
  std::vector<std::string> fields;  // --fields; empty: the view's own
  Header header = Header::shown;
  Colour colour = Colour::off;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool quiet = false;    // no notices on standard error
  bool verbose = false;  // each request on standard error
};

class Output {
 public:
  Output(std::ostream& out, std::ostream& err, OutputOptions options);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  const OutputOptions& options() const { return options_; }
  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  Format format() const { return options_.format; }

  // A request that changes something was answered: what is shown of the answer must not fail any more.
  void note_carried_out() { carried_out_ = true; }

  // One answer of the API. `raw` is its text as it came, which is what -o json prints.
  Status show(const View& view, const Json& answer, std::string_view raw);

  // A list that arrives in pages: `items` of each page, then finish. Of csv and jsonl each page is written at
  // once.
  Status show_page(const View& view, const Json& page);
  Status finish_pages(const View& view, const Json& last_page);

  // A line that a person may want to know and a script does not: standard error, unless -q.
  void notice(std::string_view text);
  // One JSON document: indented on a terminal, as it is otherwise.
  void print_json(const Json& document, std::string_view raw);

  // Table or csv of `rows`, by the view's columns or --fields.
  Status print_rows(const std::vector<Column>& columns, const Json& rows);
  // "name  value" lines of one object.
  void print_card(const std::vector<Column>& columns, const Json& object);
  void print_table(const std::vector<Column>& columns, const Json& rows);

  Cell cell(const Column& column, const Json& row) const;

 private:
  Result<std::vector<Column>> chosen_columns(const std::vector<Column>& columns, const Json& rows) const;
  Result<Json> chosen_fields(const Json& row) const;
  void forgive_unknown_fields(const View& view, const Json& answer);
  Status print_jsonl(const Json& rows);
  Status print_csv(const std::vector<Column>& columns, const Json& rows);

  std::ostream& out_;
  std::ostream& err_;
  OutputOptions options_;
  std::vector<Json> pages_;  // json and table wait for the whole list
  bool carried_out_ = false;
  bool csv_started_ = false;  // the line of names is out: it comes once, however many answers follow
};

}  // namespace market::cli
