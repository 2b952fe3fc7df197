// The invariants of the contract's section 5, recomputed from scratch. Each check compares two independent
// ways of knowing the same thing and describes the first difference it finds.
#include <algorithm>
#include <map>

#include "core/decimal.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

using State = Exchange::State;

std::string whole(Int128 value) {
  const std::string text = decimal_text(value * kUnitsPerCurrency);  // "12.00"
  return text.substr(0, text.size() - 3);
}

// Collects the first difference of one check.
class Check {
 public:
  explicit Check(std::string name) : result_{.name = std::move(name), .ok = true, .detail = {}} {}

  void same_money(Amount expected, Amount actual, const std::string& what) {
    if (expected != actual) fail(what + ": expected " + to_text(expected) + ", is " + to_text(actual));
  }
  void same_shares(Int128 expected, Int128 actual, const std::string& what) {
    if (expected != actual) fail(what + ": expected " + whole(expected) + ", is " + whole(actual));
  }
  void holds(bool condition, const std::string& otherwise) {
    if (!condition) fail(otherwise);
  }
  AuditCheck done(std::string facts) && {
    if (result_.ok) result_.detail = std::move(facts);
    return std::move(result_);
  }

 private:
  void fail(const std::string& difference) {
    if (!result_.ok) return;
    result_.ok = false;
    result_.detail = difference;
  }
  AuditCheck result_;
};

std::string order_name(const State& state, std::uint32_t slot) {
  return "order " + std::to_string(state.orders.resting(slot).id.value());
}

template <class F>
void for_each_open(const State& state, F&& visit) {
  state.orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    visit(slot);
    return true;
  });
}

AuditCheck cash_conserved(const State& state) {
  Amount held;
  for (const auto& one : state.traders) held += state.accounts.cash(one->id).cash;
  Amount beneficiaries = state.treasury.exchange_revenue;
  for (const auto& at : state.listings) beneficiaries += at->issuer_revenue;
  const Amount paid_in = state.treasury.deposits - state.treasury.withdrawals;
  Check check("cash_conserved");
  check.same_money(paid_in, held + beneficiaries, "deposits - withdrawals against all cash");
  return std::move(check).done(to_text(paid_in) + " paid in = " + to_text(held) + " of traders + " +
                               to_text(beneficiaries) + " of fee beneficiaries");
}

AuditCheck shares_conserved(const State& state) {
  Check check("shares_conserved");
  for (const auto& at : state.listings) {
    Int128 held = at->company.treasury_shares.shares();
    state.accounts.visit_positions(
        at->company.id, [&](TraderId, const Position& position) { held += position.quantity.shares(); });
    check.same_shares(at->company.shares.shares(), held, at->company.symbol.str() + " treasury + holdings");
  }
  return std::move(check).done(std::to_string(state.listings.size()) + " companies");
}

AuditCheck nothing_negative(const State& state) {
  Check check("nothing_negative");
  for (const auto& one : state.traders) {
    const Account& account = state.accounts.cash(one->id);
    check.holds(account.cash >= Money(0) && account.reserved >= Money(0) && account.reserved <= account.cash,
                one->slug.str() + " has cash " + to_text(account.cash) + " and reserved " +
                    to_text(account.reserved));
  }
  for (const auto& at : state.listings) {
    check.holds(at->company.treasury_shares >= Quantity(0),
                at->company.symbol.str() + " has a negative treasury");
    state.accounts.visit_positions(at->company.id, [&](TraderId trader, const Position& position) {
      check.holds(position.quantity >= Quantity(0) && position.reserved >= Quantity(0) &&
                      position.reserved <= position.quantity,
                  "trader number " + std::to_string(trader.value()) + " holds " +
                      whole(position.quantity.shares()) + " " + at->company.symbol.str() + " with " +
                      whole(position.reserved.shares()) + " reserved");
    });
  }
  return std::move(check).done(std::to_string(state.traders.size()) + " traders");
}

