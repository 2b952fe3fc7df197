#include "cli/table.hpp"

#include <algorithm>

#include "cli/text_width.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kGap = "  ";

std::string_view escape_for(Tone tone) {
  switch (tone) {
    case Tone::plain: return "";
    case Tone::good: return "\x1b[32m";
    case Tone::bad: return "\x1b[31m";
    case Tone::warning: return "\x1b[33m";
    case Tone::faint: return "\x1b[2m";
  }
  return "";
}

}  // namespace

bool looks_numeric(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (!text.empty() && text.back() == '%') text.remove_suffix(1);
  return !text.empty() && text.front() >= '0' && text.front() <= '9' &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string toned(std::string_view text, Tone tone, Colour colour) {
  const std::string_view escape = escape_for(tone);
  if (colour == Colour::off || escape.empty()) return std::string(text);
  return std::string(escape).append(text).append("\x1b[0m");
}

std::string bold(std::string_view text, Colour colour) {
  return colour == Colour::off ? std::string(text) : std::string("\x1b[1m").append(text).append("\x1b[0m");
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t own = text_width(text);
  return std::string(own < width ? width - own : 0, ' ').append(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t own = text_width(text);
  return std::string(text).append(own < width ? width - own : 0, ' ');
}

void Table::print(std::ostream& out, Header header, Colour colour) const {
  const std::size_t columns = headers_.size();
  std::vector<std::size_t> widths(columns, 0);
  std::vector<bool> numeric(columns, false);
  for (std::size_t c = 0; c < columns; ++c) {
    if (header == Header::shown) widths[c] = text_width(headers_[c]);
    bool other = false;
    for (const auto& row : rows_) {
      widths[c] = std::max(widths[c], text_width(row[c].text));
      if (looks_numeric(row[c].text))
        numeric[c] = true;
      else if (!row[c].text.empty() && row[c].text != "-")
        other = true;
    }
    if (other) numeric[c] = false;
  }
  // Padding stands outside the escape sequences, and a line never ends in blanks.
  const auto line = [&](const auto& text_of, const auto& paint) {
    std::string result;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string& text = text_of(c);
      const std::size_t own = text_width(text);
      const std::string padding(widths[c] - own, ' ');
      if (c > 0) result += kGap;
      if (numeric[c]) result += padding;
      result += text.empty() ? text : paint(c, text);
      if (!numeric[c]) result += padding;
    }
    result.erase(result.find_last_not_of(' ') + 1);
    out << result << '\n';
  };
  if (header == Header::shown)
    line([&](std::size_t c) -> const std::string& { return headers_[c]; },
         [&](std::size_t, const std::string& text) { return bold(text, colour); });
  for (const auto& row : rows_)
    line([&](std::size_t c) -> const std::string& { return row[c].text; },
         [&](std::size_t c, const std::string& text) { return toned(text, row[c].tone, colour); });
}

}  // namespace market::cli
