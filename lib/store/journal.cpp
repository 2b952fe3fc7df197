#include "store/journal.hpp"

#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "core/check.hpp"
#include "store/command_codec.hpp"
#include "store/crc32c.hpp"
#include "store/high_water.hpp"
#include "store/journal_batch.hpp"
#include "store/journal_file.hpp"

namespace market {
namespace {

constexpr std::size_t kMaxPendingBytes = std::size_t{64} << 20;

// What is wrong with `stored` as the row after `before` (count 0: there is none), or with its checksum; empty
// when nothing is.
std::string check_row(const JournalFile::StoredRow& stored, const JournalRow& before) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const std::int64_t first = stored.row.first_seq;
  const std::int64_t expected = before.first_seq + before.count;
  if (first > expected) {
    const std::string where =
        before.count == 0 ? " before it" : " between row " + number(before.first_seq) + " and it";
    return "commands " + number(expected) + " to " + number(first - 1) + where + " are missing";
  }
  if (first < expected)
    return "it overlaps row " + number(before.first_seq) + ", which ends with " + number(expected - 1);
  if (stored.row.count < 1) return "it says that it holds " + number(stored.row.count) + " commands";
  const std::int64_t checksum = crc32c(stored.row.blob);
  if (checksum == stored.crc32c) return {};
  return "its crc32c is " + number(stored.crc32c) + ", that of its content " + number(checksum);
}

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
  Impl(std::filesystem::path path, Durability wanted)
      : durability(wanted),
        file(std::in_place, path, wanted),
        high_water(std::in_place, path.replace_extension(".seq"), wanted) {}

  Seq read(const std::function<void(const Command&, Stamp)>& visit);
  void check_end(Seq last) const;
  void run();
  bool take(JournalBatch& batch, Seq& last);
  void fail(const std::string& why);
  bool stopped() const { return stopping || failed; }

  const Durability durability;
  // Both used by the journal's thread alone while that runs.
  std::optional<JournalFile> file;
  std::optional<HighWater> high_water;
  Callbacks callbacks;
  std::thread thread;
  std::string encoded;  // append()'s scratch; the venue's lock guards it
  std::atomic<Seq> durable{0};
  std::atomic<bool> failed{false};

  std::mutex mutex;  // guards what follows
  std::condition_variable work;
  std::condition_variable room;
  JournalBatch pending;
  Seq appended = 0;
  Seq taken = 0;
  Timestamp last_time{std::numeric_limits<std::int64_t>::min()};
  bool stopping = false;
};

Journal::Journal(std::filesystem::path file, Durability durability)
    : impl_(std::make_unique<Impl>(std::move(file), durability)) {}

Journal::~Journal() {
  close();
}

Seq Journal::replay(const std::function<void(const Command&, Stamp)>& visit) {
  MARKET_CHECK(impl_->file && !impl_->thread.joinable());
  try {
    const Seq last = impl_->read(visit);
    impl_->check_end(last);
    return last;
  } catch (const JournalCorrupt&) {
    impl_->file->abandon();
    throw;
  }
}

Seq Journal::Impl::read(const std::function<void(const Command&, Stamp)>& visit) {
  Timestamp time(std::numeric_limits<std::int64_t>::min());
  JournalRow before{1, 0, {}};
  file->read([&](const JournalFile::StoredRow& stored) {
    std::string fault = check_row(stored, before);
    if (fault.empty()) fault = read_journal_row(stored.row, time, visit);
    if (!fault.empty()) {
      throw file->damaged("row " + std::to_string(stored.row.first_seq) + ": " + fault);
    }
    before = {stored.row.first_seq, stored.row.count, {}};
  });
  last_time = time;
  return static_cast<Seq>(before.first_seq + before.count - 1);
}

void Journal::Impl::check_end(Seq last) const {
  const Seq promised = high_water->promised();
  if (last >= promised) return;
  const std::string name = file->path().filename().string();
  throw JournalCorrupt(file->path().string() + ": commands " + std::to_string(last + 1) + " to " +
                       std::to_string(promised) + " were acknowledged and are missing: " + name + " or " +
                       name + "-wal was truncated, damaged or replaced; restore it from a copy, or remove " +
                       high_water->path().filename().string() + " to go on without them");
}

void Journal::start(Seq last_seq, Callbacks callbacks) {
  MARKET_CHECK(impl_->file && !impl_->thread.joinable());
  impl_->callbacks = std::move(callbacks);
  impl_->appended = impl_->taken = last_seq;
  impl_->durable = last_seq;
  impl_->high_water->start(last_seq);
  impl_->thread = std::thread([this] { impl_->run(); });
}

void Journal::append(const Command& command, Stamp stamp) {
  Impl& self = *impl_;
  const bool written = self.durability != Durability::none;
  if (written) {
    self.encoded.clear();
    encode_command(self.encoded, command);
  }
  {
    std::unique_lock lock(self.mutex);
    self.room.wait(lock, [&self] { return self.pending.bytes() <= kMaxPendingBytes || self.stopped(); });
    if (self.stopped()) return;
    MARKET_CHECK(stamp.seq == self.appended + 1 && stamp.time >= self.last_time);
    if (written) {
      self.pending.add(self.encoded, stamp);
    } else {
      self.durable.store(stamp.seq, std::memory_order_release);
    }
    self.appended = stamp.seq;
    self.last_time = stamp.time;
  }
  self.work.notify_one();
}

Seq Journal::durable_seq() const {
  return impl_->durable.load(std::memory_order_acquire);
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
    while (take(batch, last)) {
      if (durability != Durability::none) {
        file->write(batch);
        high_water->raise(last);
        durable.store(last, std::memory_order_release);
      }
      if (callbacks.on_durable) callbacks.on_durable(last);
      batch.clear();
    }
  } catch (const std::exception& error) {
    fail(error.what());
  }
}

// Waits for commands and takes all there are; `last` is the seq of the newest. False when it is time to end.
bool Journal::Impl::take(JournalBatch& batch, Seq& last) {
  {
    std::unique_lock lock(mutex);
    work.wait(lock, [this] { return appended != taken || stopping; });
    if (appended == taken) return false;
    std::swap(batch, pending);
    taken = last = appended;
  }
  room.notify_all();
  return true;
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
