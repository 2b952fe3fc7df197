#include "tests/property/recorded_run.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "tests/support/scenario_writer.hpp"

namespace market::test {
namespace {

constexpr std::size_t kSetUp = 32;   // the commands that a run begins with: of no use to leave out early
constexpr std::size_t kShort = 100;  // up to here everything is compared after each command

template <class Id>
class Renamed {
 public:
  void add(Id recorded, Id now) { ids_[recorded] = now; }
  Id operator()(Id recorded) const {
    const auto it = ids_.find(recorded);
    return it != ids_.end() ? it->second : nothing();
  }
  bool knows(Id recorded) const { return ids_.count(recorded) != 0; }

 private:
  static Id nothing() { return std::is_same_v<Id, OrderId> ? Id() : Id(1'000'000); }
  std::map<Id, Id> ids_;
};

// From the ids of the recording to those of this run.
class Names {
 public:
  Command translate(Command command) const {
    std::visit([this](auto& c) { rename(c); }, command);
    return command;
  }

  void note(const RecordedCommand& then, const RecordedCommand& now) {
    for (std::size_t i = 0; i < std::min(then.orders.size(), now.orders.size()); ++i)
      orders_.add(then.orders[i], now.orders[i]);
    if (then.company && now.company) companies_.add(*then.company, *now.company);
    if (then.trader && now.trader) traders_.add(*then.trader, *now.trader);
  }

 private:
  template <class C>
  void rename(C& c) const {
    if constexpr (requires { c.order; }) c.order = orders_(c.order);
    if constexpr (requires { c.company; }) rename(c.company, companies_);
    if constexpr (requires { c.trader; }) rename(c.trader, traders_);
    if constexpr (requires { c.payer; }) rename(c.payer);
    if constexpr (requires { c.holdings; }) {
      auto& holdings = c.holdings;
      holdings.erase(std::remove_if(holdings.begin(), holdings.end(),
                                    [this](const auto& h) { return !companies_.knows(h.first); }),
                     holdings.end());
      for (auto& holding : holdings) holding.first = companies_(holding.first);
    }
  }
  void rename(AccountRef& account) const {
    switch (account.kind) {
      case AccountRef::Kind::trader: account = AccountRef::of(traders_(account.trader())); break;
      case AccountRef::Kind::issuer:
      case AccountRef::Kind::treasury: account.number = companies_(account.company()).value(); break;
      case AccountRef::Kind::outside:
      case AccountRef::Kind::exchange: break;
    }
  }
  template <class Id>
  static void rename(Id& id, const Renamed<Id>& names) {
    id = names(id);
  }
  template <class Id>
  static void rename(std::optional<Id>& id, const Renamed<Id>& names) {
    if (id) id = names(*id);
  }

  Renamed<OrderId> orders_;
  Renamed<CompanyId> companies_;
  Renamed<TraderId> traders_;
};

// Runs recorded commands one by one.
class Rerun {
 public:
  explicit Rerun(ExchangePair::Density density) : pair_(density) {}

  const ExchangePair& pair() const { return pair_; }
  bool advance_once(Timestamp time) { return pair_.advance_once(time); }
  Command translate(const Command& command) const { return names_.translate(command); }

  void apply(const RecordedCommand& recorded) {
    RecordedCommand now{translate(recorded.command), recorded.time, {}, {}, {}};
    pair_.apply(now.command, now.time);
    note_made(now, pair_);
    names_.note(recorded, now);
  }

 private:
  ExchangePair pair_;
  Names names_;
};

}  // namespace

void note_made(RecordedCommand& recorded, const ExchangePair& pair) {
  const NaiveOutcome& outcome = pair.outcome();
  recorded.orders.clear();
  if (outcome.refusal || outcome.applied.repeated) return;
  if (std::holds_alternative<PlaceOrder>(recorded.command)) {
    recorded.orders.push_back(outcome.applied.order);
    for (const auto& leg : pair.naive().order(outcome.applied.order).legs)
      if (leg) recorded.orders.push_back(*leg);
  }
  if (std::holds_alternative<RegisterCompany>(recorded.command)) recorded.company = outcome.applied.company;
  if (std::holds_alternative<RegisterTrader>(recorded.command)) recorded.trader = outcome.applied.trader;
}

std::optional<Failure> run_again(const std::vector<RecordedCommand>& commands,
                                 ExchangePair::Density density) {
  Rerun rerun(density);
  std::size_t index = 0;
  try {
    for (std::size_t i = 0; i < commands.size(); ++i) {
      index = i;
      while (rerun.advance_once(commands[i].time)) {
      }
      rerun.apply(commands[i]);
    }
    rerun.pair().compare_everything();
  } catch (const std::exception& error) {
    return Failure{index, error.what()};
  }
  return {};
}

namespace {

// What differs, without the values: another difference is not the one to be shown.
std::string kind(const Failure& failure) {
  std::string text = failure.what.substr(0, failure.what.find(':'));
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }),
             text.end());
  return text;
}

}  // namespace

