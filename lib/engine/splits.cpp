// Splits: all that is counted in a company's shares or quoted in its price, in new shares.
#include <algorithm>
#include <numeric>

#include "engine/refusals.hpp"
#include "engine/state.hpp"
#include "model/iceberg.hpp"

namespace market {

// `from` old shares become `to` new ones, in lowest terms.
class Exchange::State::Split {
 public:
  Split(std::uint32_t to, std::uint32_t from)
      : to_(to / std::gcd(to, from)), from_(from / std::gcd(to, from)) {}

  std::uint32_t to() const { return static_cast<std::uint32_t>(to_); }
  std::uint32_t from() const { return static_cast<std::uint32_t>(from_); }

  std::int64_t shares(std::int64_t old) const { return static_cast<std::int64_t>(Int128(old) * to_ / from_); }
  // What is left of `old` shares beyond whole new ones, in parts of a new share, from() to the share.
  std::int64_t fraction(std::int64_t old) const {
    return static_cast<std::int64_t>(Int128(old) * to_ % from_);
  }
  // Half even; may exceed what a price can be.
  Int128 price(Price old) const { return mul_div_half_even(old.units(), from_, to_); }
  // In units of 0.0001, at most kMaxMoney.
  std::int64_t exact_down(Price old) const {
    return static_cast<std::int64_t>(std::min<Int128>(Int128(old.units()) * from_ / to_, kMaxMoney.units()));
  }
  Price quoted(Price old) const {
    return Price(static_cast<std::int64_t>(std::clamp<Int128>(price(old), 1, kMaxMoney.units())));
  }
  // Rounded to a valid price on one side; 0 stays 0, and what exceeds kMaxMoney is 0 as well.
  Price down(Price old, const TickTable& ticks) const {
    if (old == Price()) return old;
    return capped(Int128(old.units()) * from_ / to_, [&](Price exact) { return ticks.round_down(exact); });
  }
  // The same, where what would be worth less than a tick is 0: raised to the tick a bid could meet an ask,
  // and a sell stop the last price.
  Price below(Price old, const TickTable& ticks) const {
    return exact_down(old) < ticks.base.units() ? Price() : down(old, ticks);
  }
  Price up(Price old, const TickTable& ticks) const {
    if (old == Price()) return old;
    return capped((Int128(old.units()) * from_ + to_ - 1) / to_,
                  [&](Price exact) { return ticks.round_up(exact); });
  }
  // Cash for the fraction of a holding of `old` shares, `last` a share before the split.
  Money in_lieu(std::int64_t old, Price last) const {
    return Money(static_cast<std::int64_t>(mul_div_half_even(last.units(), fraction(old), to_)));
  }
  Amount cost_of_fraction(Amount cost, std::int64_t old) const {
    return Amount(mul_div_half_even(cost.units(), fraction(old), Int128(old) * to_));
  }

 private:
  template <class Round>
  static Price capped(Int128 exact, Round round) {
    if (exact > kMaxMoney.units()) return Price();
    const Price rounded = round(Price(static_cast<std::int64_t>(exact)));
    return rounded.units() > kMaxMoney.units() ? Price() : rounded;
  }

