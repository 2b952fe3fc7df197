#include "tests/support/crash_vfs.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <new>

#include "core/check.hpp"

namespace market::test {
namespace {

// What SQLite keeps for an open file; SQLite owns the memory.
struct Handle {
  sqlite3_file base;
  CrashVfs* vfs;
  CrashDisk::FileId file;
  std::string* delete_on_close;  // nullptr: it stays

  CrashDisk& disk() const { return vfs->disk(); }
  template <class Use>
  auto with_locks(Use use) {
    return vfs->with_locks(file, use);
  }
};

Handle& handle_of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}

CrashVfs& vfs_of(sqlite3_vfs* vfs) {
  return *static_cast<CrashVfs*>(vfs->pAppData);
}

int code_of(bool done, int failed) {
  if (done) return SQLITE_OK;
  return errno == ENOSPC ? SQLITE_FULL : failed;
}

int close_file(sqlite3_file* file) {
  Handle& handle = handle_of(file);
  handle.with_locks([&](CrashLocks& locks) {
    locks.lower(&handle, SQLITE_LOCK_NONE);
    locks.unmap(&handle);
  });
  handle.disk().close(handle.file);
  if (handle.delete_on_close != nullptr) handle.disk().remove(*handle.delete_on_close);
  delete handle.delete_on_close;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  Handle& handle = handle_of(file);
  const auto wanted = static_cast<std::size_t>(size);
  const auto found =
      handle.disk().read_at(handle.file, static_cast<std::size_t>(offset), static_cast<char*>(to), wanted);
  if (!found) return SQLITE_IOERR_READ;
  if (*found == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + *found, 0, wanted - *found);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  Handle& handle = handle_of(file);
  const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
  return code_of(handle.disk().write_at(handle.file, static_cast<std::size_t>(offset), bytes),
                 SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  Handle& handle = handle_of(file);
  const bool done = handle.disk().truncate(handle.file, static_cast<std::size_t>(size));
  return done ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* file, int) {
  Handle& handle = handle_of(file);
  return handle.disk().sync(handle.file) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  Handle& handle = handle_of(file);
  *size = static_cast<sqlite3_int64>(handle.disk().size(handle.file));
  return SQLITE_OK;
}

int lock_file(sqlite3_file* file, int level) {
  Handle& handle = handle_of(file);
  const bool got = handle.with_locks([&](CrashLocks& locks) { return locks.raise(&handle, level); });
  return got ? SQLITE_OK : SQLITE_BUSY;
}

int unlock_file(sqlite3_file* file, int level) {
  Handle& handle = handle_of(file);
  handle.with_locks([&](CrashLocks& locks) { locks.lower(&handle, level); });
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* reserved) {
  Handle& handle = handle_of(file);
  *reserved = handle.with_locks([](CrashLocks& locks) { return locks.reserved() ? 1 : 0; });
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file*) {
  return static_cast<int>(CrashFile::kSector);
}

int characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int map_memory(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  Handle& handle = handle_of(file);
  *memory = handle.with_locks([&](CrashLocks& locks) {
    return locks.map(&handle, static_cast<std::size_t>(region), static_cast<std::size_t>(size), extend != 0);
  });
  return SQLITE_OK;
}

int lock_memory(sqlite3_file* file, int first, int count, int flags) {
  Handle& handle = handle_of(file);
  return handle.with_locks([&](CrashLocks& locks) {
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      locks.release(&handle, first, count);
      return SQLITE_OK;
    }
    const bool got = (flags & SQLITE_SHM_SHARED) != 0 ? locks.share(&handle, first, count)
                                                      : locks.exclude(&handle, first, count);
    return got ? SQLITE_OK : SQLITE_BUSY;
  });
}

void barrier(sqlite3_file* file) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  handle_of(file).with_locks([](CrashLocks&) {});
}

int unmap_memory(sqlite3_file* file, int) {
  Handle& handle = handle_of(file);
  handle.with_locks([&](CrashLocks& locks) { locks.unmap(&handle); });
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {
    2,           close_file,  read_file,      write_file,   truncate_file, sync_file,       file_size,
    lock_file,   unlock_file, check_reserved, control_file, sector_size,   characteristics, map_memory,
    lock_memory, barrier,     unmap_memory,   nullptr,      nullptr};

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* opened_as) {
  file->pMethods = nullptr;
  CrashVfs& own = vfs_of(vfs);
  const auto missing =
      (flags & SQLITE_OPEN_CREATE) != 0 ? CrashDisk::Missing::create : CrashDisk::Missing::fail;
  const auto id = own.disk().open(name, missing);
  if (!id) return errno == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN;
  const bool goes = name != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  new (file) Handle{{&kMethods}, &own, *id, goes ? new std::string(name) : nullptr};
  if (opened_as != nullptr) *opened_as = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync) {
  CrashDisk& disk = vfs_of(vfs).disk();
  if (!disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
  if (!disk.remove(name)) return SQLITE_IOERR_DELETE;
  return sync == 0 || disk.sync_names() ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

// As SQLite's own, an empty file counts as none when its existence is asked for.
int access_file(sqlite3_vfs* vfs, const char* name, int what, int* result) {
  const CrashDisk& disk = vfs_of(vfs).disk();
  *result = what == SQLITE_ACCESS_EXISTS ? (disk.exists(name) && disk.size(name) > 0 ? 1 : 0)
                                         : (disk.exists(name) ? 1 : 0);
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* full) {
  sqlite3_snprintf(size, full, "%s", name);
  return SQLITE_OK;
}

sqlite3_vfs* usual() {
  return sqlite3_vfs_find(nullptr);
}

int randomness(sqlite3_vfs*, int size, char* out) {
  return usual()->xRandomness(usual(), size, out);
}

int sleep(sqlite3_vfs*, int microseconds) {
  return usual()->xSleep(usual(), microseconds);
}

int current_time(sqlite3_vfs*, double* days) {
  return usual()->xCurrentTime(usual(), days);
}

int current_time64(sqlite3_vfs*, sqlite3_int64* ms) {
  return usual()->xCurrentTimeInt64(usual(), ms);
}

int last_error(sqlite3_vfs*, int, char*) {
  return errno;
}

std::string new_name() {
  static std::atomic<int> disks{0};
  return "crash-disk-" + std::to_string(++disks);
}

}  // namespace

CrashVfs::CrashVfs(CrashDisk& disk) : disk_(disk), name_(new_name()) {
  vfs_.iVersion = 2;
  vfs_.szOsFile = sizeof(Handle);
  vfs_.mxPathname = 512;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = open_file;
  vfs_.xDelete = delete_file;
  vfs_.xAccess = access_file;
  vfs_.xFullPathname = full_name;
  vfs_.xRandomness = randomness;
  vfs_.xSleep = sleep;
  vfs_.xCurrentTime = current_time;
  vfs_.xGetLastError = last_error;
  vfs_.xCurrentTimeInt64 = current_time64;
  MARKET_CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
}

CrashVfs::~CrashVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

}  // namespace market::test
