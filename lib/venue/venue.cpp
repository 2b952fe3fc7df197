#include "venue/venue.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "venue/identity.hpp"
#include "venue/snapshot_source.hpp"

namespace market {

Venue::Venue(const Options& options)
    : durability_(options.durability),
      journal_(options.journal_file, options.durability, *options.disk),
      settings_(options.settings),
      rules_(options.rules),
      on_applied_(options.on_applied) {
  recover(options);
  clock_ = std::make_unique<VenueClock>(options.clock_mode, options.speed, exchange_.now());
}

Venue::~Venue() {
  close();
}

void Venue::recover(const Options& options) {
  if (options.database_file.empty()) {
    replay(options.journal_file, 0);
    return;
  }
  store_ = std::make_unique<VenueStore>(options.database_file, *options.disk);
  archive_ = std::make_unique<Archive>(options.database_file, *options.disk);
  const auto stored = store_->load();
  const bool renames_journal = agree_on_identity(journal_, *store_);
  const Seq skipped = feed_to_skip(store_->last_seq());
  if (skipped > 0) publisher_.skip_through(skipped);
  if (stored) restore(*stored);
  source_ = std::make_unique<Source>(*this, stored, options.keep_journal);
  if (skipped > 0) source_->lose_feed(skipped);
  replay(options.journal_file, exchange_.seq());
  if (renames_journal) journal_.set_identity(store_->identity());
  snapshots_ =
      std::make_unique<Snapshots>(*store_, *source_,
                                  SnapshotOptions{options.snapshots_folder, options.snapshot_interval,
                                                  options.snapshots_kept, options.on_snapshot});
}

void Venue::restore(const StoredVenue& stored) {
  const auto corrupt = [&](const std::string& what) {
    return StoreCorrupt(store_->path().string() + " is damaged: " + what + "; restore it from a copy");
  };
  if (std::string fault = exchange_.restore(stored.state); !fault.empty()) throw corrupt(fault);
  if (!history_.restore(exchange_, stored)) throw corrupt("its history names what does not exist");
  if (!publisher_.restore(exchange_, history_, stored))
    throw corrupt("what the feed told last cannot be read");
  const auto due = exchange_.next_due();
  due_ns_ = due ? due->ns() : kNever;
}

// Of a long replay only the newest commands' messages stay in the ring: through which one they need not be
// made; 0: all are.
Seq Venue::feed_to_skip(Seq stored) {
  try {
    const Seq last = journal_.last_seq(), kept = publisher_.ring().capacity();
    return last > stored + kept ? last - kept : 0;
  } catch (const JournalCorrupt&) {
    return 0;  // the replay says what is wrong
  }
}

Seq Venue::replay(const std::filesystem::path& journal_file, Seq after) {
  const Seq last = journal_.replay(after, [&](const Command& command, Stamp stamp) {
    if (stamp.time < exchange_.now())
      throw JournalCorrupt(journal_file.string() + ": command " + std::to_string(stamp.seq) +
                           " is older than the state of " + store_->path().string() +
                           ": they are not of one venue; restore both from one copy");
    const auto applied = exchange_.apply(command, stamp);
    if (!applied)
      throw JournalCorrupt(journal_file.string() + ": command " + std::to_string(stamp.seq) +
                           " cannot be applied (" + std::string(to_text(applied.error().code)) + ": " +
                           applied.error().detail + ")");
    record(stamp);  // the feed's messages as well, so that it resumes over the restart
  });
  MARKET_CHECK(last == exchange_.seq());
  return last;
}

void Venue::start(Journal::Callbacks callbacks) {
  journal_.start(exchange_.seq(), std::move(callbacks));
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  configure(settings_, rules_);
  if (!snapshots_) return;
  snapshots_->start();
  if (!source_->has_room()) snapshots_->hurry();  // much was replayed
}

void Venue::configure(const VenueSettings& settings, const MarketRules& rules) {
  with([&](Session& session) {
    if (session.exchange().settings() != settings) MARKET_CHECK(session.submit(Configure{settings}));
    if (session.exchange().rules() != rules) MARKET_CHECK(session.submit(SetMarketRules{rules}));
  });
}

void Venue::close() {
  bool was_open = false;
  {
    const std::lock_guard lock(mutex_);
    was_open = std::exchange(open_, false);
  }
  if (snapshots_ && was_open) snapshots_->stop();
  journal_.close();
}

std::optional<Timestamp> Venue::next_due() const {
  const std::int64_t due = due_ns_;
  return due == kNever ? std::nullopt : std::optional(Timestamp(due));
}

void Venue::copy_snapshot(Snapshots::CopyDone done) {
  if (snapshots_) return snapshots_->copy(std::move(done));
  done(tl::unexpected(std::string("this venue keeps no database")));
}

void Venue::set_snapshot_interval(Duration interval) {
  if (snapshots_) snapshots_->set_interval(interval);
}

std::vector<SnapshotFile> Venue::snapshot_files() const {
  return snapshots_ ? snapshots_->files() : std::vector<SnapshotFile>();
}

SnapshotStatus Venue::snapshot_status() const {
  return snapshots_ ? snapshots_->status() : SnapshotStatus();
}

bool Venue::has_room() const {
  return !source_ || source_->has_room();
}

Seq Venue::feed_floor() const {
  return source_ ? source_->feed_floor() : publisher_.ring().floor();
}

Timestamp Venue::now() const {
  const Timestamp before_horizon(horizon_ns_ - 1);
  return std::max(std::min(clock_->now(), before_horizon), exchange_.now());
}

std::optional<StateImage> Venue::stored_state() {
  if (!store_) return std::nullopt;
  auto stored = store_->load();
  if (!stored) return std::nullopt;
  return std::move(stored->state);
}

void Venue::each_command(Seq after, const std::function<void(const Command&, Stamp)>& visit) {
  journal_.replay(after, visit);
}

void Venue::set_companion(std::shared_ptr<Companion> companion) {
  const Lock lock(*this);
  companion_ = std::move(companion);
}

// An exception on the way (no memory left) would leave the exchange ahead of the journal; ending here loses
// nothing.
tl::expected<Applied, Refused> Venue::submit(const Command& command, Timestamp time) noexcept {
  catch_up(time);
  return apply(command, time);
}

// Each thing gets the time at which it was due, however late it is done, so that a replay, and a venue that
// slept, come out the same.
void Venue::catch_up(Timestamp time) noexcept {
  while (open_ && due_ns_ <= time.ns()) {
    const auto applied = apply(AdvanceTime{}, std::max(exchange_.now(), Timestamp(due_ns_)));
    MARKET_CHECK(applied);
  }
}

tl::expected<Applied, Refused> Venue::apply(const Command& command, Timestamp time) noexcept {
  const Stamp stamp{exchange_.seq() + 1, time};
  auto applied = exchange_.apply(command, stamp);
  if (!applied || applied->repeated) return applied;
  record(stamp);
  if (on_applied_) on_applied_(exchange_);
  journal_.add(command, stamp);  // once it is durable, the feed may read what was published
  unpublished_.store(true, std::memory_order_release);  // last: whoever sees it hands over all that was added
  return applied;
}

void Venue::record(Stamp stamp) {
  history_.record(exchange_);
  publisher_.publish(exchange_, history_, stamp);
  if (source_) source_->note();
  const auto due = exchange_.next_due();
  due_ns_ = due ? due->ns() : kNever;
}

}  // namespace market
