// Journal: the venue's commands on disk, in order, one SQLite row a group commit.
//
// Snapshots in market.db (see venue_store.hpp) hold the venue as of a seq. A start reads the commands after
// it, and rows that no start will need any more are dropped.
//
// append() only encodes into memory; a thread of the journal's own writes what has gathered as one row
// (first_seq, count, crc32c, blob), or several when there is much, in one transaction and then moves
// durable_seq() and calls on_durable. While it writes, the next batch gathers. If a write fails the journal
// stops for good: durable_seq() moves no more and on_failure is called once. A failed fsync is never retried.
//
// A file beside it (journal.db: journal.seq) says how far commands were acknowledged, so that replay()
// notices when the end is gone; see high_water.hpp.
//
// Durability of one commit: always = fsync (synchronous FULL) · os = handed to the operating system, survives
// kill -9 but not power loss (synchronous NORMAL) · none = nothing is written, durable at once.
//
// Threads: add() and append() from any thread that holds the venue's lock; publish(), drop_through(),
// durable_seq(), first_seq() and failed() from any; the rest from the owner's, never from a callback.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "model/command.hpp"
#include "store/disk.hpp"

namespace market {

enum class Durability : std::uint8_t { always, os, none };
std::string_view to_text(Durability durability);
std::optional<Durability> parse_durability(std::string_view text);

// The journal cannot be trusted: what() says which file, which row and what is wrong with it. Exit code 4.
class JournalCorrupt : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The journal cannot be opened or read for a reason outside its content (permission, disk). Exit code 1.
class JournalUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Journal {
 public:
  struct Callbacks {
    // On the journal's thread; with Durability::none on that of publish().
    std::function<void(Seq durable)> on_durable;
    std::function<void(const std::string& why)> on_failure;  // on the journal's thread, once
  };

  // Opens or creates `file`. Throws JournalCorrupt or JournalUnavailable.
  Journal(std::filesystem::path file, Durability durability, Disk& disk = Disk::real());
  // Only to read it: nothing is changed, and a file that is missing or empty counts as damaged. Throws the
  // same. Only what reads may be called.
  struct Look {};
  Journal(std::filesystem::path file, Look, Disk& disk = Disk::real());
  ~Journal();  // close()
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Calls visit for each command after `after`, oldest first, checking checksums, that none is missing from
  // after + 1 on, that they (or `after` itself) reach what was acknowledged, and that time never goes
  // backwards. What lies before the row with command after + 1 is not read. Returns the last seq, at least
  // `after`. Throws JournalCorrupt, which leaves the files as they are, or JournalUnavailable; what visit
  // throws passes through. Only before start().
  Seq replay(Seq after, const std::function<void(const Command&, Stamp)>& visit);

  // The seq of the first command that is kept; 0 when none is.
  Seq first_seq() const;
  // Of the last one, as it stands in the file. Before start(). Throws JournalCorrupt or JournalUnavailable.
  Seq last_seq();

  // From where on no command is missing: first_seq(), or behind the last session that wrote none
  // (Durability::none), whose commands only a snapshot has. Before start(). Throws JournalCorrupt or
  // JournalUnavailable.
  Seq unbroken_from();
  // The first command of a session with Durability::none that was the last one here: it and what followed
  // are in snapshots alone. 0: there was none.
  Seq unwritten_from();
  // How far commands were acknowledged, as the file beside the journal says; 0: it claims nothing.
  Seq promised_seq() const;

  const std::filesystem::path& path() const;

  // The name of the venue, empty while it has none, and giving it one. Before start(): see JournalFile.
  // Throws JournalCorrupt or JournalUnavailable.
  std::string identity();
  void set_identity(const std::string& venue);

  // Starts the thread. `last_seq` is the seq after which append() goes on: what replay() returned. Throws
  // JournalCorrupt or JournalUnavailable.
  void start(Seq last_seq, Callbacks callbacks);

  // Adds one command; only after start(). stamp.seq must be the previous one + 1 and stamp.time not earlier
  // than the previous one. Blocks when more than 64 MiB wait to be written. After a failure or close() it
  // does nothing. It is written after the next publish() at the latest: waking the thread for each of many
  // would cost more than they do.
  void add(const Command& command, Stamp stamp);
  void publish();  // any thread
  void append(const Command& command, Stamp stamp) {
    add(command, stamp);
    publish();
  }

  // No start will need the commands up to `seq` any more: whoever calls has them in a snapshot on disk. The
  // journal's thread drops the rows that hold no others when nothing waits to be written, a few at a time;
  // the newest row stays. What is not dropped before close() waits for the next call. With Durability::none
  // it does nothing.
  void drop_through(Seq seq);

  // A snapshot that is on disk has the commands up to `seq`: with Durability::none, where nothing else says
  // so, replay() notices at the next start when it is gone. From one thread.
  void vouch_for(Seq seq);

  Seq durable_seq() const;
  bool failed() const;

  // Writes what waits, stops the thread and closes the file. Idempotent.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market
