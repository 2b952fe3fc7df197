// SimulationStates: what a simulation's agents know, on disk, so that they go on after a crash as if nothing
// had been: as of each snapshot of the venue, and of each moment at which somebody interfered with them. Two
// files, the newest and the one before it, which serves when the newest is of a moment that was not
// journaled.
//
// A state is written before the snapshot of its moment, so there is always one that is not older than
// market.db; from there the journal tells how they went on, see simulation_recovery.hpp.
//
// Thread rule: any thread.
#pragma once
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "venue/venue.hpp"

namespace market {

struct KeptSimulation {
  Seq seq = 0;  // of the market
  // Whether agents act when their time has come: not while the scenario is stopped and the clock goes on.
  bool acts = false;
  // A run of so much market time that ends then; none was asked for when it is 0.
  struct Run {
    Duration time;
    Timestamp end;
  } run;
  // The scenario as it was asked for over REST, a name or JSON, and its seed; empty when it came with
  // --scenario.
  std::string scenario;
  std::uint64_t seed = 0;
  std::string agents;        // Simulator::state()
  std::uint64_t number = 0;  // in the order in which this process took them; not kept
};

class SimulationStates final : public Venue::Companion {
 public:
  using Take = std::function<KeptSimulation(Venue::Session&)>;
  // `take` is called under the venue's lock; an empty `agents` means that there is nothing to keep. `file`
  // may be empty: then nothing is.
  SimulationStates(std::filesystem::path file, Take take);

  void capture(Venue::Session& session) override;
  void keep() override;
  // Writes this one, unless one that was taken later is there. Returns false when the disk refuses.
  bool write(const KeptSimulation& kept);

  // Those on disk that are whole, newest first.
  std::vector<KeptSimulation> read() const;
  const std::filesystem::path& path() const { return file_; }

 private:
  const std::filesystem::path file_, before_;
  const Take take_;
  KeptSimulation captured_;  // the snapshots' thread's own
  std::mutex mutex_;         // of the files and of what follows
  std::uint64_t written_ = 0;
};

}  // namespace market
