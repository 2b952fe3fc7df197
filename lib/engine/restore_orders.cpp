// Open orders: first all of them as records, then what they say of each other, then what they reserve and
// where they stand.
#include <algorithm>
#include <numeric>

#include "core/prefetch.hpp"
#include "engine/order_row_check.hpp"
#include "engine/restore.hpp"

namespace market {
namespace {

class RestoreOrders {
 public:
  RestoreOrders(Exchange::State& state, const VenueImage& venue) : state_(state), venue_(venue) {}

  std::string run(const std::vector<OrderImage>& rows);

 private:
  struct Ranked {
    std::uint64_t rank;
    std::uint32_t slot;
  };
  static constexpr std::size_t kAhead = 8;  // how far the next records are fetched in advance

  std::string take_all(const std::vector<OrderImage>& rows);
  std::string take(const OrderImage& row);
  std::string check(const OrderImage& row) const;
  std::uint32_t create(const OrderImage& row);
  void set_conditions(RestingOrder& order, const ConditionsImage& own);
  void note_grid(const RestingOrder& order);
  void set_grids();
  std::string reserve(std::uint32_t slot);
  std::string fill_queues();
  void join_queue(std::uint32_t slot);
  std::string fill_lists(std::uint32_t slot);
  OrderId id_of(std::uint32_t slot) const { return state_.orders.resting(slot).id; }

