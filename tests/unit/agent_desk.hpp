// AgentDesk: one agent alone in a market whose other orders a test places by hand. What the agent sends is
// kept as lines of text, in the order it was sent.
#pragma once
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "core/decimal.hpp"
#include "sim/agent_factory.hpp"
#include "sim/state_archive.hpp"
#include "tests/support/exchange_port.hpp"
#include "tests/support/forwarding_port.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {

// "buy 20", "sell 5 at 99.00", "buy 5 at 99.00 ioc", "amend 3 to 70", "cancel 3", "cancel all".
inline std::string command_text(const Command& command) {
  if (const auto* order = std::get_if<PlaceOrder>(&command)) {
    std::string text(to_text(order->side));
    text += ' ' + std::to_string(order->quantity.shares());
    if (order->type == OrderType::market) return text;
    text += " at " + to_text(order->limit_price);
    return order->time_in_force == TimeInForce::ioc ? text + " ioc" : text;
  }
  if (const auto* amend = std::get_if<AmendOrder>(&command))
    return "amend " + std::to_string(amend->order.value()) + " to " +
           std::to_string(amend->quantity.value_or(Quantity()).shares());
  if (const auto* cancel = std::get_if<CancelOrder>(&command))
    return "cancel " + std::to_string(cancel->order.value());
  return std::holds_alternative<CancelAll>(command) ? "cancel all" : "something else";
}

// What the agent sent, and what became of it.
struct Sent {
  Timestamp at;
  Command command;
  OrderId order;  // that it made
  bool refused = false;

  std::string text() const { return command_text(command); }
};

struct SentLines : std::vector<std::string> {
  using vector::vector;
  friend std::ostream& operator<<(std::ostream& out, const SentLines& lines) {
    for (const std::string& line : lines) out << '\n' << line;
    return out;
  }
};

// Passes everything on and keeps the commands.
class ListeningPort final : public ForwardingPort {
 public:
  using ForwardingPort::ForwardingPort;

  std::vector<Sent> sent;

  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override {
    auto outcome = ForwardingPort::submit(command, now);
    sent.push_back({now, command, outcome ? outcome->order : OrderId(), !outcome});
    return outcome;
  }
};

// ACME at 100.00 with ticks of 0.01; "ann" and "bob", who never run out of anything; and the agent's
// accounts "me-1" and "me-2". The time is that of the agent's kernel, from 0.
class AgentDesk {
 public:
  static constexpr CompanyId kAcme{0};
  static constexpr std::uint64_t kSeed = 7;
  struct Means {
    std::string_view cash = "10000000";
    std::int64_t shares = 100'000;
  };
  using MakeAgent = std::function<std::unique_ptr<sim::Agent>(sim::AgentSeat)>;

  AgentDesk() : AgentDesk(Means{}) {}
  explicit AgentDesk(const Means& means) {
    RegisterCompany acme;
    acme.symbol = Symbol("ACME");
    acme.name = "Acme";
    acme.shares = Quantity(100'000'000);
    acme.initial_price = price("100");
    apply(acme);
    join("ann", "1000000000", 10'000'000);
    join("bob", "1000000000", 10'000'000);
    join("me-1", means.cash, means.shares);
    join("me-2", means.cash, means.shares);
    tape_.emplace(port_, std::vector<CompanyId>{kAcme});
    value(100);
  }

  // The market, by hand.
  Applied apply(const Command& command) {
    const auto applied = exchange_port_.submit(command, now());
    REQUIRE(applied);
    return *applied;
  }
  OrderId place(std::string_view slug, const OrderBuilder& order) {
    return apply(order.from(trader(slug), kAcme)).order;
  }
  // Only ann's quotes stand in the book besides the agent's orders.
  void quote(const OrderBuilder& bid, const OrderBuilder& ask) {
    clear("ann");
    place("ann", bid);
    place("ann", ask);
  }
  void clear(std::string_view slug) {
    if (!exchange_port_.open_orders(trader(slug), kAcme).empty())
      apply(CancelAll{trader(slug), kAcme, std::nullopt});
  }
  // The fundamental value: one move of the price process.
  void value(double fundamental, double activity = 1) {
    sim::CompanySignals& signals = tape_->at(0);
    signals.fundamental = fundamental;
    signals.activity = activity;
    signals.history.add(fundamental);
  }

