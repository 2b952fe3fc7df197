#include "venue/venue.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {

Venue::Venue(const Options& options)
    : durability_(options.durability),
      journal_(options.journal_file, options.durability),
      settings_(options.settings),
      rules_(options.rules) {
  todo_.folder = options.snapshots_folder;
  todo_.on_snapshot = options.on_snapshot;
  const Seq last = journal_.replay([&](const Command& command, Stamp stamp) {
    const auto applied = exchange_.apply(command, stamp);
    if (!applied)
      throw JournalCorrupt(options.journal_file.string() + ": command " + std::to_string(stamp.seq) +
                           " cannot be applied (" + std::string(to_text(applied.error().code)) + ": " +
                           applied.error().detail + ")");
    record(stamp);  // the feed's messages as well, so that it resumes over the restart
  });
  MARKET_CHECK(last == exchange_.seq());
  clock_ = std::make_unique<VenueClock>(options.clock_mode, options.speed, exchange_.now());
}

Venue::~Venue() {
  close();
}

void Venue::start(Journal::Callbacks callbacks) {
  journal_.start(exchange_.seq(), std::move(callbacks));
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  configure(settings_, rules_);
}

void Venue::configure(const VenueSettings& settings, const MarketRules& rules) {
  with([&](Session& session) {
    if (session.exchange().settings() != settings) MARKET_CHECK(session.submit(Configure{settings}));
    if (session.exchange().rules() != rules) MARKET_CHECK(session.submit(SetMarketRules{rules}));
  });
}

void Venue::close() {
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  journal_.close();
}

std::optional<Timestamp> Venue::next_due() const {
  const std::int64_t due = due_ns_;
  return due == kNever ? std::nullopt : std::optional(Timestamp(due));
}

Timestamp Venue::now() const {
  return std::max(clock_->now(), exchange_.now());
}

// An exception on the way (no memory left) would leave the exchange ahead of the journal; ending here loses
// nothing.
tl::expected<Applied, Refused> Venue::submit(const Command& command) noexcept {
  const Timestamp time = now();
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
  journal_.append(command, stamp);  // last: once it is durable, the feed may read what was published
  return applied;
}

void Venue::record(Stamp stamp) {
  history_.record(exchange_);
  publisher_.publish(exchange_, stamp);
  const auto due = exchange_.next_due();
  due_ns_ = due ? due->ns() : kNever;
}

}  // namespace market
