// PriceWindow: the lowest and the highest of the prices of the last while, in amortised constant time a
// price.
//
// An entry is kept only as long as it may still become the lowest (the highest): no later one is as low (as
// high). So what range() and visit() say of the entries after a time does not depend on how much was
// forgotten before that time.
#pragma once
#include <deque>
#include <optional>
#include <utility>

#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace market {

class PriceWindow {
 public:
  struct Entry {
    Timestamp time;
    Price price;
    bool operator==(const Entry&) const = default;
  };
  using Entries = std::deque<Entry>;

  // The candidates for the lowest price and for the highest, each in order of time.
  const Entries& lows() const { return lows_; }
  const Entries& highs() const { return highs_; }
  // Both as another window had them.
  void restore(Entries lows, Entries highs) {
    lows_ = std::move(lows);
    highs_ = std::move(highs);
  }

  void add(Timestamp time, Price price);  // times never go backwards
  void clear();
  void forget_until(Timestamp time);  // drops the entries at `time` and before

  // The lowest and the highest price after that time; nullopt without any.
  std::optional<std::pair<Price, Price>> range(Timestamp after) const;

  // Calls visit(Timestamp, Price) for what decides range() of any time from `after` on: the candidates for
  // the lowest price, then those for the highest, each in order of time. The last of each is the latest
  // entry.
  template <class F>
  void visit(Timestamp after, F&& visit) const {
    for (const Entries* entries : {&lows_, &highs_})
      for (auto entry = first_after(*entries, after); entry != entries->end(); ++entry)
        visit(entry->time, entry->price);
  }

 private:
  static Entries::const_iterator first_after(const Entries& entries, Timestamp after);

  Entries lows_;   // prices ascending
  Entries highs_;  // prices descending
};

}  // namespace market
