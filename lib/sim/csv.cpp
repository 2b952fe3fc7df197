#include "sim/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace market::sim {
namespace {

constexpr double kSecondsIn100Years = 3'155'760'000.0;

void split(std::string_view line, std::vector<std::string_view>& cells) {
  cells.clear();
  while (true) {
    const std::size_t comma = line.find(',');
    cells.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
}

struct CsvTime {
  std::int64_t ns = 0;
  bool absolute = false;  // RFC 3339
};

std::optional<CsvTime> parse_time(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) {
    if (!(seconds >= 0 && seconds <= kSecondsIn100Years)) return std::nullopt;
    return CsvTime{std::llround(seconds * 1e9), false};
  }
  const auto time = parse_rfc3339(text);
  if (!time) return std::nullopt;
  return CsvTime{time->ns(), true};
}

class Reader {
 public:
  Reader(const std::vector<std::string_view>& columns,
         const std::function<std::string(const CsvLine&, Duration)>& read)
      : columns_(columns), read_(read) {}

  // What is wrong with it; empty when nothing is.
  std::string line(std::string_view text) {
    split(text, cells_);
    if (names_.empty()) return take_names();
    if (cells_.size() != names_.size())
      return "has " + std::to_string(cells_.size()) + " columns, not " + std::to_string(names_.size());
    const CsvLine cells(names_, cells_);
    const auto time = parse_time(cells["time"]);
    if (!time) return "has no time in seconds or RFC 3339";
    if (!start_) start_ = CsvTime{time->absolute ? time->ns : 0, time->absolute};
    if (time->absolute != start_->absolute) return "mixes seconds and RFC 3339";
    const Duration after(time->ns - start_->ns);
    if (after < last_) return "lies before the line above it";
    last_ = after;
    return read_(cells, after);
  }

 private:
  std::string take_names() {
    names_ = cells_;
    for (const std::string_view column : columns_)
      if (std::find(names_.begin(), names_.end(), column) == names_.end())
        return "must name the column " + std::string(column);
    if (std::find(names_.begin(), names_.end(), "time") == names_.end()) return "must name the column time";
    return {};
  }

  const std::vector<std::string_view>& columns_;
  const std::function<std::string(const CsvLine&, Duration)>& read_;
  std::vector<std::string_view> names_, cells_;
  std::optional<CsvTime> start_;
  Duration last_;
};

}  // namespace

std::string_view CsvLine::operator[](std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? std::string_view()
                               : cells_[static_cast<std::size_t>(found - names_.begin())];
}

std::string read_timed_csv(std::string_view text, const std::vector<std::string_view>& columns,
                           const std::function<std::string(const CsvLine&, Duration)>& read) {
  Reader reader(columns, read);
  for (std::size_t start = 0, number = 1; start < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    start = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) continue;
    const std::string fault = reader.line(line);
    if (!fault.empty()) return "line " + std::to_string(number) + " " + fault;
  }
  return {};
}

}  // namespace market::sim
