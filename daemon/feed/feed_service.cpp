#include "daemon/feed/feed_service.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/prefetch.hpp"
#include "daemon/feed/conflation.hpp"
#include "daemon/log.hpp"
#include "venue/feed_history.hpp"

namespace market {
namespace {

constexpr std::size_t kBatch = 1'024;           // events taken from the ring at a time
constexpr std::size_t kLogEvents = 4 * kBatch;  // that are kept for all
constexpr int kBatchesInARow = 4;        // for one subscriber that catches up, before others get their turn
constexpr std::size_t kSendsATime = 16;  // between two looks at the clock
constexpr std::size_t kFetchedOfStream = 384;  // bytes of a connection, which send() touches
constexpr std::chrono::milliseconds kLongestPump{2};
constexpr std::chrono::seconds kHeartbeat{15};
constexpr std::chrono::seconds kAuthenticationTime{10};  // for those who may do nothing else

std::string text_of(const MessageHead& head) {
  return std::to_string(head.seq) + "-" + std::to_string(head.n);
}

}  // namespace

FeedService::FeedService(Venue& venue, ServerState& state, FeedLimits& limits, Authenticate authenticate,
                         FeedOptions options)
    : venue_(venue),
      state_(state),
      limits_(limits),
      authenticate_(std::move(authenticate)),
      options_(options),
      summary_(venue, options.market_interval),
      log_(kLogEvents),
      picked_(kPicked) {}

FeedService::~FeedService() {
  for (const auto& subscriber : subscribers_) {
    if (subscriber->out != nullptr) closed(*subscriber);
  }
}

// ---- the round

FeedService::Pump FeedService::pump(Seq durable) {
  durable_ = durable;
  forget_closed();
  if (subscribers_.empty()) return Pump::idle;
  bool more = take_events();
  const Clock::time_point end = Clock::now() + kLongestPump;
  const std::size_t all = subscribers_.size();
  for (std::size_t visited = 0; visited < all; ++visited) {
    if (visited % kSendsATime == kSendsATime - 1 && Clock::now() > end) {
      more = true;
      break;
    }
    if (sweep_ >= all) sweep_ = 0;
    fetch_ahead();
    more = flush(*subscribers_[sweep_++]) == More::yes || more;
  }
  send_summary();
  forget_closed();
  publish_figures();
  return more ? Pump::again : Pump::idle;
}

// Of the next ones in the round, what flush() touches: among thousands it has left the caches since the last.
void FeedService::fetch_ahead() const {
  if (sweep_ + 2 < subscribers_.size()) prefetch(subscribers_[sweep_ + 2].get(), sizeof(Subscriber));
  if (sweep_ + 1 >= subscribers_.size()) return;
  const Subscriber& next = *subscribers_[sweep_ + 1];
  prefetch(next.out, kFetchedOfStream);
  prefetch(next.socket.get());
}

// Into the log. True when there may be still more.
bool FeedService::take_events() {
  const auto count = log_.read(venue_.feed(), durable_, kBatch);
  if (!count) {
    // This loop was held up: everyone reads on for itself, and may have lost some.
    log_.restart(venue_.feed().begin());
    log_has_all_ = false;
    return true;
  }
  log_has_all_ = *count < kBatch;
  return !log_has_all_;
}

FeedService::More FeedService::flush(Subscriber& to) {
  if (to.unheard && to.can_take()) resume_input(to);
  if (!to.can_take()) return More::no;
  const std::uint64_t end = to.change ? std::min(log_.end(), to.change->at) : log_.end();
  More more = More::no;
  if (to.archived) {
    more = read_history(to);
  } else if (to.position < end) {
    if (to.position < log_.begin() && to.live) to.slow = true;
    if (to.slow || to.owes_opening || !log_.has(*to.subscription, to.position))
      more = catch_up(to);
    else
      send_from_log(to, end);
  }
  if (to.out != nullptr && !to.archived && to.position >= log_.end()) {
    to.live = true;
    to.slow = false;
  }
  if (has_reached_change(to) && to.can_take()) {
    apply_change(to);
    if (is_behind(to)) more = More::yes;
  }
  return more;
}

// ---- from the log

void FeedService::send_from_log(Subscriber& to, std::uint64_t end) {
  const std::uint64_t begin = to.position;
  if (!log_.follows(to.opened_books, begin, end)) return send_frames(to, picked_for(to, end), end);
  log_.select(*to.subscription, to.framing, begin, end, own_frames_, &to.opened_books);
  send_frames(to, own_frames_, end);
  log_.note_sent(to.opened_books, begin, to.position);
}

void FeedService::send_frames(Subscriber& to, const FrameSelection& frames, std::uint64_t end) {
  const std::size_t taken = frames.text.empty() ? 0 : to.out->send(frames.text);
  if (to.out == nullptr) return;
  if (taken == frames.text.size()) {
    to.position = end;
    to.seen = log_.id(end - 1);
    if (taken > 0) to.last_sent = now_;
    return count(frames.cuts.size(), taken);
  }
  if (taken == 0) return;
  const auto cut =
      std::lower_bound(frames.cuts.begin(), frames.cuts.end(), taken,
                       [](const FrameSelection::Cut& one, std::size_t size) { return one.end < size; });
  to.position = cut->position;
  to.seen = cut->id;
  to.last_sent = now_;
  count(static_cast<std::size_t>(cut - frames.cuts.begin()) + 1, cut->end);
  if (taken < cut->end) to.out->append(std::string_view(frames.text).substr(taken, cut->end - taken), 0);
}

const FrameSelection& FeedService::picked_for(const Subscriber& to, std::uint64_t end) {
  const auto matches = [&](const Picked& one) {
    return one.subscription == to.subscription && one.framing == to.framing && one.from == to.position &&
           one.to == end;
  };
  auto picked = std::find_if(picked_.begin(), picked_.end(), matches);
  if (picked == picked_.end()) {
    picked = picked_.begin() + static_cast<std::ptrdiff_t>(next_picked_++ % kPicked);
    log_.select(*to.subscription, to.framing, to.position, end, picked->frames);
    picked->subscription = to.subscription;
    picked->framing = to.framing;
    picked->from = to.position;
    picked->to = end;
  }
  return picked->frames;
}

// ---- from the database

// Until the ring has what follows, or a change of its subscription takes effect.
FeedService::More FeedService::read_history(Subscriber& to) {
  for (int i = 0; i < kBatchesInARow && to.can_take() && !has_reached_change(to); ++i) {
    if (const auto position = venue_.feed().find_after(to.seen.seq, to.seen.n)) {
      to.position = *position;
      to.archived = false;
      return More::yes;
    }
    events_.clear();
    if (!has_history(to)) {
      lose(to);
      return More::no;
    }
    if (events_.empty()) return More::no;  // the next snapshot will have it
    FeedPosition newest{events_.back().seq, events_.back().n};
    if (to.change && newest.seq > to.change->seq) {
      std::erase_if(events_, [&](const FeedEvent& event) { return event.seq > to.change->seq; });
      newest = {to.change->seq, std::nullopt};
    }
    send_past(to, newest);
  }
  return to.can_take() ? More::yes : More::no;
}

// Reads on into events_. What the disk does not give is lost to this subscriber, not to the others.
bool FeedService::has_history(const Subscriber& to) {
  try {
    return read_feed_history(venue_, to.seen.seq, to.seen.n, kBatch, events_);
  } catch (const std::exception& error) {
    log_error(std::string("the feed cannot be resumed from the database: ") + error.what());
    return false;
  }
}

// ---- from the ring

// Yes when the subscriber could take still more.
FeedService::More FeedService::catch_up(Subscriber& to) {
  const std::uint64_t end = to.change ? std::min(log_.end(), to.change->at) : log_.end();
  for (int i = 0; i < kBatchesInARow && to.can_take() && to.position < end; ++i) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kBatch, end - to.position));
    events_.clear();
    if (!venue_.feed().read(to.position, durable_, most, events_)) {
      lose(to);
      return More::no;
    }
    if (events_.empty()) return More::no;  // the rest is not durable yet
    const FeedPosition newest{events_.back().seq, events_.back().n};
    send_past(to, newest);
  }
  return to.can_take() && to.position < end ? More::yes : More::no;
}

