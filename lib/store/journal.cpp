#include "store/journal.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "core/check.hpp"
#include "store/command_codec.hpp"
#include "store/high_water.hpp"
#include "store/journal_batch.hpp"
#include "store/journal_file.hpp"
#include "store/journal_sequence.hpp"

namespace market {
namespace {

// Where there is always something to write, one drop comes after so many commits.
constexpr std::uint64_t kCommitsToDrop = 16;

constexpr std::size_t kMaxPendingBytes = std::size_t{64} << 20;

}  // namespace

std::string_view to_text(Durability durability) {
  switch (durability) {
    case Durability::always: return "always";
    case Durability::os: return "os";
    case Durability::none: return "none";
  }
  return {};
}

std::optional<Durability> parse_durability(std::string_view text) {
  for (const Durability durability : {Durability::always, Durability::os, Durability::none}) {
    if (text == to_text(durability)) return durability;
  }
  return std::nullopt;
}

struct Journal::Impl {
  enum class Work { commit, drop, end };

  Impl(std::filesystem::path path, Durability wanted, Disk& disk, JournalFile::Use use)
      : durability(wanted),
        looks(use == JournalFile::Use::look),
        file(std::in_place, path, wanted, disk, use),
        high_water(std::in_place, path.replace_extension(".seq"), wanted, disk,
                   use == JournalFile::Use::write ? HighWater::Use::write : HighWater::Use::look) {}

  Seq read(Seq after, const std::function<void(const Command&, Stamp)>& visit);
  JournalCorrupt too_old(const std::string& what) const;
  void note_gap();
  void check_end(Seq last);
  void run();
  Work next_work(JournalBatch& batch, Seq& last);
  void commit(const JournalBatch& batch, Seq last);
  void drop();
  bool wants_drop() {
    const std::lock_guard lock(mutex);
    return drop_to > dropped_to;
  }
  void fail(const std::string& why);
  bool stopped() const { return stopping || failed; }

  const Durability durability;
  const bool looks;
  // Both used by the journal's thread alone while that runs.
  std::optional<JournalFile> file;
  std::optional<HighWater> high_water;
  Callbacks callbacks;
  std::thread thread;
  std::string encoded;  // append()'s scratch; the venue's lock guards it
  std::atomic<Seq> durable{0};
  std::atomic<Seq> first{0};
  std::atomic<bool> failed{false};

  std::mutex mutex;  // guards what follows
  std::condition_variable work;
  std::condition_variable room;
  JournalBatch pending;
  Seq appended = 0;
  Seq taken = 0;
  Seq drop_to = 0;
  Seq dropped_to = 0;
  Timestamp last_time{std::numeric_limits<std::int64_t>::min()};
  bool stopping = false;
};

Journal::Journal(std::filesystem::path file, Durability durability, Disk& disk)
    : impl_(std::make_unique<Impl>(std::move(file), durability, disk, JournalFile::Use::write)) {
  impl_->first = impl_->file->first_seq();
}

Journal::Journal(std::filesystem::path file, Look, Disk& disk)
    : impl_(std::make_unique<Impl>(std::move(file), Durability::none, disk, JournalFile::Use::look)) {
  impl_->first = impl_->file->first_seq();
}

Journal::~Journal() {
  close();
}

Seq Journal::replay(Seq after, const std::function<void(const Command&, Stamp)>& visit) {
  MARKET_CHECK(impl_->file && !impl_->thread.joinable());
  try {
    const Seq last = impl_->read(after, visit);
    // What snapshots alone have, who only looks at the journal must look for there.
    if (!impl_->looks || unwritten_from() == 0) impl_->check_end(last);
    impl_->first = impl_->file->first_seq();
    return last;
  } catch (const JournalCorrupt&) {
    impl_->file->abandon();
    throw;
  }
}

Seq Journal::Impl::read(Seq after, const std::function<void(const Command&, Stamp)>& visit) {
  Timestamp time(std::numeric_limits<std::int64_t>::min());
  JournalSequence sequence(after);
  file->read_from(after + 1, [&](const JournalFile::StoredRow& stored) {
    const std::string row = "row " + std::to_string(stored.row.first_seq) + ": ";
    std::string fault = sequence.check(stored);
    if (!fault.empty()) throw file->damaged(row + fault);
    const std::string missing = sequence.missing_before(stored.row);
    if (!missing.empty()) throw too_old(row + missing);
    if (sequence.continues_with(stored.row)) fault = read_journal_row(stored.row, after, time, visit);
    if (!fault.empty()) throw file->damaged(row + fault);
    sequence.add(stored.row);
  });
  last_time = time;
  return sequence.last();
}

JournalCorrupt Journal::Impl::too_old(const std::string& what) const {
  return JournalCorrupt(file->path().string() + ": " + what +
                        ": market.db is older than the beginning of the journal, or one of them was removed "
                        "or replaced; restore both from one copy");
}

void Journal::Impl::check_end(Seq last) {
  const Seq promised = high_water->promised();
  if (last >= promised) return;
  const std::string name = file->path().filename().string();
  const bool in_snapshot = file->open_gap() != 0;
  const std::string lost = in_snapshot ? std::string("market.db") : name;
  throw JournalCorrupt((in_snapshot ? file->path().parent_path() / lost : file->path()).string() +
                       ": commands " + std::to_string(last + 1) + " to " + std::to_string(promised) +
                       " were acknowledged and are missing: " + lost + " or " + lost +
                       "-wal was truncated, damaged or replaced; restore it from a copy, or remove " +
                       high_water->path().filename().string() + " to go on without them");
}

void Journal::start(Seq last_seq, Callbacks callbacks) {
  MARKET_CHECK(impl_->file && !impl_->thread.joinable());
  impl_->callbacks = std::move(callbacks);
  impl_->appended = impl_->taken = last_seq;
  impl_->durable = last_seq;
  impl_->high_water->start(last_seq);
  impl_->note_gap();
  impl_->thread = std::thread([this] { impl_->run(); });
}

void Journal::add(const Command& command, Stamp stamp) {
  Impl& self = *impl_;
  const bool written = self.durability != Durability::none;
  if (written) {
    self.encoded.clear();
    encode_command(self.encoded, command);
  }
  {
    std::unique_lock lock(self.mutex);
    if (self.pending.bytes() > kMaxPendingBytes) self.work.notify_one();
    self.room.wait(lock, [&self] { return self.pending.bytes() <= kMaxPendingBytes || self.stopped(); });
    if (self.stopped()) return;
    MARKET_CHECK(stamp.seq == self.appended + 1 && stamp.time >= self.last_time);
    if (written) {
      self.pending.add(self.encoded, stamp);
    } else {
      self.durable.store(stamp.seq, std::memory_order_release);
      self.taken = stamp.seq;
    }
    self.appended = stamp.seq;
    self.last_time = stamp.time;
  }
}

// Without anything to write there is nothing to wake the thread for.
void Journal::publish() {
  if (impl_->durability != Durability::none) return impl_->work.notify_one();
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->stopped()) return;
  }
  if (impl_->callbacks.on_durable) impl_->callbacks.on_durable(durable_seq());
}

