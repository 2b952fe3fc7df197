// What Simulator::state() writes and resume() reads: a head that says what the state belongs to, then
// everything that changes, and a hash of all of it.
#include <utility>

#include "core/hash.hpp"
#include "sim/simulator.hpp"
#include "sim/state_archive.hpp"

namespace market {
namespace {

using sim::StateArchive;

constexpr std::uint64_t kMagic = 0x3330'6d69'732d'6b6d;  // "mk-sim03"
constexpr std::size_t kHashBytes = 8;

struct StateHead {
  std::uint64_t magic = kMagic;
  std::uint64_t fingerprint = 0;
  std::uint64_t seed = 0;
  bool scheduled = false;  // whether the scenario's schedule takes part
  Seq seq = 0;             // of the market

  void state(StateArchive& archive) { archive.fields(magic, fingerprint, seed, scheduled, seq); }
};

std::uint64_t hash_of(std::string_view bytes) {
  return Hasher().add(bytes).digest();
}

// The head, or why the state is none of this scenario and market.
tl::expected<StateHead, std::string> read_head(StateArchive& archive, std::uint64_t fingerprint, Seq seq) {
  StateHead head;
  archive.field(head);
  if (!archive.failure().empty() || head.magic != kMagic)
    return tl::unexpected(std::string("it is not a simulator's state"));
  if (head.fingerprint != fingerprint)
    return tl::unexpected(std::string("it was saved under another version of the scenario"));
  if (head.seq != seq)
    return tl::unexpected("it was saved at seq " + std::to_string(head.seq) + ", the market is at " +
                          std::to_string(seq));
  return head;
}

// The bytes without the hash at their end; nullopt when that is not theirs.
std::optional<std::string_view> checked(std::string_view state) {
  if (state.size() < kHashBytes) return std::nullopt;
  const std::string_view body = state.substr(0, state.size() - kHashBytes);
  StateArchive end(state.substr(body.size()));
  std::uint64_t hash = 0;
  end.field(hash);
  if (hash != hash_of(body)) return std::nullopt;
  return body;
}

}  // namespace

std::string Simulator::state() {
  StateArchive archive;
  StateHead head;
  head.fingerprint = fingerprint_;
  head.seed = seed_;
  head.scheduled = has_schedule();
  head.seq = gateway_.market().seq();
  archive.field(head);
  archive_state(archive);
  std::uint64_t hash = hash_of(archive.bytes());
  archive.field(hash);
  return archive.bytes();
}

tl::expected<std::unique_ptr<Simulator>, std::string> Simulator::resume(const Scenario& scenario,
                                                                        std::string_view state,
                                                                        MarketPort& market) {
  return resume(scenario, state, market, market.seq());
}

tl::expected<std::unique_ptr<Simulator>, std::string> Simulator::resume(const Scenario& scenario,
                                                                        std::string_view state,
                                                                        MarketPort& market, Seq seq) {
  const auto refuse = [&](const std::string& why) {
    return tl::unexpected("the saved state of scenario \"" + scenario.name + "\" cannot be used: " + why);
  };
  const auto body = checked(state);
  if (!body) return refuse("it is damaged");
  StateArchive archive(*body);
  const auto head = read_head(archive, scenario.fingerprint, seq);
  if (!head) return refuse(head.error());
  if (market.scenario_mark() != scenario.name) return refuse("the market was not made by the scenario");
  for (const CompanySpec& company : scenario.companies)
    if (!market.find_company(company.symbol.view())) return refuse("the market lacks a company");
  for (const AgentSpec& agent : scenario.agents)
    for (std::uint32_t i = 0; i < accounts_of(agent).size(); ++i)
      if (!market.find_trader(accounts_of(agent).account(i).view()))
        return refuse("the market lacks an account");

  std::unique_ptr<Simulator> simulator(new Simulator(market, scenario, head->seed, Timestamp(),
                                                     head->scheduled ? Begin::saved : Begin::saved_again));
  simulator->archive_state(archive);
  if (archive.failure().empty() && !archive.at_end()) archive.fail("is longer than it should be");
  if (!archive.failure().empty()) return refuse("it " + archive.failure());
  return simulator;
}

void Simulator::archive_state(StateArchive& archive) {
  std::size_t agents = agents_.size();
  archive.field(agents);
  if (agents != agents_.size()) archive.fail("has another number of agents");
  archive.fields(kernel_, tape_);
  for (const Follower& follower : followers_) follower.follower->state(archive);
  for (const auto& agent : agents_) agent->state(archive);
  archive.field(observer_);
}

}  // namespace market
