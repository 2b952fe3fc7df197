// PlainLog: the yardstick of the journal: an append-only file with the same group commit and nothing else.
// What gathered during one write goes out with the next, one write() each, and fdatasync() when asked. No
// checksums, no index, no mark beside it, nothing is ever dropped or read.
//
// Threads: append() from one at a time.
#pragma once
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "model/command.hpp"
#include "store/journal.hpp"

namespace market::bench {

class PlainLog {
 public:
  PlainLog(const std::filesystem::path& file, Durability durability);
  ~PlainLog();
  PlainLog(const PlainLog&) = delete;
  PlainLog& operator=(const PlainLog&) = delete;

  void start(std::function<void(Seq)> on_durable);
  void append(const Command& command, Stamp stamp);
  Seq durable_seq() const { return durable_.load(std::memory_order_acquire); }
  void close();
  bool failed() const { return failed_; }

 private:
  void run();

  int fd_;
  Durability durability_;
  std::function<void(Seq)> on_durable_;
  std::thread thread_;
  std::atomic<Seq> durable_{0};
  std::atomic<bool> failed_{false};

  std::mutex mutex_;  // guards what follows
  std::condition_variable work_;
  std::string pending_;
  Seq appended_ = 0;
  bool stopping_ = false;
};

}  // namespace market::bench
