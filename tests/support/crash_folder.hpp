// CrashFolder: the files of a CrashDisk and their names. What a name stands for is durable when the names
// were synced, or the file itself was after it got the name: changes of names become durable in their order,
// as on a file system with a log.
//
// Threads: none of its own; a value, so that a copy is another disk in the same state.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/crash_file.hpp"

namespace market::test {

class CrashFolder {
 public:
  using FileId = std::uint64_t;

  std::optional<FileId> find(const std::string& name) const;
  FileId create(const std::string& name);
  // A file that nobody else can open.
  FileId create_unnamed();
  void remove(const std::string& name);
  void rename(const std::string& from, const std::string& to);

  CrashFile& file(FileId id) { return files_.at(id); }
  const CrashFile& file(FileId id) const { return files_.at(id); }

  void sync_file(FileId id);
  void sync_names();

  // Files and names become what was synced; with `random` also what may have been written besides: sectors,
  // and the first few of the changes of names, in their order.
  void lose_power(std::mt19937_64* random);

  std::vector<std::string> names() const;

 private:
  // One step: `removed` is no name any more and `added`, if any, stands for `file`.
  struct NameChange {
    std::optional<std::string> removed, added;
    FileId file = 0;
  };
  using Names = std::map<std::string, FileId>;
  static void apply(const NameChange& change, Names& names);
  void change(NameChange change);

  std::map<FileId, CrashFile> files_;
  Names names_;
  Names synced_names_;
  std::vector<NameChange> unsynced_;
  FileId next_id_ = 1;
};

}  // namespace market::test
