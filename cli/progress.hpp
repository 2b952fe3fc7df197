// Progress: a bar on standard error while something long runs, redrawn at most ten times a second.
#pragma once
#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace market::cli {

class Progress {
 public:
  enum class Bar { hidden, shown };
  Progress(std::ostream& err, Bar bar, std::uint64_t total) : err_(err), bar_(bar), total_(total) {}
  ~Progress() { clear(); }

  void show(std::uint64_t done);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& err_;
  Bar bar_;
  std::uint64_t total_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point drawn_{};
  bool visible_ = false;
};

// "91,997"
std::string grouped(std::uint64_t number);

}  // namespace market::cli
