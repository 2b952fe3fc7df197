// Table: aligned columns for people. Columns of numbers stand to the right, all others to the left.
#pragma once
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace market::cli {

enum class Tone { plain, good, bad, warning, faint };

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
};

enum class Colour { off, on };
enum class Header { hidden, shown };

class Table {
 public:
  explicit Table(std::vector<std::string> headers) : headers_(std::move(headers)) {}

  // As many cells as headers.
  void add_row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  void print(std::ostream& out, Header header, Colour colour) const;

 private:
  std::vector<std::string> headers_;
  std::vector<std::vector<Cell>> rows_;
};

// "-12.50", "3%", "1e5": what a column of numbers consists of.
bool looks_numeric(std::string_view text);

// `text` between the escape sequences of `tone`, or as it is.
std::string toned(std::string_view text, Tone tone, Colour colour);
std::string bold(std::string_view text, Colour colour);

// One cell padded to `width` columns; longer text is left whole.
std::string pad_left(std::string_view text, std::size_t width);
std::string pad_right(std::string_view text, std::size_t width);

}  // namespace market::cli
