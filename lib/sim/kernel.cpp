#include "sim/kernel.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {

bool Kernel::later(const Event& a, const Event& b) {
  if (a.time != b.time) return a.time > b.time;
  if (a.agent != b.agent) return a.agent > b.agent;
  return a.sequence > b.sequence;
}

void Kernel::add(Agent& agent) {
  running_ = static_cast<std::uint32_t>(agents_.size());
  agents_.push_back(&agent);
  agent.start(*this);
}

void Kernel::attach(Agent& agent) {
  agents_.push_back(&agent);
}

void Kernel::schedule(Timestamp time, Tag tag) {
  MARKET_CHECK(time >= now_);
  heap_.push_back({time, running_, next_sequence_++, tag});
  std::push_heap(heap_.begin(), heap_.end(), later);
}

std::optional<Timestamp> Kernel::next_time() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().time;
}

std::size_t Kernel::run_until(Timestamp time, std::size_t at_most) {
  std::size_t handled = 0;
  while (!heap_.empty() && heap_.front().time <= time) {
    if (handled == at_most) return handled;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Event event = heap_.back();
    heap_.pop_back();
    now_ = event.time;
    running_ = event.agent;
    agents_[event.agent]->wake(*this, event.tag);
    ++handled;
  }
  now_ = std::max(now_, time);
  return handled;
}

void Kernel::postpone(Duration by) {
  MARKET_CHECK(by.ns() >= 0);
  for (Event& event : heap_) event.time = event.time + by;
}

void Kernel::Event::state(StateArchive& archive) {
  archive.fields(time, agent, sequence, tag);
}

void Kernel::state(StateArchive& archive) {
  archive.fields(now_, next_sequence_, heap_);
  for (const Event& event : heap_)
    if (event.agent >= agents_.size() || event.time < now_) archive.fail("has an event that cannot be");
  if (archive.loading()) std::make_heap(heap_.begin(), heap_.end(), later);
}

}  // namespace market::sim
