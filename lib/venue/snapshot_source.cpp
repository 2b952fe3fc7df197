#include "venue/snapshot_source.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

#include "venue/feed_codec.hpp"

namespace market {
namespace {

// Of events and commands since the last snapshot: from here on the next one does not wait for the interval,
// and from here on those who can wait should.
constexpr std::uint64_t kMuch = 200'000;
constexpr std::uint64_t kTooMuch = 1'000'000;
// From here on the snapshot is behind: it holds the lock for longer and breathes only for those who wait.
constexpr std::uint64_t kBehind = 2 * kMuch;
constexpr std::size_t kMoreWhenBehind = 16;

// What is copied or forgotten under one hold of the lock: some tens of microseconds' worth. Others get the
// lock in the breath between two holds.
constexpr std::size_t kRowsAtOnce = 32;
constexpr std::size_t kItemsAtOnce = 256;   // of history
constexpr std::size_t kEventsAtOnce = 256;  // of the feed
constexpr std::chrono::microseconds kBreath{50};
constexpr std::size_t kLittle = 2'000;  // rows that are no trouble to copy at once
constexpr int kMostRounds = 4;          // of copying ahead what others change meanwhile
constexpr std::chrono::milliseconds kDurabilityPause{1};
constexpr std::chrono::seconds kHurryPause{1};  // between two snapshots for the sake of the feed

// Of the rows with the same key the last, which is the newest; the others go.
template <class Row, class KeyOf, class Merge>
void keep_last(std::vector<Row>& rows, KeyOf key_of, Merge merge) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(key_of(rows[a]), a) < std::pair(key_of(rows[b]), b);
  });
  std::vector<Row> kept;
  kept.reserve(rows.size());
  for (const std::size_t i : order) {
    if (!kept.empty() && key_of(kept.back()) == key_of(rows[i])) {
      merge(rows[i], kept.back());
      kept.back() = std::move(rows[i]);
    } else {
      kept.push_back(std::move(rows[i]));
    }
  }
  rows = std::move(kept);
}

void keep_newest(StateImage& state) {
  const auto as_it_is = [](auto&, const auto&) {};
  // A newer copy without a new rank keeps the older one's.
  keep_last(
      state.orders, [](const OrderImage& row) { return row.id; },
      [](OrderImage& newer, const OrderImage& older) {
        if (newer.rank == 0) newer.rank = older.rank;
      });
  keep_last(
      state.traders, [](const TraderImage& row) { return row.trader.id; }, as_it_is);
  keep_last(
      state.companies, [](const CompanyImage& row) { return row.company.id; }, as_it_is);
  keep_last(
      state.positions, [](const PositionImage& row) { return std::pair(row.trader, row.company); }, as_it_is);
  keep_last(
      state.client_ids, [](const ClientIdImage& row) { return row.order; }, as_it_is);
}

}  // namespace

Venue::Source::Source(Venue& venue, const std::optional<StoredVenue>& stored, JournalKeep keep)
    : venue_(venue), keep_(keep), changed_(stored ? stored->next_rank : 1), written_(venue.exchange_.seq()) {
  if (stored) shelf_.restore(stored->feed, stored->feed_floor);
  feed_written_ = feed_captured_ = venue.publisher_.ring().end();
  feed_covered_ = feed_written_;
}

void Venue::Source::note() {
  changed_.note(venue_.exchange_);
  const std::uint64_t before = unwritten_.fetch_add(venue_.exchange_.events().size() + 1);
  const bool crosses = before / kMuch != unwritten_ / kMuch;
  if ((crosses || ring_fills()) && venue_.snapshots_ && !failing_) venue_.snapshots_->hurry();
}

// Whether the feed's ring will soon overwrite what no snapshot has, and one in time could still help: not
// where so much happens that they would follow each other without a pause.
bool Venue::Source::ring_fills() {
  const FeedRing& ring = venue_.publisher_.ring();
  const std::uint64_t end = ring.end_of_pushed(), uncovered = end - feed_covered_;
  if (uncovered < ring.capacity() / 2 || end < next_look_) return false;
  next_look_ = end + ring.capacity() / 16;
  const auto now = std::chrono::steady_clock::now();
  if (uncovered >= ring.capacity() || now - hurried_at_ < kHurryPause) return false;
  hurried_at_ = now;
  return true;
}

bool Venue::Source::has_room() const {
  return unwritten_ < kTooMuch || failing_;
}

// Calls work(most) under the lock, again and again until it says that it is done.
template <class Work>
void Venue::Source::in_slices(std::size_t at_once, Work work) {
  for (;;) {
    const bool is_behind = unwritten_ >= kBehind;
    {
      const Lock lock(venue_);
      if (work(is_behind ? kMoreWhenBehind * at_once : at_once)) return;
    }
    if (!is_behind || venue_.is_waited_for()) std::this_thread::sleep_for(kBreath);
  }
}

