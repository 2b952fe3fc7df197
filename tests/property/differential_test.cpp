#include <doctest/doctest.h>

#include <deque>
#include <sstream>
#include <stdexcept>

#include "core/decimal.hpp"
#include "tests/support/command_flow.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/naive_exchange.hpp"
#include "tests/support/scenario_writer.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;

namespace {

class Difference : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string show(const std::string& text) {
  return text;
}
std::string show(bool value) {
  return value ? "true" : "false";
}
std::string show(std::uint32_t value) {
  return std::to_string(value);
}
std::string show(std::uint64_t value) {
  return std::to_string(value);
}
std::string show(Quantity value) {
  return std::to_string(value.shares());
}
std::string show(Timestamp value) {
  return std::to_string(value.ns());
}
template <class Tag, class Rep>
std::string show(Id<Tag, Rep> value) {
  return std::to_string(value.value());
}
template <class T>
std::string show(const T& value) {
  return std::string(to_text(value));
}
template <class T>
std::string show(const std::optional<T>& value) {
  return value ? show(*value) : "none";
}
template <class T>
std::string show(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += show(value) + " ";
  return text;
}

template <class T>
void same(const T& engine, const T& naive, const char* what) {
  if (engine == naive) return;
  throw Difference(std::string(what) + ": the exchange has " + show(engine) + ", the naive model " +
                   show(naive));
}

void same_trade(const Trade& engine, const Trade& naive) {
  same(engine.id, naive.id, "trade id");
  same(engine.company, naive.company, "trade company");
  same(engine.aggressor, naive.aggressor, "trade aggressor");
  same(engine.price, naive.price, "trade price");
  same(engine.quantity, naive.quantity, "trade quantity");
  same(engine.buy_order, naive.buy_order, "trade buy order");
  same(engine.sell_order, naive.sell_order, "trade sell order");
  same(engine.buyer, naive.buyer, "trade buyer");
  same(engine.seller, naive.seller, "trade seller");
  same(engine.buyer_fee, naive.buyer_fee, "trade buyer fee");
  same(engine.seller_fee, naive.seller_fee, "trade seller fee");
  same(engine.time, naive.time, "trade time");
  same(engine.seq, naive.seq, "trade seq");
}

void same_order(const Order& engine, const Order& naive) {
  same(engine.id, naive.id, "order id");
  same(engine.client_order_id.str(), naive.client_order_id.str(), "order client_order_id");
  same(engine.trader, naive.trader, "order trader");
  same(engine.company, naive.company, "order company");
  same(engine.side, naive.side, "order side");
  same(engine.type, naive.type, "order type");
  same(engine.time_in_force, naive.time_in_force, "order time_in_force");
  same(engine.self_trade, naive.self_trade, "order self_trade");
  same(engine.post_only, naive.post_only, "order post_only");
  same(engine.status, naive.status, "order status");
  same(engine.reason, naive.reason, "order reason");
  same(engine.quantity, naive.quantity, "order quantity");
  same(engine.filled, naive.filled, "order filled");
  same(engine.remaining, naive.remaining, "order remaining");
  same(engine.limit_price, naive.limit_price, "order limit_price");
  same(engine.filled_value, naive.filled_value, "order filled_value");
  same(engine.fees, naive.fees, "order fees");
  same(engine.created_at, naive.created_at, "order created_at");
  same(engine.updated_at, naive.updated_at, "order updated_at");
  same(engine.seq, naive.seq, "order seq");
}

// A malformed command that also names something unknown, ended or taken may be refused for either: the
// contract orders only the rules of the market among themselves.
bool either_is_right(std::optional<Refusal> engine, std::optional<Refusal> naive) {
  return naive == Refusal::invalid_request && engine && *engine < Refusal::company_delisted;
}

// Runs the same commands against both and throws at the first difference.
class Pair {
 public:
  const Exchange& exchange() const { return exchange_; }
  const NaiveExchange& naive() const { return naive_; }