  std::int64_t to_, from_;
};

namespace {

std::int64_t whole_lots(std::int64_t shares, Quantity lot) {
  return shares / lot.shares() * lot.shares();
}

// Sets the price unless a price has become none, which stays as it was with the order that ends.
bool keep_possible(Price& price, Price after) {
  if ((after == Price()) != (price == Price())) return false;
  price = after;
  return true;
}

// The slice of an iceberg of `remaining` shares that showed `display` before.
std::int64_t display_after(const Exchange::State::Split& split, std::int64_t display, std::int64_t remaining,
                           Quantity lot) {
  const std::int64_t least = least_display(Quantity(remaining)).shares();
  const std::int64_t least_lots = (least + lot.shares() - 1) / lot.shares() * lot.shares();
  return std::max({lot.shares(), whole_lots(split.shares(display), lot), least_lots});
}

}  // namespace

std::optional<Refused> Exchange::State::check_split(const Listing& at, const Split& split) const {
  const Company& company = at.company;
  const Int128 shares = Int128(company.shares.shares()) * split.to() / split.from();
  if (shares < 1 || shares > kMaxQuantity.shares())
    return refuse::invalid("the split would make fewer than 1 or more than 1000000000000 shares", "to");
  for (const Price price : {company.initial_price, company.reference_price, company.last_price})
    if (split.price(price) > kMaxMoney.units())
      return refuse::invalid("the split would make a price above the highest that the venue knows", "from");
  Int128 in_lieu = 0;
  accounts.visit_positions(company.id, [&](TraderId, const Position& held) {
    in_lieu += split.in_lieu(held.quantity.shares(), company.last_price).units();
  });
  if (in_lieu > kMaxMoney.units() ||
      !fits_into_venue(issuer_lacks(at, Money(static_cast<std::int64_t>(in_lieu)))))
    return refuse::invalid("cash for the fractions would be more than the venue can hold", "to");
  return std::nullopt;
}

Exchange::State::Result Exchange::State::handle(const SplitShares& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  if (at.company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(at.company));
  for (const auto& [number, field] : {std::pair{command.to, "to"}, std::pair{command.from, "from"}})
    if (number == 0 || number > kMaxSplit)
      return tl::unexpected(refuse::invalid("to and from must lie between 1 and 1000", field));
  if (command.to == command.from)
    return tl::unexpected(refuse::invalid("a split changes the number of shares: to and from differ", "to"));
  const Split split(command.to, command.from);
  if (auto refused = check_split(at, split)) return tl::unexpected(*std::move(refused));

  std::vector<std::uint32_t> open;
  orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (orders.resting(slot).company == command.company) open.push_back(slot);
    return true;
  });
  for (const std::uint32_t slot : open) release(at, slot);
  split_holdings(at, split);
  Company& company = at.company;
  for (Price* price : {&company.initial_price, &company.reference_price, &company.last_price})
    *price = split.quoted(*price);
  at.window.clear();
  split_orders(at, open, split);
  events.emplace_back(SharesSplit{company.id, split.to(), split.from()});
  company_changed(at);
  if (company.status == CompanyStatus::trading) collect_triggered(at);
  work_off_pending();
  return Applied{.company = company.id};
}

// The shares that fractions would have made go to the treasury: the issuer has bought them.
void Exchange::State::split_holdings(Listing& at, const Split& split) {
  Company& company = at.company;
  const CompanyId id = company.id;
  const AccountRef treasury_account = AccountRef::treasury(id);
  const std::int64_t shares = split.shares(company.shares.shares());
  const std::int64_t made = shares - company.shares.shares();
  std::vector<std::pair<TraderId, Position>> holders;
  Money in_lieu;
  accounts.visit_positions(id, [&](TraderId trader, const Position& held) {
    if (held.quantity == Quantity(0)) return;
    holders.emplace_back(trader, held);
    in_lieu += split.in_lieu(held.quantity.shares(), company.last_price);
  });
  pay_into_issuer(at, issuer_lacks(at, in_lieu));
  if (made > 0) note_transfer(LedgerKind::split, AccountRef::outside(), treasury_account, id, made);

  std::int64_t held_after = 0;
  for (const auto& [trader, held] : holders) {
    const std::int64_t before = held.quantity.shares(), after = split.shares(before);
    accounts.shares(trader, id).quantity = Quantity(after);
    held_after += after;
    const AccountRef holder = AccountRef::of(trader);
    if (after > before) note_transfer(LedgerKind::split, treasury_account, holder, id, after - before);
    if (after < before) note_transfer(LedgerKind::split, holder, treasury_account, id, before - after);
    if (split.fraction(before) == 0) continue;
    const Money cash = split.in_lieu(before, company.last_price);
    const Amount cost = split.cost_of_fraction(held.cost, before);
    CostBasis& basis = accounts.basis(trader, id);
    basis.cost -= cost;
    basis.realized_pnl += Amount(cash) - cost;
    if (cash > Money(0)) transfer_cash(LedgerKind::split, AccountRef::issuer(id), holder, cash);
  }
  if (made < 0) note_transfer(LedgerKind::split, treasury_account, AccountRef::outside(), id, -made);
  company.shares = Quantity(shares);
  company.treasury_shares = Quantity(shares - held_after);
}