std::vector<RecordedCommand> shrink(std::vector<RecordedCommand> commands, Duration limit) {
  const auto first = run_again(commands, ExchangePair::Density::books);
  if (!first) return commands;
  const Failure& failure = *first;  // perhaps seen earlier than in the run that was not looked at so closely
  commands.resize(failure.index + 1);
  const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(limit.ns());
  const auto fails = [&failure](std::vector<RecordedCommand>& tried) {
    const auto density =
        tried.size() <= kShort ? ExchangePair::Density::everything : ExchangePair::Density::books;
    const auto now = run_again(tried, density);
    if (!now || kind(*now) != kind(failure)) return false;
    tried.resize(now->index + 1);
    return true;
  };
  for (std::size_t chunk = std::max<std::size_t>(1, commands.size() / 2);;) {
    bool removed = false;
    for (std::size_t i = chunk > kSetUp ? kSetUp : 0;
         i < commands.size() && std::chrono::steady_clock::now() < end;) {
      std::vector<RecordedCommand> tried(commands.begin(), commands.begin() + static_cast<std::ptrdiff_t>(i));
      const std::size_t behind = std::min(commands.size(), i + chunk);
      tried.insert(tried.end(), commands.begin() + static_cast<std::ptrdiff_t>(behind), commands.end());
      if (fails(tried)) {
        commands = std::move(tried);
        removed = true;
      } else {
        i += chunk;
      }
    }
    if (std::chrono::steady_clock::now() >= end || (chunk == 1 && !removed)) return commands;
    chunk = chunk == 1 ? 1 : chunk / 2;
  }
}

namespace {

// The lines of a scenario, with what the naive model says.
class ScenarioText {
 public:
  void now(Timestamp time) {
    if (time != time_) lines_ += "now " + to_rfc3339(time) + "\n";
    time_ = time;
  }

  void command(const Command& command, const Exchange& exchange) {
    std::string line = scenario_line(command, exchange);
    const auto* auction = std::get_if<StartAuction>(&command);
    if (auction && auction->ends_at && *auction->ends_at > time_)
      line = line.substr(0, line.find(" for ")) + " for " + scenario_duration(*auction->ends_at - time_);
    command_at_ = lines_.size();
    lines_ += line;
  }

  // Takes back the last command, which did nothing and may be one that the language has no words for.
  void forget_command() { lines_.resize(command_at_); }

  void outcome(const ExchangePair& pair) {
    const NaiveOutcome& outcome = pair.outcome();
    if (outcome.refusal) {
      lines_ += "  -> refused " + std::string(to_text(*outcome.refusal));
    } else if (const OrderId id = outcome.applied.order; id != OrderId()) {
      const std::string number = std::to_string(id.value());
      lines_ += outcome.applied.repeated ? "  -> repeated " + number
                                         : "  -> " + number + " " + status(pair.naive().order(id));
    }
    lines_ += "\n";
    trades(pair);
  }

  void trades(const ExchangePair& pair) {
    for (const Trade& trade : pair.outcome().trades) lines_ += scenario_trade(trade) + "\n";
  }

  // The orders that the last command changed.
  void orders(const ExchangePair& pair) {
    for (const OrderId id : pair.outcome().touched) {
      const NaiveOrder& order = pair.naive().order(id);
      lines_ += "order " + std::to_string(id.value()) + " " + status(order) + " filled " +
                std::to_string(order.filled.shares()) + " left " + std::to_string(order.remaining.shares()) +
                "\n";
    }
  }

  const std::string& lines() const { return lines_; }

 private:
  static std::string status(const Order& order) {
    std::string text(to_text(order.status));
    if (order.reason != EndReason::none) text += " " + std::string(to_text(order.reason));
    return text;
  }

  Timestamp time_ = CommandFlow::kStart;
  std::string lines_;
  std::size_t command_at_ = 0;
};

}  // namespace

std::string as_scenario(const std::vector<RecordedCommand>& commands) {
  Rerun rerun(ExchangePair::Density::everything);
  ScenarioText text;
  for (const RecordedCommand& recorded : commands) {
    bool stated = false;
    try {
      text.now(recorded.time);
      while (rerun.advance_once(recorded.time)) text.trades(rerun.pair());
      text.command(rerun.translate(recorded.command), rerun.pair().exchange());
      stated = true;
      rerun.apply(recorded);
      if (rerun.pair().outcome().refusal == Refusal::invalid_request)
        text.forget_command();
      else
        text.outcome(rerun.pair());
    } catch (const std::exception& error) {
      stated ? text.outcome(rerun.pair()) : text.trades(rerun.pair());
      text.orders(rerun.pair());
      return "# " + std::string(error.what()) + "\n" + text.lines();
    }
  }
  return text.lines();
}

}  // namespace market::test