  // Returns the order that the command made, if it made one.
  OrderId apply(const Command& command, Timestamp time) {
    const Stamp stamp{.seq = exchange_.seq() + 1, .time = time};
    const auto engine = exchange_.apply(command, stamp);
    const NaiveOutcome naive = naive_.apply(command, stamp);

    const std::optional<Refusal> refused = engine ? std::nullopt : std::optional(engine.error().code);
    if (!either_is_right(refused, naive.refusal)) same(refused, naive.refusal, "refusal");
    same(exchange_.seq(), naive_.seq(), "seq");
    if (naive.refusal) {
      ++refusals_[static_cast<std::size_t>(*naive.refusal)];
      return {};
    }
    same(engine->repeated, naive.applied.repeated, "repeated");
    same(engine->seq, naive.applied.seq, "applied seq");
    same(engine->order, naive.applied.order, "applied order");
    if (naive.applied.repeated) {
      ++repeated_;
      return {};
    }
    trades_ += naive.trades.size();
    compare_events(naive);
    compare_touched(naive);
    return std::holds_alternative<PlaceOrder>(command) ? naive.applied.order : OrderId();
  }

  void compare_everything() const {
    same(exchange_.company_count(), static_cast<std::uint32_t>(naive_.company_count()), "company count");
    same(exchange_.trader_count(), static_cast<std::uint32_t>(naive_.trader_count()), "trader count");
    same(exchange_.open_order_count(), std::uint64_t{naive_.open_orders().size()}, "open order count");
    same(exchange_.treasury().exchange_revenue, naive_.exchange_revenue(), "exchange revenue");
    std::vector<OrderId> open;
    exchange_.visit_open_orders(std::nullopt, OrderId(), [&](const OpenOrder& order) {
      open.push_back(order.id);
      return true;
    });
    std::vector<OrderId> naive_open;
    for (const auto& [id, order] : naive_.open_orders()) {
      naive_open.push_back(id);
      compare_order(id);
    }
    same(open, naive_open, "open orders");
    for (std::uint32_t c = 0; c < naive_.company_count(); ++c) compare_company(CompanyId(c));
    for (std::uint32_t t = 0; t < naive_.trader_count(); ++t) compare_trader(TraderId(t));
    require_sound(exchange_);
  }

  std::string statistics() const {
    std::ostringstream out;
    out << exchange_.seq() << " applied, " << repeated_ << " repeated, " << trades_ << " trades, "
        << exchange_.open_order_count() << " orders open; refused:";
    for (std::size_t i = 0; i < kRefusals; ++i)
      out << ' ' << to_text(static_cast<Refusal>(i)) << ' ' << refusals_[i];
    return out.str();
  }
  std::uint64_t refusals(Refusal refusal) const { return refusals_[static_cast<std::size_t>(refusal)]; }

 private:
  void compare_events(const NaiveOutcome& naive) const {
    std::size_t trades = 0;
    std::vector<OrderId> ended;
    for (const Event& event : exchange_.events()) {
      if (const auto* trade = std::get_if<Trade>(&event)) {
        if (trades == naive.trades.size()) throw Difference("the exchange made one trade more");
        same_trade(*trade, naive.trades[trades++]);
      } else if (const auto* end = std::get_if<OrderEnded>(&event)) {
        ended.push_back(end->order);
      }
    }
    if (trades != naive.trades.size()) throw Difference("the exchange made fewer trades");
    same(ended, naive.ended, "orders ended");
  }

  void compare_touched(const NaiveOutcome& naive) const {
    for (const OrderId id : naive.touched) compare_order(id);
    for (const TraderId id : naive.traders) compare_trader(id);
    for (const Trade& trade : naive.trades) {
      same(exchange_.treasury().exchange_revenue, naive_.exchange_revenue(), "exchange revenue");
      same(exchange_.issuer_revenue(trade.company), naive_.issuer_revenue(trade.company), "issuer revenue");
    }
  }

  void compare_order(OrderId id) const {
    const auto order = exchange_.order(id);
    if (!order) throw Difference("the exchange does not show order " + show(id));
    same_order(*order, naive_.order(id));
    same(exchange_.is_open(id), naive_.is_open(id), "order is open");
  }

  void compare_trader(TraderId id) const {
    const Account& engine = exchange_.account(id);
    const Account naive = naive_.account(id);
    same(engine.cash, naive.cash, "cash");
    same(engine.reserved, naive.reserved, "reserved cash");
    same(engine.fees_paid, naive.fees_paid, "fees paid");
    same(engine.open_orders, naive.open_orders, "open orders of a trader");
    for (std::uint32_t c = 0; c < naive_.company_count(); ++c) {
      const Position held = exchange_.position(id, CompanyId(c));
      const Position expected = naive_.position(id, CompanyId(c));
      same(held.quantity, expected.quantity, "holding");
      same(held.reserved, expected.reserved, "reserved shares");
      same(held.cost, expected.cost, "cost");
      same(held.realized_pnl, expected.realized_pnl, "realized pnl");
    }
  }

