#include "daemon/simulation_recovery.hpp"

#include <algorithm>
#include <memory>

#include "daemon/exchange_reader.hpp"
#include "daemon/venue_port.hpp"
#include "sim/simulator.hpp"
#include "store/command_codec.hpp"

namespace market {
namespace {

// A journal of more commands since the state was kept is not held in memory for this.
constexpr std::size_t kMostCommands = 4'000'000;

struct Journaled {
  std::string command;  // encoded
  Stamp stamp;
};

std::string encoded(const Command& command) {
  std::string bytes;
  encode_command(bytes, command);
  return bytes;
}

// A market beside the venue's that goes through the same again: it takes commands as the venue does, and
// holds each against the journal.
class RepeatedMarket final : public ExchangeReader {
 public:
  explicit RepeatedMarket(Venue& venue) : venue_(venue) {}

  // Empty, or what is wrong.
  std::string restore(const KeptSimulation& kept);
  const std::string& fault() const { return fault_; }

  // The next command of the journal; nullptr at its end.
  const Journaled* next() const { return next_ < journal_.size() ? &journal_[next_] : nullptr; }
  // That one was somebody else's.
  void apply_next();
  void do_what_is_due(Timestamp time);

  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override {
    const Timestamp time = std::max(now, exchange_.now());
    do_what_is_due(time);
    return repeat(command, time);
  }
  void trades_after(TradeId seen, std::vector<Trade>& out) override;

  std::vector<std::pair<Command, Timestamp>> take_unfinished() { return std::move(unfinished_); }

 private:
  const Exchange& exchange() const override { return exchange_; }
  tl::expected<Applied, Refused> repeat(const Command& command, Timestamp time);
  void compare(const Command& command, Stamp stamp);

