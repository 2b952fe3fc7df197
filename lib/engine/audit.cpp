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
    state.accounts.positions(at->company.id).for_each([&](std::uint32_t, const Position& position) {
      held += position.quantity.shares();
    });
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
    state.accounts.positions(at->company.id).for_each([&](std::uint32_t trader, const Position& position) {
      check.holds(position.quantity >= Quantity(0) && position.reserved >= Quantity(0) &&
                      position.reserved <= position.quantity,
                  "trader number " + std::to_string(trader) + " holds " + whole(position.quantity.shares()) +
                      " " + at->company.symbol.str() + " with " + whole(position.reserved.shares()) +
                      " reserved");
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
    const OrderDetail& detail = state.orders.detail(slot);
    if (detail.side == Side::sell) {
      shares[{detail.company, order.trader}] += order.remaining;
      return;
    }
    const Money need = state.cash_need(state.listing(detail.company), order.trader, detail.limit_price,
                                       Quantity(order.remaining));
    check.same_money(need, detail.reserved, order_name(state, slot) + " reserves");
    cash[order.trader] += need;
  });
  for (const auto& one : state.traders)
    check.same_money(cash[one->id], state.accounts.cash(one->id).reserved,
                     one->slug.str() + " reserves cash");
  for (const auto& at : state.listings)
    state.accounts.positions(at->company.id).for_each([&](std::uint32_t trader, const Position& position) {
      const auto found = shares.find({at->company.id, TraderId(trader)});
      check.same_shares(found == shares.end() ? 0 : found->second, position.reserved.shares(),
                        "trader number " + std::to_string(trader) + " reserves " + at->company.symbol.str());
    });
  return std::move(check).done(std::to_string(state.orders.open()) + " open orders");
}

AuditCheck books_uncrossed(const State& state) {
  Check check("books_uncrossed");
  for (const auto& at : state.listings) {
    const TopOfBook top = at->book.top();
    check.holds(!top.bid || !top.ask || *top.bid < *top.ask,
                at->company.symbol.str() + " is crossed or locked");
  }
  return std::move(check).done(std::to_string(state.listings.size()) + " books");
}

// Sums and order of every queue, the order of the levels, and that each open order stands in exactly one
// queue.
AuditCheck levels_consistent(const State& state) {
  Check check("levels_consistent");
  std::uint64_t standing = 0;
  for (const auto& at : state.listings)
    for (const Side side : {Side::buy, Side::sell}) {
      std::optional<Price> previous;
      at->book.visit_levels(side, [&](Price price, const PriceLevel& level) {
        const std::string name =
            at->company.symbol.str() + " " + std::string(to_text(side)) + " " + to_text(price);
        check.holds(!previous || (side == Side::buy ? price < *previous : price > *previous),
                    name + " is out of order");
        previous = price;
        std::int64_t sum = 0;
        std::uint32_t count = 0, before = kNoSlot;
        for (std::uint32_t slot = level.head; slot != kNoSlot; slot = state.orders.resting(slot).next) {
          const RestingOrder& order = state.orders.resting(slot);
          const OrderDetail& detail = state.orders.detail(slot);
          check.holds(detail.side == side && detail.company == at->company.id &&
                          detail.limit_price == price && market::is_open(detail.status) &&
                          order.prev == before && state.orders.find(order.id) == slot,
                      order_name(state, slot) + " does not belong into " + name);
          sum += order.remaining;
          ++count;
          before = slot;
        }
        check.holds(level.tail == before && level.orders == count, name + " has a broken queue");
        check.same_shares(sum, level.quantity, name + " total");
        standing += count;
        return true;
      });
    }
  check.same_shares(state.orders.open(), standing, "orders standing in books");
  return std::move(check).done(std::to_string(standing) + " orders in books");
}

AuditCheck orders_consistent(const State& state) {
  Check check("orders_consistent");
  std::map<TraderId, std::uint32_t> open;
  for_each_open(state, [&](std::uint32_t slot) {
    const RestingOrder& order = state.orders.resting(slot);
    const OrderDetail& detail = state.orders.detail(slot);
    const std::int64_t filled = detail.quantity - order.remaining;
    const bool partly = detail.status == OrderStatus::partially_filled;
    check.holds(order.remaining > 0 && filled >= 0 && partly == (filled > 0) && order.level != kNoLevel,
                order_name(state, slot) + " has quantity " + whole(detail.quantity) + " and remaining " +
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