  void compare_company(CompanyId id) const {
    const Company& engine = exchange_.company(id);
    const Company& naive = naive_.company(id);
    same(engine.status, naive.status, "company status");
    same(engine.treasury_shares, naive.treasury_shares, "treasury shares");
    same(engine.tick_size, naive.tick_size, "tick size");
    same(engine.lot_size, naive.lot_size, "lot size");
    same(engine.band, naive.band, "band");
    same(engine.last_price, naive.last_price, "last price");
    same(exchange_.issuer_revenue(id), naive_.issuer_revenue(id), "issuer revenue");
    for (const Side side : {Side::buy, Side::sell}) compare_queue(id, side);
  }

  void compare_queue(CompanyId company, Side side) const {
    const auto& naive = naive_.queue(company, side);
    std::vector<OrderId> engine;
    for (const BookOrder& order : exchange_.orders(company, side, naive.size() + 1))
      engine.push_back(order.id);
    same(engine, naive, "queue");
    Quantity ahead;
    std::optional<Price> level;
    for (const OrderId id : naive) {
      const Order& order = naive_.order(id);
      if (level != order.limit_price) ahead = Quantity(0);
      level = order.limit_price;
      same(exchange_.order(id)->queue_ahead, std::optional(ahead), "queue ahead");
      ahead += order.remaining;
    }
  }

  Exchange exchange_;
  NaiveExchange naive_;
  std::uint64_t refusals_[kRefusals] = {};
  std::uint64_t trades_ = 0, repeated_ = 0;
};

constexpr std::uint64_t kCommandsBetweenFullComparisons = 2'000;
constexpr std::size_t kLinesShown = 20;

// Empty when both agree to the end; else the seed, the command's number, what differs and the commands
// before.
std::string run(std::uint64_t seed, std::uint64_t commands, Pair& pair) {
  CommandFlow flow(seed);
  const MarketView view{.is_open = [&](OrderId id) { return pair.naive().is_open(id); },
                        .available =
                            [&](TraderId id) {
                              const Account account = pair.naive().account(id);
                              return account.cash - account.reserved;
                            }};
  std::deque<Command> latest;
  Timestamp time(1'700'000'000'000'000'000);
  const std::vector<Command> opening = flow.opening();
  std::uint64_t number = 0;
  try {
    for (; number < commands; ++number) {
      const Command command = number < opening.size() ? opening[number] : flow.next(view);
      time = time + flow.pause();
      latest.push_back(command);
      if (latest.size() > kLinesShown) latest.pop_front();
      if (const OrderId id = pair.apply(command, time); id != OrderId()) flow.saw_order(id);
      if (number % kCommandsBetweenFullComparisons == 0) pair.compare_everything();
    }
    pair.compare_everything();
  } catch (const std::exception& error) {
    std::string report = "seed " + std::to_string(seed) + ", command " + std::to_string(number) + ": " +
                         error.what() + "\nthe last commands:";
    for (const Command& command : latest) report += "\n  " + scenario_line(command, pair.exchange());
    return report;
  }
  return {};
}

}  // namespace

TEST_SUITE_BEGIN("differential");

// Over a long run of random commands the exchange and the naive model refuse the same commands for the same
// reasons, make the same trades for the same fees and leave the same orders, queues, cash and holdings. The
// run reaches every refusal that the exchange can give.
TEST_CASE("the exchange and the naive model agree") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 1);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 1'000'000);
  Pair pair;
  const std::string difference = run(seed, commands, pair);
  MESSAGE("seed " << seed << ", " << commands << " commands: " << pair.statistics());
  REQUIRE_MESSAGE(difference.empty(), difference);
  if (commands < 100'000) return;
  for (int i = 0; i < kRefusals; ++i) {
    const auto refusal = static_cast<Refusal>(i);
    if (refusal == Refusal::company_delisted || refusal == Refusal::forbidden) continue;
    CHECK_MESSAGE(pair.refusals(refusal) > 0, std::string(to_text(refusal)));
  }
}

// Many short runs, each from an empty venue: the first orders, the first trades, the first of everything.
TEST_CASE("the exchange and the naive model agree from the start") {
  const std::uint64_t first = environment_number("MARKET_SEED", 1) * 1'000;
  for (std::uint64_t seed = first; seed < first + 100; ++seed) {
    Pair pair;
    const std::string difference = run(seed, 500, pair);
    REQUIRE_MESSAGE(difference.empty(), difference);
  }
}

TEST_SUITE_END();
