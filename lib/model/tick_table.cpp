#include "model/tick_table.hpp"

#include <numeric>

#include "core/decimal.hpp"

namespace market {
namespace {

bool is_price(Price price) {
  return price.units() > 0 && price.units() <= kMaxMoney.units();
}

std::string describe(const TickStep& step) {
  return "the step from " + to_text(step.from) + " in " + to_text(step.tick);
}

bool is_multiple(Price price, Price tick) {
  return price.units() % tick.units() == 0;
}

// Rounding relies on it: a step that began between two valid prices of the one below would leave a gap.
std::string check_step(const TickStep& step, Price tick_below) {
  if (!is_price(step.from) || !is_price(step.tick))
    return describe(step) + " does not work: both must be above 0 and at most " + to_text(kMaxMoney);
  for (const Price tick : {tick_below, step.tick})
    if (!is_multiple(step.from, tick))
      return describe(step) + " does not fit: begin it at a multiple of " + to_text(tick);
  return {};
}

}  // namespace

Price TickTable::tick_at(Price price) const {
  Price tick = base;
  for (const TickStep& step : steps) {
    if (step.from > price) break;
    tick = step.tick;
  }
  return tick;
}

Price TickTable::round_down(Price price) const {
  if (price <= base) return base;
  const std::int64_t tick = tick_at(price).units();
  return Price(price.units() / tick * tick);
}

Price TickTable::round_up(Price price) const {
  if (price <= base) return base;
  const std::int64_t tick = tick_at(price).units();
  return Price((price.units() + tick - 1) / tick * tick);
}

Price TickTable::grid() const {
  std::int64_t grid = base.units();
  for (const TickStep& step : steps) grid = std::gcd(grid, step.tick.units());
  return Price(grid);
}

std::string check_tick_table(const TickTable& table) {
  if (!is_price(table.base)) return "the tick must be above 0 and at most " + to_text(kMaxMoney);
  if (table.steps.size() > kMaxTickSteps)
    return "a tick table has at most " + std::to_string(kMaxTickSteps) + " steps";
  Price tick_below = table.base;
  Price from_below;
  for (const TickStep& step : table.steps) {
    if (std::string wrong = check_step(step, tick_below); !wrong.empty()) return wrong;
    if (step.from <= from_below)
      return describe(step) + " stands after the one from " + to_text(from_below) +
             ": order the steps by their prices, each once";
    tick_below = step.tick;
    from_below = step.from;
  }
  return {};
}

}  // namespace market