  Venue& venue_;
  Exchange exchange_;
  std::vector<Journaled> journal_;
  std::size_t next_ = 0;
  std::vector<std::pair<Command, Timestamp>> unfinished_;
  std::vector<Trade> new_trades_;  // of those
  std::string fault_;
};

std::string RepeatedMarket::restore(const KeptSimulation& kept) {
  if (auto stored = venue_.stored_state())
    if (std::string fault = exchange_.restore(*stored); !fault.empty()) return fault;
  if (exchange_.seq() > kept.seq) return "market.db is newer";
  std::string fault;
  venue_.each_command(exchange_.seq(), [&](const Command& command, Stamp stamp) {
    if (!fault.empty()) return;
    if (stamp.seq > kept.seq)
      journal_.push_back({encoded(command), stamp});
    else if (!exchange_.apply(command, stamp))
      fault = "command " + std::to_string(stamp.seq) + " does not apply";
    if (journal_.size() > kMostCommands) fault = "the journal has too many commands since";
  });
  if (fault.empty() && exchange_.seq() < kept.seq) fault = "the journal ends before it";
  return fault;
}

void RepeatedMarket::apply_next() {
  const Journaled& journaled = journal_[next_++];
  const auto command = decode_command(journaled.command);
  if (!command || !exchange_.apply(*command, journaled.stamp))
    fault_ = "command " + std::to_string(journaled.stamp.seq) + " does not apply";
}

void RepeatedMarket::do_what_is_due(Timestamp time) {
  for (auto due = exchange_.next_due(); due && *due <= time && fault_.empty(); due = exchange_.next_due())
    (void)repeat(AdvanceTime{}, std::max(exchange_.now(), *due));
}

tl::expected<Applied, Refused> RepeatedMarket::repeat(const Command& command, Timestamp time) {
  const Stamp stamp{exchange_.seq() + 1, time};
  auto applied = exchange_.apply(command, stamp);
  if (applied && !applied->repeated) compare(command, stamp);
  return applied;
}

void RepeatedMarket::compare(const Command& command, Stamp stamp) {
  if (const Journaled* journaled = next()) {
    const bool same = journaled->stamp.seq == stamp.seq && journaled->stamp.time == stamp.time &&
                      journaled->command == encoded(command);
    if (!same && fault_.empty())
      fault_ = "the agents come to another command " + std::to_string(stamp.seq) + " than the journal has";
    ++next_;
    return;
  }
  unfinished_.emplace_back(command, stamp.time);
  for (const Event& event : exchange_.events())
    if (const auto* trade = std::get_if<Trade>(&event)) new_trades_.push_back(*trade);
}

// The venue has had them all already.
void RepeatedMarket::trades_after(TradeId seen, std::vector<Trade>& out) {
  const TradeId last(exchange_.last_trade_id().value() - new_trades_.size());
  if (seen < last)
    venue_.with(
        [&](const Venue::Session& session) { append_trades(venue_, session.history(), seen, last, out); });
  for (const Trade& trade : new_trades_)
    if (trade.id > seen) out.push_back(trade);
}

// Whether it is an order of one of the scenario's accounts.
bool is_of_agents(const std::string& command, const Scenario& scenario, RepeatedMarket& market) {
  const auto decoded = decode_command(command);
  const auto* order = decoded ? std::get_if<PlaceOrder>(&*decoded) : nullptr;
  if (order == nullptr) return false;
  for (const AgentSpec& agent : scenario.agents) {
    const AgentAccounts& accounts = accounts_of(agent);
    for (std::uint32_t i = 0; i < accounts.size(); ++i)
      if (market.find_trader(accounts.account(i).view()) == order->trader) return true;
  }
  return false;
}

// Empty, or what is wrong.
std::string drive(Simulator& simulator, RepeatedMarket& market, const Scenario& scenario, bool acts) {
  while (const Journaled* next = market.next()) {
    const auto moment = simulator.next_time();
    if (acts && moment && *moment <= next->stamp.time) {
      market.do_what_is_due(*moment);
      simulator.run_until(*moment);
    } else {
      if (!acts && is_of_agents(next->command, scenario, market)) return "the agents began to act after it";
      market.apply_next();
    }
    if (!market.fault().empty()) return market.fault();
  }
  return {};
}

RecoveredSimulation as_it_is(Simulator& simulator, Seq seq, const KeptSimulation& kept) {
  RecoveredSimulation recovered;
  recovered.seq = seq;
  recovered.agents = simulator.state();
  recovered.run = kept.run;
  if (kept.acts) recovered.next = simulator.next_time().value_or(recovered.next);
  return recovered;
}

// Nothing has happened since: the venue is the market that the agents knew.
tl::expected<RecoveredSimulation, std::string> take_up(const Scenario& scenario, const KeptSimulation& kept,
                                                       VenuePort& port) {
  auto simulator = Simulator::resume(scenario, kept.agents, port);
  if (!simulator) return tl::unexpected(simulator.error());
  return as_it_is(**simulator, kept.seq, kept);
}

}  // namespace

tl::expected<RecoveredSimulation, std::string> recover_simulation(const Scenario& scenario,
                                                                  const KeptSimulation& kept, Venue& venue) {
  VenuePort now(venue);
  if (now.with([&] { return now.seq(); }) == kept.seq)
    return now.with([&] { return take_up(scenario, kept, now); });
  RepeatedMarket market(venue);
  if (std::string fault = market.restore(kept); !fault.empty()) return tl::unexpected(fault);
  auto simulator = Simulator::resume(scenario, kept.agents, market);
  if (!simulator) return tl::unexpected(simulator.error());
  if (std::string fault = drive(**simulator, market, scenario, kept.acts); !fault.empty())
    return tl::unexpected(fault);
  RecoveredSimulation recovered = as_it_is(**simulator, market.seq(), kept);
  recovered.unfinished = market.take_unfinished();
  if (!recovered.unfinished.empty()) recovered.next = recovered.unfinished.front().second;
  return recovered;
}

}  // namespace market