// events_, which end before the subscriber's position: what its socket does not take is kept for it, so this
// is the one place where a client costs more than a frame.
void FeedService::send_past(Subscriber& to, FeedPosition newest) {
  const auto unwanted = [&](const FeedEvent& event) {
    return !to.subscription->wants(channel_of(event), event.company, event.trader);
  };
  events_.erase(std::remove_if(events_.begin(), events_.end(), unwanted), events_.end());
  if (to.slow) {
    const std::size_t before = events_.size();
    keep_newest_states(events_);
    state_.feed.conflated.fetch_add(before - events_.size());
  }
  if (to.owes_opening)
    for (FeedEvent& event : events_) event.n += kOwed;
  for (std::size_t i = 0; i < events_.size() && !to.opened_books.empty(); ++i) {
    if (const auto opening = to.opened_books.opening_before(events_[i]))
      events_[i].what = following(events_[i], *opening);
    to.opened_books.sent(events_[i]);
  }
  to.seen = newest;
  if (events_.empty()) return;
  to.told = later_id(to.told, {events_.back().seq, events_.back().n});
  text_.clear();
  for (const FeedEvent& event : events_)
    append_event_frame(text_, to.framing, {event.seq, event.n, event.time}, event.symbol, event.what);
  count(events_.size(), text_.size());
  to.last_sent = now_;
  const std::size_t taken = to.out->send(text_);
  if (to.out != nullptr && taken < text_.size()) to.out->append(std::string_view(text_).substr(taken), 0);
}