  Exchange::State& state_;
  const VenueImage& venue_;
  std::vector<std::int64_t> grids_;     // by company
  std::vector<Ranked> ranked_;          // those that stand in a queue
  std::vector<std::uint64_t> rank_of_;  // by slot
  std::vector<std::uint32_t> conditional_;
};

std::string named(OrderId id, const std::string& fault) {
  return "order " + std::to_string(id.value()) + ": " + fault;
}

std::string RestoreOrders::run(const std::vector<OrderImage>& rows) {
  for (const auto& at : state_.listings) grids_.push_back(at->company.ticks.grid().units());
  ranked_.reserve(rows.size());
  rank_of_.resize(rows.size() + 1);  // the slots of a new store are 1, 2, 3 …
  if (std::string fault = take_all(rows); !fault.empty()) return fault;
  set_grids();
  for (const std::uint32_t slot : conditional_)
    if (std::string fault = check_links(state_, state_.orders.resting(slot)); !fault.empty())
      return named(id_of(slot), fault);
  for (const std::uint32_t slot : conditional_)
    if (std::string fault = reserve(slot); !fault.empty()) return named(id_of(slot), fault);
  if (std::string fault = fill_queues(); !fault.empty()) return fault;
  for (const std::uint32_t slot : conditional_)
    if (std::string fault = fill_lists(slot); !fault.empty()) return named(id_of(slot), fault);
  for (const auto& at : state_.listings) Exchange::State::note_simple(*at);
  return {};
}

// In order of id, as each trader's orders are kept. They nearly always come so.
std::string RestoreOrders::take_all(const std::vector<OrderImage>& rows) {
  const auto older = [](const OrderImage* a, const OrderImage* b) { return a->id < b->id; };
  std::vector<const OrderImage*> in_turn;
  in_turn.reserve(rows.size());
  for (const OrderImage& row : rows) in_turn.push_back(&row);
  if (!std::is_sorted(in_turn.begin(), in_turn.end(), older))
    std::sort(in_turn.begin(), in_turn.end(), older);
  for (const OrderImage* row : in_turn)
    if (std::string fault = take(*row); !fault.empty()) return named(row->id, fault);
  return {};
}

// What a plain order reserves depends on no other order.
std::string RestoreOrders::take(const OrderImage& row) {
  if (std::string fault = check(row); !fault.empty()) return fault;
  const std::uint32_t slot = create(row);
  const bool plain = !row.conditions;
  if (plain || row.conditions->place == Place::book || row.conditions->place == Place::triggers) {
    ranked_.push_back({row.rank, slot});
    rank_of_.at(slot) = row.rank;
  }
  if (plain) return reserve(slot);
  conditional_.push_back(slot);
  return {};
}

std::string RestoreOrders::fill_queues() {
  const auto before = [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; };
  const auto same = [](const Ranked& a, const Ranked& b) { return a.rank == b.rank; };
  if (!std::is_sorted(ranked_.begin(), ranked_.end(), before))
    std::sort(ranked_.begin(), ranked_.end(), before);
  const bool unique = std::adjacent_find(ranked_.begin(), ranked_.end(), same) == ranked_.end();
  for (std::size_t i = 0; i < ranked_.size(); ++i) {
    if (i + kAhead < ranked_.size()) prefetch(&state_.orders.resting(ranked_[i + kAhead].slot));
    const std::uint32_t slot = ranked_[i].slot;
    join_queue(slot);
    const std::uint32_t ahead = state_.orders.resting(slot).prev;
    if (!unique && ahead != kNoSlot && rank_of_[ahead] == ranked_[i].rank)
      return named(id_of(slot), "its rank is that of another one of its queue");
  }
  return {};
}

std::string RestoreOrders::check(const OrderImage& row) const {
  if (std::string fault = check_order_row(row, venue_); !fault.empty()) return fault;
  if (!state_.known(row.company)) return "its company " + std::to_string(row.company.value()) + " is unknown";
  if (!state_.known(row.trader)) return "its trader " + std::to_string(row.trader.value()) + " is unknown";
  const CompanyStatus status = state_.listing(row.company).company.status;
  if (status == CompanyStatus::delisted) return "its company is delisted";
  if (state_.accounts.trading(row.trader).is_closed) return "its trader has closed the account";
  if (state_.orders.find(row.id) != kNoSlot) return "it stands twice";
  if (row.conditions && row.conditions->place == Place::auction && status != CompanyStatus::auction)
    return "its auction is over";
  return {};
}

std::uint32_t RestoreOrders::create(const OrderImage& row) {
  const std::uint32_t slot = state_.orders.create({.id = row.id,
                                                   .trader = row.trader,
                                                   .company = row.company,
                                                   .quantity = row.quantity,
                                                   .limit_price = row.limit_price,
                                                   .side = row.side,
                                                   .type = row.type,
                                                   .time_in_force = row.time_in_force,
                                                   .post_only = row.post_only,
                                                   .self_trade = row.self_trade,
                                                   .status = row.status},
                                                  {row.seq, row.created_at});
  RestingOrder& order = state_.orders.resting(slot);
  order.remaining = row.remaining;
  OrderDetail& detail = state_.orders.detail(slot);
  detail.filled_value = row.filled_value.units();
  detail.fees = row.fees;
  detail.updated_at = row.updated_at;
  ++state_.accounts.cash(row.trader).open_orders;
  if (row.conditions) set_conditions(order, *row.conditions);
  note_grid(order);
  return slot;
}

void RestoreOrders::set_conditions(RestingOrder& order, const ConditionsImage& own) {
  ConditionalOrder& to = state_.orders.conditions(order);
  to.stop_price = own.stop_price;
  to.trail_amount = own.trail_amount;
  to.trail_percent = own.trail_percent;
  to.trail_mark = own.trail_mark;
  to.bound = own.bound;
  to.expires_at = own.expires_at;
  to.display = own.display;
  to.shown = own.display > 0 ? own.shown : order.remaining;
  to.parent = own.parent;
  to.legs = own.legs;
  to.partner = own.partner;
  to.arrival = own.arrival;
  to.order_class = own.order_class;
  to.place = own.place;
  to.triggered = own.triggered;
  to.is_pair_stop = own.is_pair_stop;
  if (own.expires_at != Timestamp()) state_.expiries.insert({own.expires_at, order.id});
}

// The grid of a book divides every price at which an order stands or may come to stand.
void RestoreOrders::note_grid(const RestingOrder& order) {
  std::int64_t& grid = grids_[order.company.value()];
  if (order.limit_price.units() % grid != 0) grid = std::gcd(grid, order.limit_price.units());
  if (const ConditionalOrder* own = state_.orders.find_conditions(order))
    grid = std::gcd(grid, own->stop_price.units());
}

void RestoreOrders::set_grids() {
  for (const auto& at : state_.listings) {
    const Price grid(grids_[at->company.id.value()]);
    at->book.change_grid(state_.orders, grid);
    at->stops.change_grid(state_.orders, grid);
  }
}

std::string RestoreOrders::reserve(std::uint32_t slot) {
  const RestingOrder& order = state_.orders.resting(slot);
  if (order.side == Side::buy) {
    const Money need = state_.cash_need(state_.listing(order.company), order);
    if (need > state_.accounts.available(order.trader)) return "its trader has not the cash that it reserves";
    state_.accounts.reserve_cash(order.trader, need);
    return {};
  }
  const Quantity need(state_.share_need(order));
  if (need > state_.accounts.available_shares(order.trader, order.company))
    return "its trader has not the shares that it reserves";
  if (need > Quantity()) state_.accounts.shares(order.trader, order.company).reserved += need;
  return {};
}

void RestoreOrders::join_queue(std::uint32_t slot) {
  const RestingOrder& order = state_.orders.resting(slot);
  Listing& at = state_.listing(order.company);
  const ConditionalOrder* own = state_.orders.find_conditions(order);
  if (own != nullptr && own->place == Place::triggers)
    at.stops.add(state_.orders, slot, opposite(order.side), own->stop_price);
  else
    at.book.add(state_.orders, slot, order.side, order.limit_price);
}

std::string RestoreOrders::fill_lists(std::uint32_t slot) {
  const RestingOrder& order = state_.orders.resting(slot);
  const ConditionalOrder& own = *state_.orders.find_conditions(order);
  Listing& at = state_.listing(order.company);
  switch (own.place) {
    case Place::book:
      if (is_for_auction(order.time_in_force)) at.auction_only.insert(order.id);
      break;
    case Place::triggers:
      if (order.type == OrderType::trailing_stop) state_.follow_trailing(at, order);
      break;
    case Place::auction:
      if (!at.auction_market.emplace(own.arrival, order.id).second) return "its place in line is taken";
      break;
    case Place::waiting: at.waiting.insert(order.id); break;
    case Place::none:
    case Place::pending:
    case Place::leg: break;
  }
  return {};
}

}  // namespace

std::string restore_orders(Exchange::State& state, const VenueImage& venue,
                           const std::vector<OrderImage>& rows) {
  return RestoreOrders(state, venue).run(rows);
}

}  // namespace market
