// The feed under random commands: what a client makes of its messages is what the exchange has.
#include <doctest/doctest.h>

#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "model/book_checksum.hpp"
#include "tests/property/feed_run.hpp"
#include "tests/support/environment.hpp"

using namespace market;
using namespace market::test;

namespace {

// A client's copy of one company's book.
struct BookCopy {
  std::array<std::map<Price, BookLevel>, 2> sides;
  Seq seq = 0;

  void apply(const BookUpdate& update, Seq now) {
    if (update.prev_seq)
      REQUIRE(update.prev_seq == seq);
    else
      sides = {};
    seq = now;
    apply(sides[0], update.bids);
    apply(sides[1], update.asks);
    REQUIRE(book_checksum(levels(Side::sell), levels(Side::buy)) == update.checksum);
  }
  static void apply(std::map<Price, BookLevel>& side, const std::vector<BookLevel>& levels) {
    for (const BookLevel& level : levels) {
      REQUIRE((level.orders == 0) == (level.quantity == Quantity()));
      if (level.orders == 0)
        side.erase(level.price);
      else
        side[level.price] = level;
    }
  }
  // Whether each level of the update is otherwise here.
  bool differs_everywhere(const BookUpdate& update) const {
    return differs_everywhere(sides[0], update.bids) && differs_everywhere(sides[1], update.asks);
  }
  static bool differs_everywhere(const std::map<Price, BookLevel>& side,
                                 const std::vector<BookLevel>& levels) {
    return std::all_of(levels.begin(), levels.end(), [&](const BookLevel& level) {
      const auto found = side.find(level.price);
      return found == side.end() ? level.orders > 0 : found->second != level;
    });
  }

  std::vector<BookLevel> levels(Side side) const {
    std::vector<BookLevel> best_first;
    const auto& copy = sides[static_cast<std::size_t>(side)];
    for (const auto& [price, level] : copy) best_first.push_back(level);
    if (side == Side::buy) std::reverse(best_first.begin(), best_first.end());
    return best_first;
  }
};

// What the trades of a bar add up to.
struct BarSum {
  Price open, high, low, close;
  Quantity volume;
  std::uint64_t trades = 0;
  void add(const Trade& trade) {
    if (trades++ == 0) open = high = low = trade.price;
    high = std::max(high, trade.price);
    low = std::min(low, trade.price);
    close = trade.price;
    volume += trade.quantity;
  }
  bool fits(const Bar& bar) const {
    return std::tuple(bar.open, bar.high, bar.low, bar.close, bar.volume, bar.trades) ==
           std::tuple(open, high, low, close, volume, trades);
  }
};

}  // namespace

TEST_SUITE_BEGIN("feed");

// Beside the copy that takes each change there is one that takes them merged in pairs and more, as a slow
// client does.
TEST_CASE("a book rebuilt from the feed is the exchange's after every command") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 11);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 200'000);
  CAPTURE(seed);
  FeedRun run(seed);
  std::vector<BookCopy> copies, slow;
  std::vector<std::optional<BookUpdate>> waiting;
  std::uint64_t updates = 0, merges = 0;
  const auto check = [&](const std::vector<FeedEvent>& events) {
    const Exchange& exchange = run.exchange();
    for (auto* list : {&copies, &slow}) list->resize(exchange.company_count());
    waiting.resize(exchange.company_count());
    for (const FeedEvent& event : events) {
      const auto* update = std::get_if<std::shared_ptr<const BookUpdate>>(&event.what);
      if (update == nullptr) continue;
      ++updates;
      REQUIRE(copies[event.company.value()].differs_everywhere(**update));
      copies[event.company.value()].apply(**update, event.seq);
      auto& held = waiting[event.company.value()];
      merges += held ? 1 : 0;
      held = held ? merged(*held, **update) : **update;
    }
    for (std::uint32_t id = 0; id < exchange.company_count(); ++id) {
      for (const Side side : {Side::buy, Side::sell})
        REQUIRE(copies[id].levels(side) == exchange.levels(CompanyId(id), side, SIZE_MAX));
      if (!waiting[id] || exchange.seq() % (2 + id) != 0) continue;
      slow[id].apply(*waiting[id], copies[id].seq);
      waiting[id].reset();
      REQUIRE(slow[id].sides == copies[id].sides);
    }
  };
  for (std::uint64_t i = 0; i < commands; ++i) run.step(check);
  CHECK(updates > commands / 5);
  CHECK(merges > commands / 100);
}

