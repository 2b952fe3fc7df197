#include "venue/snapshots.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace market {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kPrefix = "snapshot-";
constexpr std::string_view kEnding = ".db";

std::string name_of(Seq seq) {
  char name[40];
  std::snprintf(name, sizeof name, "snapshot-%012llu", static_cast<unsigned long long>(seq));
  return name;
}

// The seq that a file of this folder is named after; nullopt when it is none of ours.
std::optional<Seq> seq_of(const std::string& file) {
  if (file.size() <= kPrefix.size() + kEnding.size() || !file.starts_with(kPrefix) ||
      !file.ends_with(kEnding))
    return std::nullopt;
  Seq seq = 0;
  for (const char digit : file.substr(kPrefix.size(), file.size() - kPrefix.size() - kEnding.size())) {
    if (digit < '0' || digit > '9' || seq > UINT64_MAX / 16) return std::nullopt;
    seq = seq * 10 + static_cast<Seq>(digit - '0');
  }
  return seq;
}

Timestamp wall_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

Timestamp written_at(const std::filesystem::path& file) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(file, error);
  if (error) return Timestamp();
  const auto wall = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count());
}

std::uint64_t rows_in(const SnapshotBatch& batch) {
  const StateImage& state = batch.state;
  return state.companies.size() + state.traders.size() + state.positions.size() + state.orders.size() +
         state.client_ids.size() + batch.ended_orders.size() + batch.trades.size() + batch.movements.size() +
         batch.transfers.size() + batch.accounts.size() + batch.bars.size() + batch.splits.size() +
         batch.companies.size() + batch.feed.size() + batch.feed_companies.size();
}

constexpr Duration kLongestPause = Duration::seconds(60);

}  // namespace

Duration snapshot_pause(Duration interval, unsigned failures) {
  Duration pause = interval;
  for (unsigned i = 0; i < failures && pause < kLongestPause; ++i)
    pause = std::min(Duration(pause.ns() * 2), kLongestPause);
  return pause;
}

Snapshots::Snapshots(VenueStore& store, SnapshotSource& source, SnapshotOptions options)
    : store_(store), source_(source), options_(std::move(options)), interval_(options_.interval) {
  status_.seq = store.last_seq();
}

Snapshots::~Snapshots() {
  stop();
}

void Snapshots::start() {
  thread_ = std::thread([this] { run(); });
}

void Snapshots::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Snapshots::set_interval(Duration interval) {
  {
    const std::lock_guard lock(mutex_);
    interval_ = interval;
  }
  wake_.notify_one();
}

void Snapshots::hurry() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(hurry_, true)) return;
  }
  wake_.notify_one();
}

void Snapshots::copy(CopyDone done) {
  bool stopped = false;
  {
    const std::lock_guard lock(mutex_);
    stopped = stopping_;
    if (!stopped) copies_.push_back(done);
  }
  if (stopped) return done(tl::unexpected(std::string("the venue is stopping")));
  wake_.notify_one();
}

SnapshotStatus Snapshots::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Snapshots::run() {
  auto last = Clock::now();
  std::unique_lock lock(mutex_);
  for (;;) {
    for (;;) {
      if (hurry_ || stopping_ || !copies_.empty()) break;
      const auto due = last + std::chrono::nanoseconds(snapshot_pause(interval_, failures_).ns());
      if (Clock::now() >= due) break;
      wake_.wait_until(lock, due);
    }
    hurry_ = false;
    const bool ends = stopping_;
    std::deque<CopyDone> copies = std::exchange(copies_, {});
    lock.unlock();
    last = Clock::now();
    take(ends ? SnapshotSource::Kind::last : SnapshotSource::Kind::periodic);
    if (!copies.empty()) answer(copies);
    lock.lock();
    if (ends && copies_.empty()) return;
  }
}