// What it needs next was overwritten. The id of the gap is the last one it had, so that resuming from it
// tells the truth again.
void FeedService::lose(Subscriber& to) {
  state_.feed.closed_slow.fetch_add(1);
  text_.clear();
  const MessageHead head = next_head(to);
  if (to.framing == Framing::sse) {
    const FeedPosition seen = seen_of_commands({head.seq, head.n});
    const Seq from = seen.n ? seen.seq : seen.seq + 1;
    append_gap_frame(text_, to.framing, head, GapReason::too_slow, from, venue_.feed().floor());
  }
  end_with(to, text_, CloseCode::too_slow, "too slow: resume with since " + text_of(head));
}

// ---- changes of a subscription

// In the database there are no places of the ring, which may have overwritten that of the change.
bool FeedService::has_reached_change(const Subscriber& to) {
  if (!to.change) return false;
  if (to.archived) return to.seen == FeedPosition{to.change->seq, std::nullopt};
  return to.position >= to.change->at;
}

void FeedService::apply_change(Subscriber& to) {
  const auto change = std::move(to.change);
  set_subscription(to, change->subscription);
  to.told = change->told;
  to.owes_opening = false;
  to.opened_books.open(change->seq, change->books);
  append(to, change->text, change->seq);
  to.out->flush();
  resume_input(to);
}

void FeedService::append(Subscriber& to, std::string_view text, Seq visible_from) {
  if (text.empty()) return;
  to.out->append(text, visible_from);
  to.last_sent = now_;
}

// ---- silence and the end

// Whether there is more for it, and it could take it now.
bool FeedService::is_behind(const Subscriber& to) const {
  return to.can_take() && (to.archived || to.position < log_.end());
}

// Whether it was sent all that was durable at the last pump.
bool FeedService::has_all(const Subscriber& to) const {
  return log_has_all_ && !to.archived && !to.change && to.position >= log_.end();
}

// Of a message that no command made: behind all that is durable, or, amid what is still to be sent, with the
// id of the message before. Whoever has not subscribed yet may be about to resume from anywhere: its id is
// before all, from which nothing is lost. To whom an opening is owed the id before says so.
MessageHead FeedService::next_head(Subscriber& to) const {
  if (to.subscription->empty())
    to.told = next_id(to.told, to.told.seq);
  else if (has_all(to))
    to.told = next_id(to.told, std::max(durable_, to.told.seq));
  else if (!to.owes_opening)
    to.told = later_id(to.told, to.seen);
  return {to.told.seq, *to.told.n, venue_.clock().now()};
}

FeedService::Pump FeedService::tick(Clock::time_point now) {
  now_ = now;
  const Pump result = pump(venue_.durable_seq());
  for (std::size_t i = 0; i < subscribers_.size(); ++i) keep_alive(*subscribers_[i]);
  summary_is_due_ = summary_.is_due(now_);
  send_summary();
  forget_closed();
  publish_figures();
  return result;
}