std::unique_ptr<SnapshotBatch> Venue::Source::capture(Kind kind) {
  auto batch = std::make_unique<SnapshotBatch>();
  History::CopyProgress history;
  in_flight_.clear();
  copy_ahead(*batch, history);
  std::vector<FeedEvent> feed;
  feed_captured_ = feed_written_;
  lost_ = 0;
  copy_feed(feed);  // the ring has a lock of its own
  {
    const Lock lock(venue_);
    const Seq seq = venue_.exchange_.seq();
    if (seq == 0 || (seq == written_ && kind != Kind::last)) return nullptr;  // the last one notes a hash
    copy_rest(*batch, history, kind);
    companion_ = venue_.companion_;
    if (companion_) {
      Session session(venue_);
      companion_->capture(session);
    }
    copy_feed(feed);
  }
  batch->feed_floor = shelf_.next_floor(lost_);
  shelf_.raise(batch->feed_floor);
  feed_covered_ = feed_captured_;
  batch->feed = pack_feed(feed, batch->feed_floor);
  History::finish_copy(*batch);
  if (in_flight_.size() > 1) keep_newest(batch->state);
  return batch;
}

Seq Venue::Source::feed_floor() const {
  const FeedRing& ring = venue_.publisher_.ring();
  const bool is_whole = ring.begin() <= feed_covered_.load(std::memory_order_acquire);
  return is_whole ? shelf_.floor() : ring.floor();
}

// Much is copied a slice at a time, with the lock free between slices, as a running machine is moved: what
// changes meanwhile is copied again, so that at the end little is left to be copied under one hold of the
// lock, and all of it is as of that moment.
void Venue::Source::copy_ahead(SnapshotBatch& batch, History::CopyProgress& history) {
  for (int round = 0; round < kMostRounds; ++round) {
    {
      const Lock lock(venue_);
      const std::size_t rows = changed_.orders().size() + changed_.positions().size();
      if (rows + unwritten_ < kLittle || (round > 0 && rows < kLittle)) return;
      in_flight_.push_back({changed_.take()});
    }
    in_slices(kRowsAtOnce, [&](std::size_t most) { return copy_some(in_flight_.back(), batch, most); });
    in_slices(kItemsAtOnce,
              [&](std::size_t most) { return venue_.history_.copy_some(batch, history, most); });
  }
}

void Venue::Source::copy_rest(SnapshotBatch& batch, History::CopyProgress& history, Kind kind) {
  in_flight_.push_back({changed_.take()});
  copy_some(in_flight_.back(), batch, SIZE_MAX);
  const Exchange& exchange = venue_.exchange_;
  batch.state.venue = exchange.venue_image();
  for (const Copy& copy : in_flight_)
    for (const CompanyId id : copy.rows.companies)
      batch.state.companies.push_back(exchange.company_image(id));
  venue_.history_.copy_rest(batch, history);
  venue_.publisher_.copy_companies(batch, written_);
  batch.next_rank = changed_.next_rank();
  if (kind == Kind::last) batch.state_hash = exchange.state_hash();
  captured_ = unwritten_;
}

void Venue::Source::copy_feed(std::vector<FeedEvent>& events) {
  const FeedRing& ring = venue_.publisher_.ring();
  for (;;) {
    const std::size_t before = events.size();
    const bool whole = ring.read(feed_captured_, UINT64_MAX, kEventsAtOnce, events);
    if (!whole) {
      feed_captured_ = ring.begin();
      lost_ = ring.floor();
      events.clear();
    } else if (events.size() == before) {
      return;
    }
  }
}

// False when there are more.
bool Venue::Source::copy_some(Copy& copy, SnapshotBatch& batch, std::size_t most) const {
  const Exchange& exchange = venue_.exchange_;
  const ChangedRows::Rows& rows = copy.rows;
  StateImage& state = batch.state;
  for (; copy.orders < rows.orders.size() && most > 0; --most) {
    const auto& [id, rank] = rows.orders[copy.orders++];
    if (auto order = exchange.order_image(id)) {
      order->rank = rank;
      state.orders.push_back(*std::move(order));
    }
  }
  for (; copy.traders < rows.traders.size() && most > 0; --most)
    state.traders.push_back(exchange.trader_image(rows.traders[copy.traders++]));
  for (; copy.positions < rows.positions.size() && most > 0; --most) {
    const auto& [trader, company] = rows.positions[copy.positions++];
    state.positions.push_back(exchange.position_image(trader, company));
  }
  for (; copy.client_ids < rows.client_ids.size() && most > 0; --most) {
    const auto& [trader, text] = rows.client_ids[copy.client_ids++];
    if (auto held = exchange.client_id_image(trader, text)) state.client_ids.push_back(*std::move(held));
  }
  return most > 0;
}

bool Venue::Source::wait_until_durable(Seq seq) {
  while (venue_.journal_.durable_seq() < seq) {
    if (venue_.journal_.failed()) return false;
    std::this_thread::sleep_for(kDurabilityPause);
  }
  if (companion_) companion_->keep();
  return true;
}

void Venue::Source::written(const SnapshotBatch& batch, Seq previous) {
  written_ = batch.state.venue.seq;
  feed_written_ = feed_captured_;
  shelf_.wrote(batch.feed);
  in_flight_.clear();
  unwritten_ -= captured_;
  failing_ = false;
  in_slices(kItemsAtOnce, [&](std::size_t most) { return venue_.history_.forget(batch, most); });
  venue_.journal_.vouch_for(written_);
  if (keep_ == JournalKeep::needed) venue_.journal_.drop_through(previous);
}

void Venue::Source::failed(std::unique_ptr<SnapshotBatch>) {
  failing_ = true;
  const Lock lock(venue_);
  for (auto copy = in_flight_.rbegin(); copy != in_flight_.rend(); ++copy) changed_.put_back(copy->rows);
  in_flight_.clear();
}

}  // namespace market
