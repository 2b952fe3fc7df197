#include "venue/verifier.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <memory>
#include <optional>

#include "engine/exchange.hpp"
#include "store/image_difference.hpp"
#include "store/journal.hpp"
#include "store/venue_store.hpp"
#include "venue/identity.hpp"

namespace market {
namespace {

constexpr Seq kProgressEvery = 100'000;

// A state that was kept, or only its hash.
struct Kept {
  Seq seq = 0;
  std::string source;
  std::optional<StateImage> state;
  std::uint64_t state_hash = 0;  // of the hash alone, or of the state once it is restored
};

std::string hex(std::uint64_t hash) {
  char text[20];
  std::snprintf(text, sizeof text, "%016" PRIx64, hash);
  return text;
}

std::unique_ptr<Exchange> restored(const Kept& kept) {
  auto exchange = std::make_unique<Exchange>();
  if (std::string fault = exchange->restore(*kept.state); !fault.empty())
    throw StoreCorrupt(kept.source + " is damaged: " + fault);
  return exchange;
}

void add_database(const std::filesystem::path& file, const std::string& source, std::vector<Kept>& kept) {
  VenueStore store(file, Disk::real(), VenueStore::Use::look);
  for (const NotedHash& noted : store.noted_hashes())
    kept.push_back({noted.seq, "the hash noted in " + source, std::nullopt, noted.state_hash});
  if (auto stored = store.load_checked())
    kept.push_back({stored->state.venue.seq, source, std::move(stored->state), 0});
}

std::vector<Kept> kept_states(const VerifierFiles& files) {
  std::vector<Kept> kept;
  for (const auto& copy : files.copies) add_database(copy, copy.filename().string(), kept);
  add_database(files.database, files.database.filename().string(), kept);
  std::stable_sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.seq < b.seq; });
  return kept;
}

// Compares the replayed exchange with what was kept of the same seq; false at a difference.
bool agrees(const Exchange& replayed, const Kept& kept, Verification& result) {
  const std::uint64_t hash = replayed.state_hash();
  const auto other = kept.state ? restored(kept) : nullptr;
  const std::uint64_t expected = other ? other->state_hash() : kept.state_hash;
  if (hash == expected) {
    result.equal.push_back({kept.seq, hash, kept.source});
    return true;
  }
  result.difference = "at seq " + std::to_string(kept.seq) + " the replay comes to state_hash " + hex(hash) +
                      ", " + kept.source + " to " + hex(expected);
  if (other) result.difference += ": " + image_difference(replayed.image(), other->image());
  return false;
}

}  // namespace

Verification verify(const VerifierFiles& files, const std::function<void(Seq)>& progress) {
  const std::vector<Kept> kept = kept_states(files);
  Journal journal(files.journal, Journal::Look{});
  {
    VenueStore store(files.database, Disk::real(), VenueStore::Use::look);
    check_identity(journal, store);
  }
  Verification result;
  auto exchange = std::make_unique<Exchange>();
  auto next = kept.begin();
  result.start = "the empty venue";
  if (const Seq first = journal.unbroken_from(); first != 1) {
    const auto begins = std::find_if(kept.begin(), kept.end(), [&](const Kept& one) {
      return one.state && (first == 0 || one.seq + 1 >= first);
    });
    if (begins != kept.end()) {
      exchange = restored(*begins);
      result.from = begins->seq;
      result.start = begins->source;
      next = std::find_if(kept.begin(), begins, [&](const Kept& one) { return one.seq == begins->seq; });
    }
  }
  const auto compare_up_to = [&](Seq seq) {
    for (; next != kept.end() && next->seq <= seq && result.difference.empty(); ++next)
      if (next->seq == exchange->seq()) agrees(*exchange, *next, result);
  };
  compare_up_to(exchange->seq());
  journal.replay(result.from, [&](const Command& command, Stamp stamp) {
    if (!result.difference.empty()) return;
    if (stamp.time < exchange->now()) {
      result.difference = "command " + std::to_string(stamp.seq) +
                          " of the journal is older than the state of " + result.start +
                          ": they are not of one venue";
      return;
    }
    if (const auto applied = exchange->apply(command, stamp); !applied) {
      result.difference = "command " + std::to_string(stamp.seq) +
                          " does not apply to what the replay came to: " + applied.error().detail;
      return;
    }
    compare_up_to(stamp.seq);
    if (progress && stamp.seq % kProgressEvery == 0) progress(stamp.seq);
  });
  result.to = exchange->seq();
  result.state_hash = exchange->state_hash();
  const Seq unwritten = journal.unwritten_from(), newest = kept.empty() ? 0 : kept.back().seq;
  if (result.difference.empty() && unwritten != 0 && newest < journal.promised_seq())
    result.difference = "commands up to " + std::to_string(journal.promised_seq()) +
                        " were acknowledged, the newest state that was kept is of seq " +
                        std::to_string(newest);
  if (result.difference.empty() && unwritten != 0 && next != kept.end() && next->seq >= unwritten)
    for (; next != kept.end(); ++next) result.beyond.push_back({next->seq, next->source});
  if (result.difference.empty() && next != kept.end())
    result.difference = "the journal ends with seq " + std::to_string(result.to) + ", " + next->source +
                        " is of seq " + std::to_string(next->seq);
  return result;
}

}  // namespace market