// The highest price at which the order's conditions may make it reserve or trade; nullopt when one of their
// prices becomes impossible.
std::optional<Price> Exchange::State::split_conditions(const TickTable& ticks, Side side,
                                                       ConditionalOrder& own, const Split& split) {
  const Price stop = side == Side::buy ? split.up(own.stop_price, ticks) : split.below(own.stop_price, ticks);
  if (own.trail_amount != Price()) {
    const std::int64_t amount = whole_lots(split.exact_down(own.trail_amount), Quantity(ticks.base.units()));
    own.trail_amount = Price(std::max(amount, ticks.base.units()));
  }
  if (own.trail_mark != Price()) own.trail_mark = split.quoted(own.trail_mark);
  const Price bound = side == Side::buy ? split.below(own.bound, ticks) : split.up(own.bound, ticks);
  const bool stop_possible = keep_possible(own.stop_price, stop);
  const bool bound_possible = keep_possible(own.bound, bound);
  return stop_possible && bound_possible ? std::optional(std::max(stop, bound)) : std::nullopt;
}

// Nothing is left of an order that the split makes too small, too cheap to bid, or larger than an order can
// be.
void Exchange::State::split_order(const Listing& at, std::uint32_t slot, const Split& split) {
  const TickTable& ticks = at.company.ticks;
  const Quantity lot = at.company.lot_size;
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder* own = orders.find_conditions(order);
  const std::int64_t filled = order.quantity - order.remaining;
  const std::int64_t filled_after = filled == 0 ? 0 : std::max<std::int64_t>(split.shares(filled), 1);
  order.remaining = whole_lots(split.shares(order.remaining), lot);
  const std::optional<Price> highest =
      own == nullptr ? Price() : split_conditions(ticks, order.side, *own, split);
  const Price limit =
      order.side == Side::buy ? split.below(order.limit_price, ticks) : split.up(order.limit_price, ticks);
  const bool possible = keep_possible(order.limit_price, limit) && highest;
  const std::int64_t quantity = filled_after + order.remaining;
  if (!possible || quantity > kMaxQuantity.shares() ||
      wide_notional(std::max(*highest, limit), Quantity(quantity)) > Amount(kMaxNotional))
    order.remaining = 0;
  order.quantity = filled_after + order.remaining;
  if (own == nullptr) return;
  if (own->display > 0) own->display = display_after(split, own->display, order.remaining, lot);
  own->shown = own->display > 0 ? std::min(own->display, order.remaining) : order.remaining;
}

// Nothing is reserved for them at this moment.
void Exchange::State::split_orders(Listing& at, const std::vector<std::uint32_t>& open, const Split& split) {
  const auto ends = [&](std::uint32_t slot) { return orders.resting(slot).remaining == 0; };
  // Queues keep their totals by what their orders show, so orders change while they stand in none.
  OrderBook::Queues book = at.book.take_all(orders), stops = at.stops.take_all(orders);
  std::vector<std::pair<std::uint32_t, std::int64_t>> unfilled;
  for (const std::uint32_t slot : open) {
    RestingOrder& order = orders.resting(slot);
    const std::int64_t before = order.quantity;
    split_order(at, slot, split);
    if (order.quantity == 0) unfilled.emplace_back(slot, before);
  }
  for (OrderBook::Standing& one : book)
    one.price = ends(one.slot) ? Price() : orders.resting(one.slot).limit_price;
  for (OrderBook::Standing& one : stops)
    one.price = ends(one.slot) ? Price() : orders.find_conditions(orders.resting(one.slot))->stop_price;
  const Price grid = grid_for(at, at.company.ticks);
  at.book.put_all(orders, grid, book);
  at.stops.put_all(orders, grid, stops);
  reset_trail_edges(at);
  reserve_in_turn(open);
  for (const std::uint32_t slot : open) {
    if (!orders.is_open(slot)) continue;
    if (ends(slot)) {
      end_order(slot, OrderStatus::canceled, EndReason::amended);
    } else {
      touch(slot);
      events.emplace_back(OrderAmended{orders.resting(slot).id, at.company.id});
    }
  }  // Orders without a fill end as they were placed.
  for (const auto& [slot, quantity] : unfilled)
    orders.resting(slot).quantity = orders.resting(slot).remaining = quantity;
}

}  // namespace market
