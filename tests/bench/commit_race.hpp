// CommitRace: writers that append commands under one mutex, as the venue does, and have a given number of
// them on their way to the disk. With one each, every writer waits for its command before the next; with more
// they are like the daemon's loops, which go on while answers wait.
//
// Threads: the writers are its own; wake() from any.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "model/command.hpp"

namespace market::bench {

// The i-th command of every race: a plain limit order.
PlaceOrder race_order(std::uint64_t i);

struct RaceShape {
  unsigned writers = 64;
  unsigned on_their_way = 1;  // of each writer
};

struct RaceResult {
  double commands_per_second = 0;
  double commands_per_commit = 0;
};

class CommitRace {
 public:
  // To be told of each commit, after the log's durable_seq() has moved.
  void wake();

  template <class Log>
  RaceResult run(Log& log, RaceShape shape, std::chrono::seconds length) {
    std::vector<std::thread> threads;
    const auto start = std::chrono::steady_clock::now();
    for (unsigned i = 0; i < shape.writers; ++i)
      threads.emplace_back([&] { write(log, shape.on_their_way); });
    std::this_thread::sleep_for(length);
    stop_ = true;
    for (std::thread& thread : threads) thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const auto count = static_cast<double>(seq_);
    return {count / took.count(), count / std::max(1.0, static_cast<double>(commits_.load()))};
  }

 private:
  void wait_for_commit(std::uint32_t seen);

  template <class Log>
  void write(Log& log, unsigned on_their_way) {
    std::vector<Seq> sent(on_their_way, 0);
    for (std::size_t i = 0; !stop_; i = (i + 1) % sent.size()) {
      await(log, sent[i]);
      const std::lock_guard lock(mutex_);
      sent[i] = ++seq_;
      log.append(race_order(seq_), {seq_, Timestamp(static_cast<std::int64_t>(seq_) * 1'000)});
    }
    for (const Seq seq : sent) await(log, seq);
  }

  template <class Log>
  void await(const Log& log, Seq seq) {
    for (;;) {
      const std::uint32_t seen = commits_.load(std::memory_order_acquire);
      if (log.durable_seq() >= seq || log.failed()) return;
      wait_for_commit(seen);
    }
  }

  std::mutex mutex_;
  Seq seq_ = 0;  // guarded by mutex_
  std::atomic<std::uint32_t> commits_{0};
  std::atomic<bool> stop_{false};
};

}  // namespace market::bench
