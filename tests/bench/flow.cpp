// The draws from the random stream, their order and their bounds are the workload: changing any changes all
// records.
#include "tests/bench/flow.hpp"

#include <algorithm>
#include <iterator>
#include <list>
#include <map>

namespace market::bench {
namespace {

constexpr std::int32_t kLowestMid = 2500, kHighestMid = 7500;

// splitmix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t state) : state_(state) {}

  std::uint64_t upper_half() { return next() >> 32; }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(upper_half() * n >> 32); }
  std::uint32_t geometric(std::uint32_t keep_permille, std::uint32_t cap) {
    std::uint32_t count = 0;
    while (count < cap && below(1000) < keep_permille) ++count;
    return count;
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }
  std::uint64_t state_;
};

struct Resting {
  std::uint32_t id;
  std::uint32_t quantity;
  std::int32_t price;
  Side side;
  std::uint32_t live_slot;  // where it stands in Book::live
};
using Queue = std::list<Resting>;

// Smaller is better, on both sides.
std::int32_t rank(Side side, std::int32_t price) {
  return side == Side::buy ? -price : price;
}

struct BookSide {
  std::map<std::int32_t, Queue> levels;  // by rank
  std::uint64_t quantity = 0;
};

struct Book {
  BookSide sides[2];
  std::int32_t mid = kFlowOpeningMid;
  std::vector<std::uint32_t> live;  // ids in no particular, but reproducible order

  BookSide& of(Side side) { return sides[static_cast<int>(side)]; }
  bool empty(Side side) { return of(side).levels.empty(); }
  std::int32_t best(Side side) { return of(side).levels.begin()->second.front().price; }
  bool crosses(Side side, std::int32_t price) {
    return !empty(opposite(side)) && rank(side, price) <= rank(side, best(opposite(side)));
  }
};

class Generator {
 public:
  explicit Generator(const FlowOptions& options)
      : random_(options.seed * 0x2545F4914F6CDD1Du + 1), books_(options.symbols), located_(1) {
    flow_.options = options;
    for (std::uint32_t rank = 1; rank <= options.symbols; ++rank) {
      total_weight_ += 1'000'000 / rank;
      cumulative_weight_.push_back(total_weight_);
    }
  }

  Flow run() {
    const FlowOptions& options = flow_.options;
    for (std::uint32_t s = 0; s < options.symbols; ++s) {
      for (std::uint32_t i = 0; i < options.live; ++i) add_passive(static_cast<std::uint16_t>(s));
    }
    flow_.prefill = flow_.records.size();
    while (flow_.records.size() < flow_.prefill + options.ops) step();
    finish();
    return std::move(flow_);
  }

 private:
  void step() {
    const std::uint16_t symbol = draw_symbol();
    Book& book = books_[symbol];
    if (random_.below(64) == 0) book.mid += random_.below(2) != 0 ? 1 : -1;
    if (is_jump_due())
      book.mid = kLowestMid + static_cast<std::int32_t>(random_.below(kHighestMid - kLowestMid));
    book.mid = std::clamp(book.mid, kLowestMid, kHighestMid);
    switch (draw_action(book.live.size())) {
      case Action::add: return add_passive(symbol);
      case Action::cancel: return cancel(symbol);
      case Action::modify: return modify(symbol);
      case Action::take: return add_aggressive(symbol);
    }
  }

  bool is_jump_due() const {
    const std::uint64_t every = flow_.options.jump_every;
    return every != 0 && (flow_.records.size() - flow_.prefill) % every == 0;
  }

  std::uint16_t draw_symbol() {
    const std::uint64_t draw = random_.upper_half() * total_weight_ >> 32;
    const auto found = std::upper_bound(cumulative_weight_.begin(), cumulative_weight_.end(), draw);
    return static_cast<std::uint16_t>(found - cumulative_weight_.begin());
  }

  enum class Action { add, cancel, modify, take };

  // Keeps a book near the number of orders aimed at.
  Action draw_action(std::size_t live) {
    const std::uint32_t draw = random_.below(100);
    Action action = draw < 45   ? Action::add
                    : draw < 85 ? Action::cancel
                    : draw < 90 ? Action::modify
                                : Action::take;
    const std::uint32_t aim = flow_.options.live;
    if (live < aim / 2 && action == Action::cancel) action = Action::add;
    if (live > aim * 2 && action == Action::add) action = Action::cancel;
    return live < 10 ? Action::add : action;
  }

  std::int32_t draw_passive_price(Book& book, Side side) {
    const std::uint32_t distance = random_.below(100) < 95 ? random_.geometric(900, 400) : random_.below(500);
    const auto away = static_cast<std::int32_t>(distance) + 1;
    std::int32_t price = side == Side::buy ? book.mid - away : book.mid + away;
    if (side == Side::buy && !book.empty(Side::sell)) price = std::min(price, book.best(Side::sell) - 1);
    if (side == Side::sell && !book.empty(Side::buy)) price = std::max(price, book.best(Side::buy) + 1);
    return std::clamp(price, 1, kFlowMaxPrice);
  }

  void add_passive(std::uint16_t symbol) {
    Book& book = books_[symbol];
    Side side;
    std::int32_t price;
    std::uint32_t quantity;
    do {  // again only at the edge of the price range
      side = static_cast<Side>(random_.below(2));
      price = draw_passive_price(book, side);
      quantity = 1 + random_.below(100);
    } while (book.crosses(side, price));
    const std::uint32_t id = take_id();
    emit(FlowOp::limit, side, symbol, id, price, quantity);
    rest_new(book, {id, quantity, price, side, 0});
  }

