// Verifier: whether a data folder tells one story: the journal is replayed from the oldest point that can be
// replayed from, and wherever a state was kept on the way - a standalone copy, a noted hash, the database
// itself - the replay must have come to the same.
//
// The oldest point is the empty venue while the journal has its beginning, else the oldest kept state from
// which the journal goes on without a gap.
//
// Of each database every row is read, those of the history too, which a start does not look at.
//
// Nothing in the folder is changed.
//
// Errors: throws what Journal and VenueStore throw.
// Thread rule: one thread; nobody else may have the folder open.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/ids.hpp"

namespace market {

struct VerifiedPoint {
  Seq seq = 0;
  std::uint64_t state_hash = 0;
  std::string source;  // "market.db", "snapshots/snapshot-….db", "a hash noted in market.db"
};

struct Verification {
  struct Kept {
    Seq seq = 0;
    std::string source;
  };
  Seq from = 0, to = 0;              // replayed from the state at `from`, to the journal's end
  std::string start;                 // what the state at `from` was taken from
  std::vector<VerifiedPoint> equal;  // what the replay agreed with
  std::vector<Kept> beyond;          // what a session with durability none left, whose commands nobody wrote
  std::string difference;            // the first one; empty when there is none
  std::uint64_t state_hash = 0;      // at `to`
};

struct VerifierFiles {
  std::filesystem::path journal, database;
  std::vector<std::filesystem::path> copies;
};

// `progress` is called now and then with the seq that was reached.
Verification verify(const VerifierFiles& files, const std::function<void(Seq)>& progress = {});

}  // namespace market
