// The orders of a CommandFlow.
#include <algorithm>
#include <string>

#include "tests/support/command_flow.hpp"
#include "tests/support/command_flow_habits.hpp"

namespace market::test {
namespace {

constexpr std::size_t kNamed = 40;

}  // namespace

// Where the company's prices lie: they have moved with the splits of its shares.
std::int64_t CommandFlow::middle(CompanyId id) const {
  const Habit& habit = habit_of(id);
  const Company* known = view_->company(id);
  if (!known) return habit.middle;
  const Int128 moved = Int128(habit.middle) * habit.shares / known->shares.shares();
  return static_cast<std::int64_t>(std::clamp<Int128>(moved, habit.tick, kMaxMoney.units() / 100));
}

Quantity CommandFlow::quantity(CompanyId company) {
  const std::int64_t lot = habit_of(company).lot;
  if (chance(2)) return pick<Quantity>({Quantity(0), Quantity(-5), Quantity(kMaxQuantity.shares() + 1)});
  if (chance(3)) return kMaxQuantity;
  if (chance(15)) return Quantity(from(1, 100));
  return Quantity(from(1, chance(700) ? 10 : 100) * lot);
}

// At the bounds of what a price can be.
Price CommandFlow::beyond_all() {
  return pick<Price>({Price(100'000'000'000'000), Price(kMaxMoney.units() - 1), Price(kMaxMoney.units()),
                      Price(kMaxMoney.units() + 1)});
}

// A price so many ticks away, mostly one that is valid under the company's present ticks.
Price CommandFlow::moved(Price price, std::int64_t ticks, CompanyId company) {
  const Price plain(price.units() + ticks * habit_of(company).tick);
  const Company* known = view_->company(company);
  return known && plain > Price(0) && !chance(30) ? known->ticks.round_down(plain) : plain;
}

Price CommandFlow::price(CompanyId company) {
  const Habit& habit = habit_of(company);
  if (chance(2)) return pick<Price>({Price(0), Price(-100), Price(1)});
  if (chance(6)) return Price(middle(company) + from(0, 199));
  if (chance(6)) return Price(middle(company) * from(2, 11));
  if (chance(3)) return beyond_all();
  return moved(Price(middle(company) / habit.tick * habit.tick), from(-kLevels, kLevels), company);
}

// On the own side of the middle, where an order rests.
Price CommandFlow::passive_price(CompanyId company, Side side) {
  const Habit& habit = habit_of(company);
  const std::int64_t away = from(1, kLevels);
  return moved(Price(middle(company) / habit.tick * habit.tick), side == Side::buy ? -away : away, company);
}

// Mostly where the last price has still to come to.
Price CommandFlow::stop_price(CompanyId company, Side side) {
  const Company* known = view_->company(company);
  if (!known || chance(100)) return price(company);
  const std::int64_t away = from(chance(100) ? -3 : 1, 8);
  return moved(known->last_price, side == Side::buy ? away : -away, company);
}

TimeInForce CommandFlow::time_in_force(OrderType type) {
  using Tif = TimeInForce;
  static const std::vector<Tif> any{Tif::gtc, Tif::ioc, Tif::fok, Tif::day, Tif::gtd, Tif::opg, Tif::cls};
  if (chance(15)) return pick(any);
  if (type == OrderType::market)
    return chance(600) ? Tif::ioc : pick<Tif>({Tif::fok, Tif::fok, Tif::opg, Tif::cls});
  if (has_stop(type)) return chance(600) ? Tif::gtc : pick<Tif>({Tif::day, Tif::gtd});
  return chance(500) ? Tif::gtc : pick(any);
}

void CommandFlow::choose_type(PlaceOrder& order, OrderTerms& terms) {
  const Habit& habit = habit_of(order.company);
  const std::uint64_t dice = below(100);
  order.type = dice < 68   ? OrderType::limit
               : dice < 81 ? OrderType::market
               : dice < 89 ? OrderType::stop
               : dice < 95 ? OrderType::stop_limit
                           : OrderType::trailing_stop;
  order.time_in_force = time_in_force(order.type);
  if (order.type == OrderType::limit || (order.type == OrderType::market && chance(5)))
    order.limit_price = chance(550) ? passive_price(order.company, order.side) : price(order.company);
  if (order.type == OrderType::stop || order.type == OrderType::stop_limit)
    terms.stop_price = stop_price(order.company, order.side);
  if (order.type == OrderType::stop_limit)
    order.limit_price = moved(terms.stop_price, from(-4, 4), order.company);
  if (order.type == OrderType::trailing_stop) {
    const Price away(from(1, 8) * habit.tick + (chance(100) ? from(0, 3) : 0));
    if (chance(600))
      terms.trail_amount = chance(10) ? beyond_all() : away;
    else
      terms.trail_percent =
          Rate(std::clamp<std::int64_t>(away.units() * 1'000'000 / middle(order.company), 1, 999'999));
  }
  if (order.time_in_force == TimeInForce::gtd)
    terms.expires_at = now_ + (chance(10) ? Duration() : milliseconds(1, chance(900) ? 300 : 1'000'000));
  if (has_limit(order.type) && chance(130))
    terms.display_quantity = Quantity(
        std::max<std::int64_t>(habit.lot, order.quantity.shares() / from(1, 5) / habit.lot * habit.lot));
}

void CommandFlow::choose_class(PlaceOrder& order, OrderTerms& terms) {
  const bool plain = order.type == OrderType::limit || order.type == OrderType::market;
  if (!plain || terms.display_quantity != Quantity(0) || !chance(220)) return;
  const Company* known = view_->company(order.company);
  const Price middle = order.type == OrderType::limit || !known ? order.limit_price : known->last_price;
  const CompanyId id = order.company;
  const std::int64_t up = order.side == Side::buy ? 1 : -1;
  terms.order_class = order.type == OrderType::limit && chance(350)
                          ? OrderClass::oco
                          : (chance(550) ? OrderClass::bracket : OrderClass::oto);
  if (terms.order_class == OrderClass::oco) {
    terms.stop_loss = moved(middle, up * from(1, 12), id);
    if (chance(300)) terms.stop_loss_limit = moved(terms.stop_loss, from(-3, 3), id);
    if (!chance(100)) order.time_in_force = pick<TimeInForce>({TimeInForce::gtc, TimeInForce::day});
    return;
  }
  const bool both = terms.order_class == OrderClass::bracket;
  const bool target = both || chance(500);
  if (target) terms.take_profit = moved(middle, up * from(chance(50) ? -3 : 1, 8), id);
  if (both || !target) {
    terms.stop_loss = moved(middle, -up * from(chance(50) ? -3 : 1, 8), id);
    if (chance(300)) terms.stop_loss_limit = moved(terms.stop_loss, from(-3, 3), id);
  }
}

// Something that the order should not have, or should.
void CommandFlow::spoil(PlaceOrder& order, OrderTerms& terms) {
  switch (below(9)) {
    case 0: terms.stop_price = chance(500) ? Price(0) : price(order.company); break;
    case 1: terms.trail_amount = Price(from(-1, 1)); break;
    case 2: terms.trail_percent = Rate(from(-1, 1) * 1'000'000); break;
    case 3: terms.expires_at = chance(500) ? Timestamp() : now_ - Duration(1); break;
    case 4: terms.display_quantity = Quantity(from(-1, 20)); break;
    case 5: terms.order_class = static_cast<OrderClass>(below(4)); break;
    case 6: terms.take_profit = price(order.company); break;
    case 7: terms.stop_loss = price(order.company); break;
    case 8: terms.stop_loss_limit = price(order.company); break;
  }
}

PlaceOrder CommandFlow::new_order() {
  PlaceOrder order;
  OrderTerms terms;
  order.trader = trader();
  order.company = company();
  order.side = chance(500) ? Side::buy : Side::sell;
  order.quantity = quantity(order.company);
  choose_type(order, terms);
  choose_class(order, terms);
  const bool may_rest = order.type == OrderType::limit && order.time_in_force == TimeInForce::gtc;
  order.post_only = chance(may_rest ? 80 : 6);
  using Policy = SelfTradePolicy;
  if (chance(600))
    order.self_trade =
        pick<Policy>({Policy::allow, Policy::cancel_oldest, Policy::cancel_both, Policy::decrement});
  if (chance(12)) spoil(order, terms);
  if (terms != OrderTerms() || chance(20)) order.terms = terms;
  return order;
}

PlaceOrder CommandFlow::place() {
  PlaceOrder order = repeat_or_new();
  last_company_ = order.company;
  return order;
}

PlaceOrder CommandFlow::repeat_or_new() {
  if (!named_.empty() && chance(40)) {
    PlaceOrder again = pick(named_);
    if (chance(300)) again.quantity = Quantity(again.quantity.shares() % 50 + 1);
    return again;
  }
  PlaceOrder order = new_order();
  if (chance(100)) {
    order.client_order_id = ClientOrderId("c" + std::to_string(below(30)));
    if (named_.size() < kNamed)
      named_.push_back(order);
    else
      named_[below(kNamed)] = order;
  }
  return order;
}

AmendOrder CommandFlow::amend(Candidate order) {
  AmendOrder command{.order = order.id, .quantity = {}, .limit_price = {}, .stop_price = {}};
  if (chance(600)) command.quantity = quantity(order.company);
  if (chance(450)) command.limit_price = price(order.company);
  if (chance(150)) command.stop_price = stop_price(order.company, chance(500) ? Side::buy : Side::sell);
  return command;
}

}  // namespace market::test
