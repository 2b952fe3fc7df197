// Venue: the one door to the exchange for everybody - REST handlers, the simulator, start-up. It stamps
// commands with seq and time, applies them, journals them, records history and feeds the ring, all under one
// lock.
//
// What has become due by itself (an order expires, the session changes, an auction ends) is done before
// anything else: each with() begins with it, and so does each submit. Somebody should call do_what_is_due()
// when next_due() says so, or an idle venue lies behind its clock.
//
// Use: venue.with([&](Venue::Session& s) { auto outcome = s.submit(command); … copy out what the answer needs
// … }); Inside, the exchange and its history can be read consistently; format text after with() returned.
//
// Answers must not leave the process before durable_seq() has reached the seq that they show (submit's, or
// Session::seq() for reads).
//
// Start-up is recovery, the same after a crash and a clean stop: the last snapshot is loaded and checked,
// and what the journal has beyond it is replayed.
#pragma once
#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/exchange.hpp"
#include "store/archive.hpp"
#include "store/disk.hpp"
#include "store/journal.hpp"
#include "store/journal_keep.hpp"
#include "venue/clock.hpp"
#include "venue/feed_publisher.hpp"
#include "venue/history.hpp"
#include "venue/snapshots.hpp"

namespace market {

class Venue {
 public:
  class Session {
   public:
    const Exchange& exchange() const { return venue_.exchange_; }
    const History& history() const { return venue_.history_; }
    Seq seq() const { return venue_.exchange_.seq(); }
    // The venue's time now; what a command submitted now would be stamped with.
    Timestamp now() const { return venue_.now(); }
    // Applies and journals `command`. Events of the exchange are readable until the next submit.
    [[nodiscard]] tl::expected<Applied, Refused> submit(const Command& command) {
      return venue_.submit(command, venue_.now());
    }
    // The same at `time`, which the clock has reached, or when it stands may reach by this: as of then, but
    // not before the last command.
    [[nodiscard]] tl::expected<Applied, Refused> submit_at(const Command& command, Timestamp time) {
      return venue_.submit(command, std::max(time, venue_.exchange_.now()));
    }
    // Does what becomes due until `time`, as submit_at() would before its command.
    void do_what_is_due(Timestamp time) { venue_.catch_up(time); }
    // From now on everything but submit_at() happens before `horizon`, even if the clock has passed it; a
    // time that never comes lifts that. Whoever has something to do at `horizon` does it then, on the market
    // as it is before it, however late he is.
    void set_horizon(Timestamp horizon) { venue_.horizon_ns_ = horizon.ns(); }

   private:
    friend class Venue;
    explicit Session(Venue& venue) : venue_(venue) {}
    Venue& venue_;
  };

  // Whose own memory goes with the venue's snapshots. Both on the snapshots' thread.
  class Companion {
   public:
    virtual ~Companion() = default;
    virtual void capture(Session& session) = 0;  // the venue is as the snapshot will have it; under the lock
    virtual void keep() = 0;  // what was captured last; without the lock, before the snapshot is written
  };

  // Recovers and is ready to take commands. Throws what Journal and VenueStore throw, JournalCorrupt when a
  // journaled command does not apply, and StoreCorrupt when the stored state makes no sense.
  struct Options {
    std::filesystem::path journal_file;
    Durability durability = Durability::always;
    VenueClock::Mode clock_mode = VenueClock::Mode::wall;
    Speed speed;
    VenueSettings settings;
    MarketRules rules;

    std::filesystem::path database_file;                // market.db; empty: no snapshots, all stays in memory
    std::filesystem::path snapshots_folder;             // for standalone copies; made when it is missing
    Duration snapshot_interval = Duration::seconds(5);  // wall time from one to the next
    std::uint32_t snapshots_kept = 0;                   // standalone copies; 0: all
    JournalKeep keep_journal = JournalKeep::needed;
    // After each command of this run, under the lock.
    std::function<void(const Exchange&)> on_applied;
    // After each attempt at a snapshot, on the snapshots' thread.
    std::function<void(const SnapshotStatus&)> on_snapshot;
    Disk* disk = &Disk::real();  // where the journal and the database are
  };

  explicit Venue(const Options& options);
  ~Venue();

  // Before start(): the state as of the last snapshot, nullopt while there was none, and the commands after
  // any seq from there on. Throw what the constructor throws.
  std::optional<StateImage> stored_state();
  void each_command(Seq after, const std::function<void(const Command&, Stamp)>& visit);
  // nullptr: nobody. One that is replaced captures nothing more, but may yet keep. Any thread.
  void set_companion(std::shared_ptr<Companion> companion);