  // The agent. `share` is that of the account's rates.
  void start(const AgentSpec& spec, double share = 1) {
    start([spec](sim::AgentSeat seat) { return sim::make_agent(spec, std::move(seat)); }, share);
  }
  void start(MakeAgent make, double share = 1) {
    make_ = std::move(make);
    share_ = share;
    agent_ = make_(seat());
    kernel_.add(*agent_);
  }
  void run(double seconds) {
    run_until(now() + Duration(static_cast<std::int64_t>(seconds * 1e9)));
    require_sound(exchange_);
  }
  void run_until(Timestamp time) { kernel_.run_until(time); }
  // Lets it do what it does next.
  void wake(int times = 1) {
    for (int i = 0; i < times; ++i) {
      REQUIRE(kernel_.next_time());
      kernel_.run_until(*kernel_.next_time(), 1);
    }
  }
  // Its state, with what it sees and what it waits for.
  std::string saved() {
    sim::StateArchive archive;
    archive.fields(kernel_, *tape_, *agent_);
    return archive.bytes();
  }
  // Puts a new one in its place, which knows only that; empty, or why it cannot be used.
  std::string restore(std::string_view state) {
    kernel_ = sim::Kernel(Timestamp());
    tape_.emplace(port_, std::vector<CompanyId>{kAcme});
    agent_ = make_(seat());
    kernel_.attach(*agent_);
    sim::StateArchive archive(state);
    archive.fields(kernel_, *tape_, *agent_);
    if (archive.failure().empty() && !archive.at_end()) return "is too long";
    return archive.failure();
  }

  // What it sent since the last call.
  std::vector<Sent> take_sent() { return std::exchange(port_.sent, {}); }
  SentLines take_lines() {
    SentLines lines;
    for (const Sent& sent : take_sent()) lines.push_back(sent.text());
    return lines;
  }

  // The draws that the agent makes for a purpose, from the first.
  sim::Random draws(std::string_view purpose) const { return {kSeed, "me-1.ACME", purpose}; }
  Timestamp now() const { return kernel_.now(); }
  bool sleeps_for_ever() const { return !kernel_.next_time(); }
  TraderId trader(std::string_view slug) const { return trader_named(exchange_, slug); }
  std::int64_t shares(std::string_view slug = "me-1") const {
    return exchange_.position(trader(slug), kAcme).quantity.shares();
  }
  std::uint32_t open_orders(std::string_view slug = "me-1") const {
    return exchange_.account(trader(slug)).open_orders;
  }
  // "99.90 99.80": the prices of a side, best first.
  std::string prices(Side side) const {
    std::string text;
    for (const BookLevel& level : exchange_.levels(kAcme, side, 100))
      text += (text.empty() ? "" : " ") + to_text(level.price);
    return text;
  }
  const Exchange& exchange() const { return exchange_; }
  ExchangePort& exchange_port() { return exchange_port_; }
  sim::OrderGateway& gateway() { return gateway_; }

 private:
  void join(std::string_view slug, std::string_view cash, std::int64_t shares) {
    RegisterTrader trader;
    trader.slug = Slug(slug);
    trader.name = std::string(slug);
    trader.cash = money(cash);
    if (shares > 0) trader.holdings = {{kAcme, Quantity(shares)}};
    apply(trader);
  }
  sim::AgentSeat seat() {
    sim::AgentSeat seat;
    seat.name = "me-1.ACME";
    seat.seed = kSeed;
    seat.trader = trader("me-1");
    seat.company = kAcme;
    seat.share = share_;
    seat.tape = &*tape_;
    seat.gateway = &gateway_;
    return seat;
  }

  Exchange exchange_;
  ExchangePort exchange_port_{exchange_};
  ListeningPort port_{exchange_port_};
  sim::OrderGateway gateway_{port_};
  std::optional<sim::Tape> tape_;
  sim::Kernel kernel_{Timestamp()};
  MakeAgent make_;
  double share_ = 1;
  std::unique_ptr<sim::Agent> agent_;
};

// An agent's accounts on the desk.
template <class Spec>
Spec of_me(Spec spec = {}) {
  spec.slug = Slug("me");
  spec.count = 2;
  return spec;
}

}  // namespace market::test
