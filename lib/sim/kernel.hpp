// Kernel: the discrete-event core of the simulator. A heap of events keyed (time, agent, sequence), so that
// the same agents scheduling the same events always wake in the same order.
//
// Thread rule: one thread at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/timestamp.hpp"

namespace market::sim {

class Kernel;
class StateArchive;

// What an agent asked to be woken for; its meaning is the agent's own.
using Tag = std::uint64_t;

class Agent {
 public:
  virtual ~Agent() = default;
  // Called once, before the first event: schedules the first wake-ups.
  virtual void start(Kernel& kernel) = 0;
  virtual void wake(Kernel& kernel, Tag tag) = 0;
  // Saves or loads what the agent knows beyond what it was made from. Loaded instead of start().
  virtual void state(StateArchive& archive) = 0;
};

class Kernel {
 public:
  explicit Kernel(Timestamp now) : now_(now) {}

  // Starts `agent`, which must outlive the kernel's use. Agents that wake at the same time do so in order of
  // addition.
  void add(Agent& agent);
  // As add(), without starting it: its events come with state().
  void attach(Agent& agent);

  // Wakes the agent that is running (in start or wake) at `time`, which must not lie before now().
  void schedule(Timestamp time, Tag tag);

  // The time of the event being handled, or the one run_until last reached.
  Timestamp now() const { return now_; }
  std::optional<Timestamp> next_time() const;

  // Handles the events up to and including `time`, at most `at_most` of them, and returns how many. When none
  // is left before it, now() is `time`.
  std::size_t run_until(Timestamp time, std::size_t at_most = SIZE_MAX);

  // Moves every pending event later by `by`, keeping their order.
  void postpone(Duration by);

  // The time and the pending events, not the agents.
  void state(StateArchive& archive);

 private:
  struct Event {
    Timestamp time;
    std::uint32_t agent = 0;
    std::uint64_t sequence = 0;
    Tag tag = 0;
    void state(StateArchive& archive);
  };
  static bool later(const Event& a, const Event& b);

  std::vector<Agent*> agents_;
  std::vector<Event> heap_;
  std::uint32_t running_ = 0;
  std::uint64_t next_sequence_ = 0;
  Timestamp now_;
};

}  // namespace market::sim