  // Starts journaling; callbacks run on the journal's thread. Call once, before the first with() that
  // submits.
  void start(Journal::Callbacks callbacks);

  // Puts other settings and rules in force, as far as they differ from those that are. They must be sound.
  void configure(const VenueSettings& settings, const MarketRules& rules);

  template <class F>
  auto with(F&& f) {
    const Publication publication(*this);  // behind the lock
    const Lock lock(*this);
    catch_up(now());
    Session session(*this);
    return f(session);
  }
  // Whether somebody waits for the lock: who takes it again and again should let him have it. Any thread.
  bool is_waited_for() const { return waiting_.load(std::memory_order_relaxed) > 0; }

  // When something becomes due; nullopt while nothing will. It changes with commands only. Any thread.
  std::optional<Timestamp> next_due() const;
  // See Session::set_horizon(). Any thread.
  Timestamp horizon() const { return Timestamp(horizon_ns_); }
  void do_what_is_due() {
    with([](Session&) {});
  }

  // Writes a snapshot, then a standalone copy of it into the snapshots folder, and calls `done` with it or
  // with what went wrong; on the snapshots' thread, with everything that was submitted before. Any thread.
  void copy_snapshot(Snapshots::CopyDone done);
  void set_snapshot_interval(Duration interval);  // from now on; any thread
  // False while more has happened since the last snapshot than memory should hold, unless snapshots fail:
  // those who submit faster than a disk can write should wait then. Any thread.
  bool has_room() const;
  // The standalone copies, oldest first. Any thread; reads the folder.
  std::vector<SnapshotFile> snapshot_files() const;
  SnapshotStatus snapshot_status() const;  // any thread

  // What is no longer in memory; nullptr when the venue keeps no database, and all of it is.
  const Archive* archive() const { return archive_.get(); }

  Seq durable_seq() const { return journal_.durable_seq(); }
  Durability durability() const { return durability_; }
  const FeedRing& feed() const { return publisher_.ring(); }
  // All messages of later commands are in the ring or in the archive (read_feed_history()), once it has
  // them. Any thread.
  Seq feed_floor() const;
  const VenueClock& clock() const { return *clock_; }
  VenueClock& clock() { return *clock_; }

  // After this, submit refuses nothing but the journal is flushed and closed: call when nobody submits any
  // more. Nothing becomes due any more either.
  void close();

 private:
  friend class Session;
  class Source;  // of the snapshots

  // The venue's mutex, held; who waits for it is counted.
  class Lock {
   public:
    explicit Lock(Venue& venue) : venue_(venue) {
      ++venue.waiting_;
      venue.mutex_.lock();
      --venue.waiting_;
    }
    ~Lock() { venue_.mutex_.unlock(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    Venue& venue_;
  };

  // What was submitted meanwhile is handed to the journal's thread at the end, all at once.
  class Publication {
   public:
    explicit Publication(Venue& venue) : venue_(venue) {}
    ~Publication() {
      if (venue_.unpublished_.exchange(false, std::memory_order_acq_rel)) venue_.journal_.publish();
    }
    Publication(const Publication&) = delete;
    Publication& operator=(const Publication&) = delete;

   private:
    Venue& venue_;
  };

  void recover(const Options& options);
  void restore(const StoredVenue& stored);
  Seq feed_to_skip(Seq stored);
  Seq replay(const std::filesystem::path& journal_file, Seq after);
  Timestamp now() const;
  tl::expected<Applied, Refused> submit(const Command& command, Timestamp time) noexcept;
  void catch_up(Timestamp time) noexcept;
  tl::expected<Applied, Refused> apply(const Command& command, Timestamp time) noexcept;
  void record(Stamp stamp);

  static constexpr std::int64_t kNever = INT64_MAX;

  std::atomic<int> waiting_{0};  // for mutex_
  std::mutex mutex_;
  std::atomic<bool> unpublished_{false};  // commands that the journal was given, set under the lock
  Exchange exchange_;
  History history_;
  FeedPublisher publisher_;
  std::atomic<std::int64_t> due_ns_{kNever};      // exchange_.next_due(), written under the lock
  std::atomic<std::int64_t> horizon_ns_{kNever};  // written under the lock
  std::shared_ptr<Companion> companion_;
  bool open_ = false;  // between start() and close(): commands are journaled
  Durability durability_;
  Journal journal_;
  std::unique_ptr<VenueStore> store_;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<Snapshots> snapshots_;
  std::unique_ptr<VenueClock> clock_;
  VenueSettings settings_;
  MarketRules rules_;
  std::function<void(const Exchange&)> on_applied_;
};

}  // namespace market