AuditCheck reservations(const State& state) {
  Check check("reservations");
  std::map<TraderId, Amount> cash;
  std::map<std::pair<CompanyId, TraderId>, Int128> shares;
  for_each_open(state, [&](std::uint32_t slot) {
    const RestingOrder& order = state.orders.resting(slot);
    if (order.side == Side::sell)
      shares[{order.company, order.trader}] += state.share_need(order);
    else
      cash[order.trader] += state.cash_need(state.listing(order.company), order);
  });
  for (const auto& one : state.traders)
    check.same_money(cash[one->id], state.accounts.cash(one->id).reserved,
                     one->slug.str() + " reserves cash");
  for (const auto& at : state.listings)
    state.accounts.visit_positions(at->company.id, [&](TraderId trader, const Position& position) {
      const auto found = shares.find({at->company.id, trader});
      check.same_shares(
          found == shares.end() ? 0 : found->second, position.reserved.shares(),
          "trader number " + std::to_string(trader.value()) + " reserves " + at->company.symbol.str());
    });
  return std::move(check).done(std::to_string(state.orders.open()) + " open orders");
}

AuditCheck books_uncrossed(const State& state) {
  Check check("books_uncrossed");
  for (const auto& at : state.listings) {
    const TopOfBook top = at->book.top();
    if (at->company.status != CompanyStatus::trading) continue;
    check.holds(!top.bid || !top.ask || *top.bid < *top.ask,
                at->company.symbol.str() + " is crossed or locked");
  }
  return std::move(check).done(std::to_string(state.listings.size()) + " books");
}

using Standing = std::map<OrderId, int>;  // in how many queues and lists each open order stands

// One side of a book or of the trigger lists: sums and order of every queue, and the order of the levels.
template <class BelongsHere>
void check_queues(const State& state, Check& check, const OrderBook& book, Side side,
                  const std::string& where, Standing& standing, BelongsHere&& belongs_here) {
  std::optional<Price> previous;
  book.visit_levels(side, [&](Price price, const PriceLevel& level) {
    const std::string name = where + " " + std::string(to_text(side)) + " " + to_text(price);
    check.holds(!previous || (side == Side::buy ? price < *previous : price > *previous),
                name + " is out of order");
    previous = price;
    Int128 shown = 0, hidden = 0;
    std::uint32_t count = 0, before = kNoSlot;
    for (std::uint32_t slot = level.head; slot != kNoSlot; slot = state.orders.resting(slot).next) {
      const RestingOrder& order = state.orders.resting(slot);
      check.holds(belongs_here(order, price) && market::is_open(order.status) && order.prev == before &&
                      state.orders.find(order.id) == slot,
                  order_name(state, slot) + " does not belong into " + name);
      shown += state.orders.shown(order);
      hidden += order.remaining - state.orders.shown(order);
      ++standing[order.id];
      ++count;
      before = slot;
    }
    check.holds(level.tail == before && level.orders == count, name + " has a broken queue");
    check.same_shares(shown, level.quantity, name + " total");
    check.same_shares(hidden, level.hidden, name + " hidden");
    return true;
  });
}

void check_listing(const State& state, Check& check, const Listing& at, Standing& standing) {
  const auto in_book = [&](Side side) {
    return [&, side](const RestingOrder& order, Price price) {
      const ConditionalOrder* own = state.orders.find_conditions(order);
      return order.side == side && order.company == at.company.id && order.limit_price == price &&
             (own == nullptr || own->place == Place::book);
    };
  };
  const auto in_triggers = [&](Side side) {
    return [&, side](const RestingOrder& order, Price price) {
      const ConditionalOrder* own = state.orders.find_conditions(order);
      return order.side == opposite(side) && order.company == at.company.id && own != nullptr &&
             own->place == Place::triggers && own->stop_price == price && order.status == OrderStatus::held;
    };
  };
  for (const Side side : {Side::buy, Side::sell}) {
    check_queues(state, check, at.book, side, at.company.symbol.str(), standing, in_book(side));
    check_queues(state, check, at.stops, side, at.company.symbol.str() + " stops", standing,
                 in_triggers(side));
  }
  const auto stands = [&](OrderId id, Place place) {
    const std::uint32_t slot = state.orders.find(id);
    check.holds(
        slot != kNoSlot && state.orders.find_conditions(state.orders.resting(slot))->place == place,
        "order " + std::to_string(id.value()) + " does not belong into a list of " + at.company.symbol.str());
    ++standing[id];
  };
  for (const auto& [arrival, id] : at.auction_market) stands(id, Place::auction);
  for (const OrderId id : at.waiting) stands(id, Place::waiting);
}

