// FlatBook: the yardstick that the engine is measured against. The fastest plain order book for a known,
// narrow range of prices: no accounts, no fees, no events, no checks.
//
// For each symbol one array of levels indexed by tick, with a bitmap of three levels for each side to find
// the next best price; orders are 32-byte records in doubly linked lists, and an order's id is its slot in
// one array. A level belongs to one side at a time, since the book never stands crossed.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/bench/flow.hpp"

namespace market::bench {

// The set of occupied ticks of one side.
class TickSet {
 public:
  void insert(std::uint32_t tick) {
    ticks_[tick >> 6] |= bit(tick);
    words_[tick >> 12] |= bit(tick >> 6);
    groups_ |= bit(tick >> 12);
  }
  void erase(std::uint32_t tick) {
    if ((ticks_[tick >> 6] &= ~bit(tick)) != 0) return;
    if ((words_[tick >> 12] &= ~bit(tick >> 6)) != 0) return;
    groups_ &= ~bit(tick >> 12);
  }
  bool empty() const { return groups_ == 0; }
  // Only when not empty.
  std::uint32_t lowest() const {
    const std::uint32_t group = low(groups_);
    const std::uint32_t word = group << 6 | low(words_[group]);
    return word << 6 | low(ticks_[word]);
  }
  std::uint32_t highest() const {
    const std::uint32_t group = high(groups_);
    const std::uint32_t word = group << 6 | high(words_[group]);
    return word << 6 | high(ticks_[word]);
  }

 private:
  static constexpr std::uint32_t kGroups = kFlowMaxPrice / 4096 + 1;
  static std::uint64_t bit(std::uint32_t n) { return std::uint64_t{1} << (n & 63); }
  static std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(__builtin_ctzll(word)); }
  static std::uint32_t high(std::uint64_t word) {
    return 63 - static_cast<std::uint32_t>(__builtin_clzll(word));
  }

  std::uint64_t groups_ = 0;
  std::uint64_t words_[kGroups] = {};
  std::uint64_t ticks_[kGroups * 64] = {};
};

class FlatBook {
 public:
  FlatBook(std::uint32_t symbols, std::uint32_t max_order_id) : orders_(max_order_id + 1), books_(symbols) {}

  // Calls on_trade(maker id, taker id, price, quantity) for each trade, in order.
  template <class OnTrade>
  void apply(const FlowRecord& record, OnTrade&& on_trade) {
    switch (record.op) {
      case FlowOp::limit: return limit(record, on_trade);
      case FlowOp::market: return market(record, on_trade);
      case FlowOp::cancel: return unlink(record.order_id);
      case FlowOp::modify: unlink(record.order_id); return link(record, record.quantity);
    }
  }

 private:
  struct alignas(32) Order {
    std::uint32_t previous, next;  // ids, 0 at the ends
    std::uint32_t quantity;
    std::int32_t price;
    std::uint16_t symbol;
    Side side;
  };
  static_assert(sizeof(Order) == 32);

  struct Level {
    std::uint32_t first = 0, last = 0;
  };

  struct Book {
    TickSet sides[2];
    std::int32_t best[2] = {0, kFlowMaxPrice + 1};  // an empty side stands beyond every price
    Level levels[kFlowMaxPrice + 1];
  };

  template <class OnTrade>
  void limit(const FlowRecord& record, OnTrade& on_trade) {
    const std::uint32_t left = take(record, record.price, on_trade);
    if (left > 0) link(record, left);
  }

  template <class OnTrade>
  void market(const FlowRecord& record, OnTrade& on_trade) {
    take(record, record.side == Side::buy ? kFlowMaxPrice : 1, on_trade);
  }

  template <class OnTrade>
  std::uint32_t take(const FlowRecord& taker, std::int32_t limit_price, OnTrade& on_trade) {
    Book& book = books_[taker.symbol];
    const Side maker_side = opposite(taker.side);
    std::int32_t& best = book.best[static_cast<int>(maker_side)];
    std::uint32_t left = taker.quantity;
    while (left > 0 && (taker.side == Side::buy ? best <= limit_price : best >= limit_price)) {
      Level& level = book.levels[best];
      std::uint32_t maker = level.first;
      while (left > 0 && maker != 0) {
        Order& order = orders_[maker];
        const std::uint32_t traded = std::min(left, order.quantity);
        on_trade(maker, taker.order_id, best, traded);
        left -= traded;
        order.quantity -= traded;
        if (order.quantity == 0) maker = order.next;
      }
      level.first = maker;
      if (maker != 0) {
        orders_[maker].previous = 0;
      } else {
        level.last = 0;
        vacate(book, maker_side, best);
      }
    }
    return left;
  }

  void link(const FlowRecord& record, std::uint32_t quantity) {
    Book& book = books_[record.symbol];
    Level& level = book.levels[record.price];
    orders_[record.order_id] = {level.last, 0, quantity, record.price, record.symbol, record.side};
    if (level.last != 0) {
      orders_[level.last].next = record.order_id;
    } else {
      level.first = record.order_id;
      occupy(book, record.side, record.price);
    }
    level.last = record.order_id;
  }

  void unlink(std::uint32_t id) {
    const Order& order = orders_[id];
    Book& book = books_[order.symbol];
    Level& level = book.levels[order.price];
    (order.previous != 0 ? orders_[order.previous].next : level.first) = order.next;
    (order.next != 0 ? orders_[order.next].previous : level.last) = order.previous;
    if (level.first == 0) vacate(book, order.side, order.price);
  }

  static void occupy(Book& book, Side side, std::int32_t price) {
    book.sides[static_cast<int>(side)].insert(static_cast<std::uint32_t>(price));
    std::int32_t& best = book.best[static_cast<int>(side)];
    best = side == Side::buy ? std::max(best, price) : std::min(best, price);
  }

  static void vacate(Book& book, Side side, std::int32_t price) {
    TickSet& ticks = book.sides[static_cast<int>(side)];
    std::int32_t& best = book.best[static_cast<int>(side)];
    ticks.erase(static_cast<std::uint32_t>(price));
    if (price != best) return;
    if (ticks.empty()) {
      best = side == Side::buy ? 0 : kFlowMaxPrice + 1;
    } else {
      best = static_cast<std::int32_t>(side == Side::buy ? ticks.highest() : ticks.lowest());
    }
  }

  std::vector<Order> orders_;  // by id
  std::vector<Book> books_;    // by symbol
};

}  // namespace market::bench
