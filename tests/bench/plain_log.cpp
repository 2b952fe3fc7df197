#include "tests/bench/plain_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "store/command_codec.hpp"

namespace market::bench {

PlainLog::PlainLog(const std::filesystem::path& file, Durability durability)
    : fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)), durability_(durability) {}

PlainLog::~PlainLog() {
  close();
  if (fd_ >= 0) ::close(fd_);
}

void PlainLog::start(std::function<void(Seq)> on_durable) {
  on_durable_ = std::move(on_durable);
  thread_ = std::thread([this] { run(); });
}

void PlainLog::append(const Command& command, Stamp stamp) {
  {
    const std::lock_guard lock(mutex_);
    encode_command(pending_, command);
    appended_ = stamp.seq;
  }
  work_.notify_one();
}

void PlainLog::close() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void PlainLog::run() {
  std::string batch;
  for (;;) {
    Seq last = 0;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [this] { return !pending_.empty() || stopping_; });
      if (pending_.empty()) return;
      std::swap(batch, pending_);
      last = appended_;
    }
    if (::write(fd_, batch.data(), batch.size()) != static_cast<ssize_t>(batch.size())) failed_ = true;
    if (durability_ == Durability::always && ::fdatasync(fd_) != 0) failed_ = true;
    batch.clear();
    durable_.store(last, std::memory_order_release);
    on_durable_(last);
  }
}

}  // namespace market::bench
