#include "tests/support/crash_locks.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace market::test {

bool CrashLocks::raise(Holder holder, int level) {
  int& own = levels_[holder];
  if (own >= level) return true;
  int highest = SQLITE_LOCK_NONE;  // of the others
  for (const auto& [other, held] : levels_) {
    if (other != holder) highest = std::max(highest, held);
  }
  switch (level) {
    case SQLITE_LOCK_SHARED:
      if (highest >= SQLITE_LOCK_PENDING) return false;
      break;
    case SQLITE_LOCK_RESERVED:
      if (highest >= SQLITE_LOCK_RESERVED) return false;
      break;
    default:
      if (highest >= SQLITE_LOCK_RESERVED) return false;
      own = SQLITE_LOCK_PENDING;  // no new reader comes
      if (level == SQLITE_LOCK_EXCLUSIVE && highest >= SQLITE_LOCK_SHARED) return false;
  }
  own = level;
  return true;
}

void CrashLocks::lower(Holder holder, int level) {
  const auto own = levels_.find(holder);
  if (own == levels_.end()) return;
  own->second = std::min(own->second, level);
  if (own->second == SQLITE_LOCK_NONE) levels_.erase(own);
}

bool CrashLocks::reserved() const {
  return std::any_of(levels_.begin(), levels_.end(),
                     [](const auto& entry) { return entry.second >= SQLITE_LOCK_RESERVED; });
}

bool CrashLocks::share(Holder holder, int first, int count) {
  for (const auto& [other, slots] : mapped_) {
    for (int i = first; i < first + count; ++i) {
      if (other != holder && slots.exclusive.at(static_cast<std::size_t>(i))) return false;
    }
  }
  Slots& own = mapped_[holder];
  for (int i = first; i < first + count; ++i) own.shared.at(static_cast<std::size_t>(i)) = true;
  return true;
}

bool CrashLocks::exclude(Holder holder, int first, int count) {
  for (const auto& [other, slots] : mapped_) {
    for (int i = first; i < first + count; ++i) {
      const auto slot = static_cast<std::size_t>(i);
      if (other != holder && (slots.exclusive.at(slot) || slots.shared.at(slot))) return false;
    }
  }
  Slots& own = mapped_[holder];
  for (int i = first; i < first + count; ++i) own.exclusive.at(static_cast<std::size_t>(i)) = true;
  return true;
}

void CrashLocks::release(Holder holder, int first, int count) {
  Slots& own = mapped_[holder];
  for (int i = first; i < first + count; ++i) {
    own.shared.at(static_cast<std::size_t>(i)) = own.exclusive.at(static_cast<std::size_t>(i)) = false;
  }
}

void* CrashLocks::map(Holder holder, std::size_t region, std::size_t size, bool extend) {
  mapped_[holder];
  while (extend && regions_.size() <= region) regions_.push_back(std::make_unique<char[]>(size));
  return region < regions_.size() ? regions_[region].get() : nullptr;
}

void CrashLocks::unmap(Holder holder) {
  mapped_.erase(holder);
  if (mapped_.empty()) regions_.clear();
}

}  // namespace market::test