void FeedService::keep_alive(Subscriber& to) {
  if (!to.is_open()) return;
  to.requests = 0;
  if (!to.authorization.empty() && !authenticate_(to.authorization))
    return end_with(to, "", CloseCode::policy, "the key was revoked");
  if (must_authenticate(to.principal) && now_ - to.opened >= kAuthenticationTime)
    return end_with(to, "", CloseCode::policy, "no key was sent in time");
  if (to.can_take()) resume_input(to);
  if (!to.is_open()) return;
  if (to.socket && !to.unheard) to.socket->tick(now_);
  const bool silent = to.can_take() && now_ - to.last_sent >= kHeartbeat;
  if (!silent) return;
  text_.clear();
  append_heartbeat_frame(text_, to.framing, next_head(to));
  append(to, text_, 0);
  to.out->flush();
}

// To those that have everything else that is durable, behind it, as soon as what it shows is durable too.
void FeedService::send_summary() {
  if (!summary_is_due_ || !log_has_all_) return;
  summary_is_due_ = false;
  const auto wants = [&](const Subscriber& one) {
    return one.can_take() && has_all(one) && !one.subscription->of(Channel::market).empty();
  };
  if (std::none_of(subscribers_.begin(), subscribers_.end(), [&](const auto& one) { return wants(*one); }))
    return;
  const MarketSummary::Items now = summary_.take(now_);
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    Subscriber& to = *subscribers_[i];
    if (!wants(to)) continue;
    text_.clear();
    append_market_frame(text_, to.framing, next_head(to), now.json);
    append(to, text_, now.seq);
    to.out->flush();
  }
}

void FeedService::stop() {
  for (int i = 0; i < kBatchesInARow && pump(venue_.durable_seq()) == Pump::again; ++i) {
  }
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    Subscriber& to = *subscribers_[i];
    if (!to.is_open()) continue;
    text_.clear();
    append_stopping_frame(text_, to.framing, next_head(to));
    end_with(to, text_, CloseCode::going_away, "the server is stopping");
  }
  forget_closed();
}

void FeedService::end_with(Subscriber& to, std::string_view text, CloseCode code, std::string_view reason) {
  append(to, text, 0);
  to.closing = true;
  if (to.socket)
    to.socket->close(code, reason);
  else
    to.out->close_when_sent();
}

void FeedService::closed(Subscriber& subscriber) {
  if (subscriber.socket) subscriber.socket->gone();
  subscriber.out = nullptr;  // forgotten later: this may be called while the list is walked
  log_.remove_listener(*subscriber.subscription);
  subscriber.place = {};
  (subscriber.framing == Framing::sse ? state_.feed.sse : state_.feed.websocket).fetch_sub(1);
  some_closed_ = true;
}

void FeedService::forget_closed() {
  if (!std::exchange(some_closed_, false)) return;
  const auto gone = [](const auto& subscriber) { return subscriber->out == nullptr; };
  subscribers_.erase(std::remove_if(subscribers_.begin(), subscribers_.end(), gone), subscribers_.end());
  for (Picked& one : picked_) one = {};
  std::erase_if(shared_, [](const auto& one) { return one.second.expired(); });
}

void FeedService::count(std::size_t messages, std::size_t bytes) {
  messages_ += messages;
  bytes_ += bytes;
}

// Once a pump, because the loops share them.
void FeedService::publish_figures() {
  state_.feed.messages.fetch_add(std::exchange(messages_, 0), std::memory_order_relaxed);
  state_.feed.bytes.fetch_add(std::exchange(bytes_, 0), std::memory_order_relaxed);
}

// ---- a connection's calls

StreamPump Subscriber::received(std::string_view bytes) {
  service.received(*this, bytes);
  return service.is_behind(*this) ? StreamPump::again : StreamPump::idle;
}

StreamPump Subscriber::writable() {
  return service.flush(*this) == FeedService::More::yes ? StreamPump::again : StreamPump::idle;
}

// One that was told why it is closed was counted then.
void Subscriber::stalled() {
  if (!closing) service.state_.feed.closed_slow.fetch_add(1);
}

void Subscriber::closed() {
  service.closed(*this);
}

}  // namespace market
