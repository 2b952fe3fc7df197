// FeedRun: an exchange with its history and its feed under random commands, one after the other.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/support/command_flow.hpp"
#include "tests/support/view_of.hpp"
#include "venue/feed_publisher.hpp"
#include "venue/history.hpp"

namespace market::test {

class FeedRun {
 public:
  explicit FeedRun(std::uint64_t seed) : flow_(seed), opening_(flow_.opening()) {}

  // The next command, and before it what has become due; `check` is called after each that was applied with
  // the messages that it caused.
  template <class Check>
  void step(Check check) {
    time_ = time_ + flow_.pause();
    for (auto due = exchange_.next_due(); due && *due <= time_; due = exchange_.next_due())
      apply(AdvanceTime{}, std::max(exchange_.now(), *due), check);
    const bool opens = steps_ < opening_.size();
    apply(opens ? opening_[steps_] : flow_.next(view_, time_), time_, check);
    ++steps_;
  }

  const Exchange& exchange() const { return exchange_; }
  const History& history() const { return history_; }

 private:
  template <class Check>
  void apply(const Command& command, Timestamp time, Check& check) {
    const Stamp stamp{exchange_.seq() + 1, time};
    const auto outcome = exchange_.apply(command, stamp);
    if (!outcome || outcome->repeated) return;
    if (std::holds_alternative<PlaceOrder>(command)) flow_.saw_order(outcome->order);
    history_.record(exchange_);
    publisher_.publish(exchange_, history_, stamp);
    events_.clear();
    REQUIRE(publisher_.ring().read(position_, UINT64_MAX, SIZE_MAX, events_));
    check(events_);
  }

  CommandFlow flow_;
  Exchange exchange_;
  History history_;
  FeedPublisher publisher_;
  MarketView view_ = view_of(exchange_);
  std::vector<Command> opening_;
  std::uint64_t steps_ = 0;
  Timestamp time_ = CommandFlow::kStart;
  std::uint64_t position_ = 0;  // in the feed's ring
  std::vector<FeedEvent> events_;
};

}  // namespace market::test
