#include "store/archive_connection.hpp"

#include <utility>

namespace market {
namespace {

constexpr std::size_t kMaxIdle = 4;

}  // namespace

std::unique_ptr<ArchiveConnection> ArchivePool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<ArchiveConnection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return std::make_unique<ArchiveConnection>(file_, disk_);
}

void ArchivePool::give_back(std::unique_ptr<ArchiveConnection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(connection));
}

}  // namespace market
