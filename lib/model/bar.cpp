#include "model/bar.hpp"

namespace market {
namespace {

struct IntervalRow {
  std::string_view text;
  Duration length;
};

constexpr IntervalRow kIntervals[kBarIntervals] = {
    {"1s", Duration::seconds(1)},    {"1m", Duration::seconds(60)},      {"5m", Duration::seconds(5 * 60)},
    {"15m", Duration::seconds(900)}, {"1h", Duration::seconds(60 * 60)}, {"1d", Duration::seconds(86'400)},
};

const IntervalRow& row(BarInterval interval) {
  return kIntervals[static_cast<std::size_t>(interval)];
}

}  // namespace

std::string_view to_text(BarInterval interval) {
  return row(interval).text;
}

std::optional<BarInterval> parse_bar_interval(std::string_view text) {
  for (std::size_t i = 0; i < kBarIntervals; ++i)
    if (kIntervals[i].text == text) return static_cast<BarInterval>(i);
  return std::nullopt;
}

Duration length(BarInterval interval) {
  return row(interval).length;
}

Timestamp bar_start(Timestamp time, BarInterval interval) {
  return time - Duration(time.ns() % length(interval).ns());
}

}  // namespace market
