// TickTable: the price steps of a company. `base` holds below the first step; each step holds from its price
// on ("from 10.00 in 0.05"). Prices are units of 0.0001 and above 0.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/money.hpp"

namespace market {

struct TickStep {
  Price from;
  Price tick;
  bool operator==(const TickStep&) const = default;
};

inline constexpr std::size_t kMaxTickSteps = 32;

struct TickTable {
  Price base{100};
  std::vector<TickStep>
      steps;  // `from` ascending; every `from` is a multiple of the tick below it and its own
  bool operator==(const TickTable&) const = default;

  // The tick that holds at `price`.
  Price tick_at(Price price) const;
  bool on_tick(Price price) const { return price.units() % tick_at(price).units() == 0; }
  // The nearest valid price that is not above (below) `price`; at least one base tick.
  Price round_down(Price price) const;
  Price round_up(Price price) const;
  // The largest price step of which every valid price is a multiple.
  Price grid() const;
};

// Empty when the steps are sound; else what is wrong with them, in words for the person who wrote them.
std::string check_tick_table(const TickTable& table);

}  // namespace market