  // 70%: one of the last 256 of the live list, mostly young orders; else any.
  Queue::iterator draw_live(Book& book) {
    const auto live = static_cast<std::uint32_t>(book.live.size());
    const std::uint32_t slot =
        random_.below(10) < 7 ? live - 1 - random_.below(std::min(live, 256u)) : random_.below(live);
    return located_[book.live[slot]];
  }

  void cancel(std::uint16_t symbol) {
    Book& book = books_[symbol];
    const auto order = draw_live(book);
    emit(FlowOp::cancel, order->side, symbol, order->id, order->price, order->quantity);
    forget_live(book, *order);
    unlink(book, order);
  }

  void modify(std::uint16_t symbol) {
    constexpr int kTries = 50;
    Book& book = books_[symbol];
    const auto order = draw_live(book);
    Resting changed = *order;
    int tries = 0;
    do {
      changed.price = draw_passive_price(book, order->side);
    } while ((changed.price == order->price || book.crosses(order->side, changed.price)) && ++tries < kTries);
    if (tries == kTries) return add_passive(symbol);
    changed.quantity = 1 + random_.below(100);
    emit(FlowOp::modify, changed.side, symbol, changed.id, changed.price, changed.quantity);
    unlink(book, order);
    link(book, changed);
  }

  void add_aggressive(std::uint16_t symbol) {
    Book& book = books_[symbol];
    if (book.empty(Side::buy) || book.empty(Side::sell)) return add_passive(symbol);
    const Side side = draw_aggressor(book);
    const std::uint32_t quantity = 1 + (random_.below(10) == 0 ? random_.below(300) : random_.below(40));
    if (random_.below(2) != 0) {
      if (quantity >= book.of(opposite(side)).quantity) return add_passive(symbol);
      const std::uint32_t id = take_id();
      emit(FlowOp::market, side, symbol, id, 0, quantity);
      take(book, {id, quantity, side == Side::buy ? kFlowMaxPrice : 1, side, 0});
      return;
    }
    const std::int32_t best = book.best(opposite(side));
    const auto beyond = static_cast<std::int32_t>(random_.geometric(500, 5));
    const std::int32_t price =
        std::clamp(side == Side::buy ? best + beyond : best - beyond, 1, kFlowMaxPrice);
    const std::uint32_t id = take_id();
    emit(FlowOp::limit, side, symbol, id, price, quantity);
    const std::uint32_t left = take(book, {id, quantity, price, side, 0});
    if (left > 0) rest_new(book, {id, left, price, side, 0});
  }

  // Pulls the touch back towards the mid when it has run away from it.
  Side draw_aggressor(Book& book) {
    if (book.mid >= book.best(Side::sell)) return Side::buy;
    if (book.mid <= book.best(Side::buy)) return Side::sell;
    return static_cast<Side>(random_.below(2));
  }

  // Trades what crosses; returns the quantity left.
  std::uint32_t take(Book& book, Resting taker) {
    while (taker.quantity > 0 && book.crosses(taker.side, taker.price)) {
      const auto maker = book.of(opposite(taker.side)).levels.begin()->second.begin();
      const std::uint32_t traded = std::min(taker.quantity, maker->quantity);
      flow_.answers.add(maker->id, taker.id, maker->price, traded);
      taker.quantity -= traded;
      if (traded < maker->quantity) {
        maker->quantity -= traded;
        book.of(maker->side).quantity -= traded;
      } else {
        forget_live(book, *maker);
        unlink(book, maker);
      }
    }
    return taker.quantity;
  }

  void rest_new(Book& book, Resting order) {
    order.live_slot = static_cast<std::uint32_t>(book.live.size());
    book.live.push_back(order.id);
    link(book, order);
  }

  void link(Book& book, const Resting& order) {
    BookSide& side = book.of(order.side);
    Queue& queue = side.levels[rank(order.side, order.price)];
    queue.push_back(order);
    side.quantity += order.quantity;
    located_[order.id] = std::prev(queue.end());
  }

  void unlink(Book& book, Queue::iterator order) {
    BookSide& side = book.of(order->side);
    const auto level = side.levels.find(rank(order->side, order->price));
    side.quantity -= order->quantity;
    level->second.erase(order);
    if (level->second.empty()) side.levels.erase(level);
  }

  // The last of the list takes the place.
  void forget_live(Book& book, const Resting& order) {
    const std::uint32_t last = book.live.back();
    book.live[order.live_slot] = last;
    located_[last]->live_slot = order.live_slot;
    book.live.pop_back();
  }

  std::uint32_t take_id() {
    located_.emplace_back();
    return static_cast<std::uint32_t>(located_.size() - 1);
  }

  void emit(FlowOp op, Side side, std::uint16_t symbol, std::uint32_t id, std::int32_t price,
            std::uint32_t quantity) {
    flow_.records.push_back({op, side, symbol, id, price, quantity});
  }

  void finish() {
    flow_.max_order_id = static_cast<std::uint32_t>(located_.size() - 1);
    for (Book& book : books_) {
      flow_.live_orders += book.live.size();
      flow_.live_bid_quantity += book.of(Side::buy).quantity;
      flow_.live_ask_quantity += book.of(Side::sell).quantity;
    }
  }

  Flow flow_;
  Random random_;
  std::vector<Book> books_;
  std::vector<Queue::iterator> located_;  // by order id; meaningful while the order rests
  std::vector<std::uint64_t> cumulative_weight_;
  std::uint64_t total_weight_ = 0;
};

}  // namespace

Flow generate_flow(const FlowOptions& options) {
  return Generator(options).run();
}

}  // namespace market::bench
