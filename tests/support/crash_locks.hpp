// CrashLocks: the locks on one file of a CrashDisk and its shared memory, as SQLite's connections in one
// process see them: the five levels of a database file, and the eight slots of the index of a write-ahead
// log. Source: sqlite3.h, sqlite3_io_methods; SQLite's "File Locking And Concurrency In SQLite Version 3".
//
// Threads: none of its own; the owner locks.
#pragma once
#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace market::test {

class CrashLocks {
 public:
  // Whoever holds locks; compared only.
  using Holder = const void*;

  // The levels are SQLITE_LOCK_NONE … SQLITE_LOCK_EXCLUSIVE. False: somebody else's lock forbids it.
  bool raise(Holder holder, int level);
  void lower(Holder holder, int level);
  bool reserved() const;

  // Of `count` slots from `first` on, all or none.
  bool share(Holder holder, int first, int count);
  bool exclude(Holder holder, int first, int count);
  void release(Holder holder, int first, int count);

  // The region, made when `extend`; nullptr when there is none.
  void* map(Holder holder, std::size_t region, std::size_t size, bool extend);
  // The last one to leave takes the memory with it.
  void unmap(Holder holder);

  bool unused() const { return levels_.empty() && mapped_.empty(); }

 private:
  static constexpr std::size_t kSlots = 8;
  struct Slots {
    std::array<bool, kSlots> shared{}, exclusive{};
  };

  std::map<Holder, int> levels_;
  std::map<Holder, Slots> mapped_;
  std::vector<std::unique_ptr<char[]>> regions_;
};

}  // namespace market::test
