#include "engine/price_window.hpp"

#include <algorithm>

namespace market {

PriceWindow::Entries::const_iterator PriceWindow::first_after(const Entries& entries, Timestamp after) {
  return std::partition_point(entries.begin(), entries.end(),
                              [after](const Entry& entry) { return entry.time <= after; });
}

void PriceWindow::add(Timestamp time, Price price) {
  while (!lows_.empty() && lows_.back().price >= price) lows_.pop_back();
  while (!highs_.empty() && highs_.back().price <= price) highs_.pop_back();
  lows_.push_back({time, price});
  highs_.push_back({time, price});
}

void PriceWindow::clear() {
  lows_.clear();
  highs_.clear();
}

void PriceWindow::forget_until(Timestamp time) {
  for (Entries* entries : {&lows_, &highs_})
    while (!entries->empty() && entries->front().time <= time) entries->pop_front();
}

std::optional<std::pair<Price, Price>> PriceWindow::range(Timestamp after) const {
  const auto low = first_after(lows_, after);
  if (low == lows_.end()) return std::nullopt;
  return std::pair(low->price, first_after(highs_, after)->price);
}

}  // namespace market