void Journal::drop_through(Seq seq) {
  if (impl_->durability == Durability::none) return;
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->drop_to = std::max(impl_->drop_to, seq);
  }
  impl_->work.notify_one();
}

void Journal::vouch_for(Seq seq) {
  if (impl_->durability == Durability::none) impl_->high_water->raise(seq);
}

// After a session that wrote no commands what follows does not continue the rows that are here.
void Journal::Impl::note_gap() {
  if (durability == Durability::none) return file->begin_gap(appended + 1);
  file->end_gap(appended);
  const Seq last = file->last_seq();
  if (last != 0 && last < appended) file->note_gap(last + 1, appended);
}

const std::filesystem::path& Journal::path() const {
  return impl_->file->path();
}

std::string Journal::identity() {
  return impl_->file->identity();
}

void Journal::set_identity(const std::string& venue) {
  impl_->file->set_identity(venue);
}

Seq Journal::first_seq() const {
  return impl_->first.load(std::memory_order_acquire);
}

Seq Journal::durable_seq() const {
  return impl_->durable.load(std::memory_order_acquire);
}

Seq Journal::last_seq() {
  return impl_->file->last_seq();
}

Seq Journal::unbroken_from() {
  const Seq first = first_seq();
  return first == 0 ? 0 : std::max(first, impl_->file->after_gaps());
}

Seq Journal::unwritten_from() {
  return impl_->file->open_gap();
}

Seq Journal::promised_seq() const {
  return impl_->high_water->promised();
}

bool Journal::failed() const {
  return impl_->failed.load(std::memory_order_acquire);
}

void Journal::close() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->work.notify_one();
  impl_->room.notify_all();
  if (impl_->thread.joinable()) impl_->thread.join();
  impl_->file.reset();
  impl_->high_water.reset();
}

void Journal::Impl::run() {
  try {
    JournalBatch batch;
    Seq last = 0;
    std::uint64_t commits = 0;
    for (Work todo; (todo = next_work(batch, last)) != Work::end;) {
      if (todo == Work::commit) {
        commit(batch, last);
        batch.clear();
        if (++commits % kCommitsToDrop == 0 && wants_drop()) drop();
      } else {
        drop();
      }
    }
  } catch (const std::exception& error) {
    fail(error.what());
  }
}

// Waits for something to do. Commands come first: all there are go into `batch`, `last` is the seq of the
// newest.
Journal::Impl::Work Journal::Impl::next_work(JournalBatch& batch, Seq& last) {
  {
    std::unique_lock lock(mutex);
    work.wait(lock, [this] { return appended != taken || stopping || drop_to > dropped_to; });
    if (appended == taken) return stopping ? Work::end : Work::drop;
    std::swap(batch, pending);
    taken = last = appended;
  }
  room.notify_all();
  return Work::commit;
}

void Journal::Impl::commit(const JournalBatch& batch, Seq last) {
  file->write(batch);
  high_water->raise(last);
  durable.store(last, std::memory_order_release);
  if (first == 0) first = static_cast<Seq>(batch.row(0).first_seq);
  if (callbacks.on_durable) callbacks.on_durable(last);
  file->checkpoint_if_long();
}

void Journal::Impl::drop() {
  Seq through = 0;
  {
    const std::lock_guard lock(mutex);
    through = drop_to;
  }
  const bool dropped = file->drop_some(through);
  if (dropped) {
    first = file->first_seq();
    file->checkpoint_if_long();
  } else {
    const std::lock_guard lock(mutex);
    dropped_to = through;
  }
}

void Journal::Impl::fail(const std::string& why) {
  file->abandon();
  {
    const std::lock_guard lock(mutex);
    failed.store(true, std::memory_order_release);
  }
  room.notify_all();
  if (callbacks.on_failure) callbacks.on_failure(why);
}

}  // namespace market