// Every open order stands in exactly one queue or list; a leg that waits stands with its entry.
AuditCheck levels_consistent(const State& state) {
  Check check("levels_consistent");
  Standing standing;
  for (const auto& at : state.listings) check_listing(state, check, *at, standing);
  for_each_open(state, [&](std::uint32_t slot) {
    const RestingOrder& order = state.orders.resting(slot);
    const ConditionalOrder* own = state.orders.find_conditions(order);
    if (own != nullptr && own->place == Place::leg) {
      const std::uint32_t entry = state.orders.find(own->parent);
      check.holds(entry != kNoSlot && state.orders.is_open(entry),
                  order_name(state, slot) + " has no open entry");
      ++standing[order.id];
    }
    check.holds(standing[order.id] == 1, order_name(state, slot) + " stands in " +
                                             std::to_string(standing[order.id]) + " queues or lists");
  });
  check.same_shares(state.orders.open(), static_cast<std::int64_t>(standing.size()), "orders standing");
  return std::move(check).done(std::to_string(standing.size()) + " orders in books and lists");
}

AuditCheck orders_consistent(const State& state) {
  Check check("orders_consistent");
  std::map<TraderId, std::uint32_t> open;
  for_each_open(state, [&](std::uint32_t slot) {
    const RestingOrder& order = state.orders.resting(slot);
    const std::int64_t filled = order.quantity - order.remaining;
    const bool partly = order.status == OrderStatus::partially_filled;
    check.holds(order.remaining > 0 && filled >= 0 && partly == (filled > 0),
                order_name(state, slot) + " has quantity " + whole(order.quantity) + " and remaining " +
                    whole(order.remaining));
    ++open[order.trader];
  });
  for (const auto& one : state.traders)
    check.same_shares(open[one->id], state.accounts.cash(one->id).open_orders,
                      one->slug.str() + " open orders");
  return std::move(check).done(std::to_string(state.orders.open()) + " open orders");
}

AuditCheck trades_match_fills(const State& state) {
  Check check("trades_match_fills");
  Int128 traded = 0;
  for (const auto& at : state.listings) {
    check.same_shares(at->traded, at->bought, at->company.symbol.str() + " bought");
    check.same_shares(at->traded, at->sold, at->company.symbol.str() + " sold");
    traded += at->traded;
  }
  return std::move(check).done(std::to_string(state.last_trade.value()) + " trades of " + whole(traded) +
                               " shares");
}

AuditCheck fees_distributed(const State& state) {
  Check check("fees_distributed");
  check.same_money(state.treasury.fees_taken, state.treasury.fees_distributed, "fees distributed");
  Amount received = state.exchange_fees;
  for (const auto& at : state.listings) received += at->issuer_fees;
  for (const auto& [trader, fees] : state.trader_fees) received += fees;
  check.same_money(state.treasury.fees_distributed, received, "fees received by the beneficiaries");
  Amount paid;
  for (const auto& one : state.traders) paid += state.accounts.cash(one->id).fees_paid;
  check.same_money(state.treasury.fees_taken, paid, "fees paid by traders");
  return std::move(check).done(to_text(state.treasury.fees_taken) + " taken and distributed");
}

}  // namespace

std::vector<AuditCheck> Exchange::audit() const {
  const State& state = *state_;
  return {cash_conserved(state),    shares_conserved(state),   nothing_negative(state),
          reservations(state),      books_uncrossed(state),    levels_consistent(state),
          orders_consistent(state), trades_match_fills(state), fees_distributed(state)};
}

}  // namespace market