// Companies that were split are left out: a split restates what their bars add up to.
TEST_CASE("each bar is told once, when a command shows that it is over, with what its trades add up to") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 11);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 200'000);
  CAPTURE(seed);
  FeedRun run(seed);
  using Key = std::tuple<CompanyId, BarInterval, Timestamp>;
  std::map<Key, BarSum> growing;
  std::map<CompanyId, bool> split;
  std::uint64_t finished = 0;
  const auto check = [&](const std::vector<FeedEvent>& events) {
    for (const FeedEvent& event : events) {
      const auto* one = std::get_if<FinishedBar>(&event.what);
      if (one == nullptr) continue;
      ++finished;
      REQUIRE(one->bar.time + length(one->interval) <= event.time);
      const auto found = growing.find({event.company, one->interval, one->bar.time});
      REQUIRE(found != growing.end());
      CHECK((split[event.company] || found->second.fits(one->bar)));
      growing.erase(found);
    }
    for (const Event& event : run.exchange().events()) {
      if (const auto* one = std::get_if<SharesSplit>(&event)) split[one->company] = true;
      const auto* trade = std::get_if<Trade>(&event);
      if (trade == nullptr) continue;
      for (std::size_t i = 0; i < kBarIntervals; ++i) {
        const auto interval = static_cast<BarInterval>(i);
        growing[{trade->company, interval, bar_start(trade->time, interval)}].add(*trade);
      }
    }
    for (const auto& [key, sum] : growing)
      REQUIRE(std::get<Timestamp>(key) + length(std::get<BarInterval>(key)) > run.exchange().now());
  };
  for (std::uint64_t i = 0; i < commands; ++i) run.step(check);
  CHECK(finished > commands / 40);
}

// What each trader is told of cash and shares adds up to the account, and what of an order to the order.
TEST_CASE("accounts and orders told by the feed are the exchange's after every command") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 11);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 200'000);
  CAPTURE(seed);
  FeedRun run(seed);
  std::map<TraderId, std::pair<Money, Money>> cash;
  std::map<std::pair<TraderId, Symbol>, Position> positions;
  std::map<OrderId, TraderId> open;
  std::uint64_t orders = 0, accounts = 0;
  const auto take_order = [&](const FeedEvent& event, const OrderUpdate& update) {
    const auto now = run.exchange().order(update.order->id);
    REQUIRE(now);
    REQUIRE(event.trader == now->trader);
    REQUIRE(event.company == now->company);
    REQUIRE(std::tuple(update.order->status, update.order->remaining, update.order->filled) ==
            std::tuple(now->status, now->remaining, now->filled));
    REQUIRE(update.fill.has_value() == (update.happening == OrderHappening::filled));
    if (is_open(now->status))
      open[now->id] = now->trader;
    else
      open.erase(now->id);
    ++orders;
  };
  const auto take_account = [&](const FeedEvent& event, const AccountUpdate& update) {
    REQUIRE(event.trader);
    REQUIRE(run.exchange().trader(*event.trader).slug == update.trader);
    cash[*event.trader] = {update.cash, update.reserved};
    for (const auto& [symbol, position] : update.positions) positions[{*event.trader, symbol}] = position;
    ++accounts;
  };
  const auto check = [&](const std::vector<FeedEvent>& events) {
    const Exchange& exchange = run.exchange();
    for (const FeedEvent& event : events) {
      if (const auto* update = std::get_if<OrderUpdate>(&event.what)) {
        take_order(event, *update);
      } else if (const auto* account = std::get_if<std::shared_ptr<const AccountUpdate>>(&event.what)) {
        take_account(event, **account);
      } else {
        REQUIRE_FALSE(event.trader);
      }
    }
    REQUIRE(open.size() == exchange.open_order_count());
    for (std::uint32_t id = 0; id < exchange.trader_count(); ++id) {
      const TraderId trader(id);
      const Account& account = exchange.account(trader);
      bool same = cash[trader] == std::pair(account.cash, account.reserved);
      for (std::uint32_t company = 0; company < exchange.company_count(); ++company) {
        const Position now = exchange.position(trader, CompanyId(company));
        const auto told = positions.find({trader, exchange.company(CompanyId(company)).symbol});
        const Position copy = told == positions.end() ? Position() : told->second;
        same = same && std::tuple(copy.quantity, copy.reserved, copy.cost, copy.realized_pnl) ==
                           std::tuple(now.quantity, now.reserved, now.cost, now.realized_pnl);
      }
      REQUIRE(same);
    }
  };
  for (std::uint64_t i = 0; i < commands; ++i) run.step(check);
  CHECK(orders > commands / 2);
  CHECK(accounts > commands / 3);
}

TEST_SUITE_END();