void Snapshots::take(SnapshotSource::Kind kind) {
  const auto begun = Clock::now();
  SnapshotStatus status = this->status();
  const Seq before = status.seq;
  status.fault = SnapshotFault::none;
  status.error = write(kind, status);
  failures_ = status.error.empty() ? 0 : failures_ + 1;
  const bool nothing_to_do = status.error.empty() && status.seq == before;
  if (nothing_to_do && this->status().error.empty()) return;
  if (!status.error.empty()) {
    ++status.failed;
  } else if (!nothing_to_do) {
    ++status.written;
    status.written_at = wall_time();
    status.took = Duration(std::chrono::nanoseconds(Clock::now() - begun).count());
  }
  tell(status);
}

// What went wrong; empty when nothing did.
std::string Snapshots::write(SnapshotSource::Kind kind, SnapshotStatus& status) {
  std::unique_ptr<SnapshotBatch> batch = source_.capture(kind);
  if (!batch) return {};
  const Seq seq = batch->state.venue.seq;
  if (!source_.wait_until_durable(seq)) {
    source_.failed(std::move(batch));
    status.fault = SnapshotFault::journal;
    return "the journal failed";
  }
  const Seq previous = seq == store_.last_seq() ? store_.previous_seq() : store_.last_seq();
  try {
    store_.write(*batch);
  } catch (const std::exception& error) {
    source_.failed(std::move(batch));
    status.fault = SnapshotFault::database;
    return error.what();
  }
  status.seq = seq;
  status.rows = rows_in(*batch);
  source_.written(*batch, previous);
  return {};
}

// One copy for all who asked.
void Snapshots::answer(const std::deque<CopyDone>& copies) {
  SnapshotStatus status = this->status();
  tl::expected<SnapshotFile, std::string> copy = tl::unexpected(status.error);
  if (status.error.empty()) {
    copy = make_copy();
    if (!copy) {
      ++status.failed;
      status.error = copy.error();
      status.fault = SnapshotFault::database;
      tell(status);
    }
  }
  for (const CopyDone& done : copies) done(copy);
}

void Snapshots::tell(const SnapshotStatus& status) {
  {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  if (options_.on_snapshot) options_.on_snapshot(status);
}

tl::expected<SnapshotFile, std::string> Snapshots::make_copy() {
  SnapshotFile file;
  file.seq = store_.last_seq();
  file.id = name_of(file.seq);
  file.path = options_.folder / (file.id + std::string(kEnding));
  try {
    std::filesystem::create_directories(options_.folder);
    remove_unfinished();
    store_.copy_to(file.path);
    file.bytes = std::filesystem::file_size(file.path);
  } catch (const std::exception& error) {
    return tl::unexpected(std::string(error.what()));
  }
  file.created_at = written_at(file.path);
  remove_old_copies();
  return file;
}

// What a copy left behind that was interrupted with the process.
void Snapshots::remove_unfinished() {
  std::error_code error;
  for (std::filesystem::directory_iterator at(options_.folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.starts_with(kPrefix) && name.find(".db.tmp") != std::string::npos)
      std::filesystem::remove(at->path(), ignored);
  }
}

// Those that were made first.
void Snapshots::remove_old_copies() {
  if (options_.kept == 0) return;
  std::vector<SnapshotFile> all = files();
  std::stable_sort(all.begin(), all.end(),
                   [](const SnapshotFile& a, const SnapshotFile& b) { return a.created_at < b.created_at; });
  std::error_code ignored;
  for (std::size_t i = 0; i + options_.kept < all.size(); ++i) std::filesystem::remove(all[i].path, ignored);
}

std::vector<SnapshotFile> snapshot_files_in(const std::filesystem::path& folder) {
  std::vector<SnapshotFile> found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::filesystem::directory_entry& entry = *at;
    const auto seq = seq_of(entry.path().filename().string());
    if (!seq) continue;
    std::error_code gone;
    const std::uint64_t bytes = entry.file_size(gone);
    if (!gone) found.push_back({name_of(*seq), *seq, entry.path(), bytes, written_at(entry.path())});
  }
  std::sort(found.begin(), found.end(),
            [](const SnapshotFile& a, const SnapshotFile& b) { return a.seq < b.seq; });
  return found;
}

}  // namespace market
