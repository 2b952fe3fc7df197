#include "daemon/feed/feed_service.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace market {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kPath = "/v1/feed";
constexpr std::size_t kBatch = 4'096;           // events taken from the ring at a time
constexpr std::size_t kMostBuffered = 1 << 20;  // bytes a client has not taken; then it falls behind
constexpr int kBatchesInARow = 8;  // for one subscriber that catches up, before others get their turn
constexpr std::uint32_t kAllSeen =
    std::numeric_limits<std::uint32_t>::max();  // behind every message of a command
constexpr std::chrono::seconds kHeartbeat{15};

bool accepts_event_stream(std::string_view accept) {
  return accept.empty() || accept.find("text/event-stream") != std::string_view::npos ||
         accept.find("text/*") != std::string_view::npos || accept.find("*/*") != std::string_view::npos;
}

// The same answers as the REST API's.
std::optional<Problem> unavailable(const ServerState& state) {
  if (state.journal_failed)
    return Problem{
        503,
        "journal_failed",
        "the journal cannot be written: nothing more is accepted, and what was not answered is unknown",
        {}};
  if (state.stopping)
    return Problem{503, "stopping", "the server is shutting down: send this again when it is back", {}};
  if (!state.ready) return Problem{503, "starting", "the server is not ready yet: try again soon", {}};
  return std::nullopt;
}

// Makes one change of a company's book out of events[i] and the one that `newest` names.
void merge_into(std::unordered_map<CompanyId, std::size_t>& newest, std::vector<FeedEvent>& events,
                std::size_t i) {
  using Update = std::shared_ptr<const BookUpdate>;
  const auto [found, first] = newest.emplace(events[i].company, i);
  if (first) return;
  auto& later = std::get<Update>(events[i].what);
  later = std::make_shared<const BookUpdate>(merged(*std::get<Update>(events[found->second].what), *later));
  found->second = i;
}

// The newest quote and the newest state of each company are all that a client that is behind needs of them.
void keep_newest_states(std::vector<FeedEvent>& events) {
  std::array<std::unordered_map<CompanyId, std::size_t>, kChannelNames.size()> newest;
  const auto newest_of = [&](const FeedEvent& event) -> std::size_t& {
    return newest[event.what.index()][event.company];
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (is_state(channel_of(events[i]))) newest_of(events[i]) = i;
    if (channel_of(events[i]) == Channel::book) merge_into(newest[events[i].what.index()], events, i);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Channel channel = channel_of(events[i]);
    const bool stale = (is_state(channel) || channel == Channel::book) && newest_of(events[i]) != i;
    if (!stale) std::swap(events[kept++], events[i]);
  }
  events.resize(kept);
}

// What a channel of states says of a company now.
decltype(FeedEvent::what) state_of(const Exchange& exchange, CompanyId company, Channel channel) {
  if (channel == Channel::quotes) return exchange.top(company);
  if (channel == Channel::book) return std::make_shared<const BookUpdate>(whole_book(exchange, company));
  return company_state(exchange, company);
}

}  // namespace

struct FeedService::Subscriber {
  OutStream* out = nullptr;  // nullptr: closed, to be forgotten
  ChannelSet channels;
  std::vector<bool> companies;  // by id; empty: all
  std::uint64_t position = 0;   // in the ring, of the next event it has not been sent
  FeedPosition seen;            // the newest event it was sent, or had before
  bool slow = false;            // states are conflated for it until it has caught up
  bool closing = false;         // it was sent its last message
  Clock::time_point last_sent = Clock::now();

  bool wants(Channel channel, CompanyId company) const {
    if (!channels.has(channel)) return false;
    return companies.empty() || (company.value() < companies.size() && companies[company.value()]);
  }
  bool wants_everything() const { return channels.has_all() && companies.empty(); }
  bool can_take() const { return out != nullptr && !closing && out->unsent() < kMostBuffered; }

  void send(std::string_view text) {
    if (text.empty()) return;
    out->append(text, 0);
    last_sent = Clock::now();
  }
  void end_with(std::string_view text) {
    send(text);
    closing = true;
    out->close_when_sent();
  }
};

// Where a subscription begins: the state at `seq` and the position in the ring right after it, read together.
struct FeedService::Start {
  Seq seq = 0;
  std::uint32_t next_n = 0;  // counts on from the messages that command `seq` caused
  Timestamp time;
  std::uint64_t position = 0;
  FeedPosition seen;
  std::uint64_t end = 0;  // of the ring
  FeedPosition newest;    // the newest message of `seq`
  bool resumed = false;   // from `position` on; else with a snapshot
  std::optional<Seq> gap_from;
  std::vector<bool> companies;
  std::vector<std::pair<Symbol, decltype(FeedEvent::what)>> snapshot;
};

FeedService::FeedService(Venue& venue, ServerState& state, MayRead may_read, Duration market_interval)
    : venue_(venue), state_(state), may_read_(std::move(may_read)), summary_(venue, market_interval) {}

FeedService::~FeedService() = default;

bool FeedService::takes(const RequestHead& head) const {
  return head.method == "GET" && head.path() == kPath;
}

// ---- opening

tl::expected<void, Problem> FeedService::open(const RequestHead& head, OutStream& out) {
  if (auto problem = unavailable(state_)) return tl::unexpected(std::move(*problem));
  if (!may_read_(head.authorization)) {
    return tl::unexpected(
        Problem{401, "unauthenticated", "send a valid API key: Authorization: Bearer KEY", {}});
  }
  if (head.upgrade.data() != nullptr || !accepts_event_stream(head.accept)) {
    return tl::unexpected(
        Problem{400,
                "invalid_request",
                "this server has the feed as server-sent events only; send Accept: text/event-stream",
                {{"Accept", "must allow text/event-stream"}}});
  }
  const std::size_t mark = head.target.find('?');
  const std::string_view text = mark == std::string_view::npos ? "" : head.target.substr(mark + 1);
  const auto query = parse_feed_query(text, head.last_event_id);
  if (!query) return tl::unexpected(query.error());
  auto start = find_start(*query);
  if (!start) return tl::unexpected(start.error());

  forget_closed();
  auto subscriber = std::make_unique<Subscriber>();
  subscriber->out = &out;
  subscriber->channels = query->channels;
  subscriber->companies = std::move(start->companies);
  subscriber->position = start->position;
  subscriber->seen = start->seen;
  if (subscribers_.empty()) {
    cursor_ = start->end;
    last_ = start->newest;
  }
  subscribers_.push_back(std::move(subscriber));
  state_.sse_clients.fetch_add(1);
  out.append(preamble(*start), start->seq);
  return {};
}

tl::expected<FeedService::Start, Problem> FeedService::find_start(const FeedQuery& query) {
  return venue_.with([&](Venue::Session& session) -> tl::expected<Start, Problem> {
    const Exchange& exchange = session.exchange();
    Start start;
    start.seq = session.seq();
    start.time = session.now();
    if (query.since && query.since->seq > start.seq) {
      const std::string reason = "is ahead of the market, which is at " + std::to_string(start.seq);
      return tl::unexpected(Problem{400, "invalid_request", "since: " + reason, {{"since", reason}}});
    }
    std::vector<CompanyId> companies;
    if (!query.symbols.empty()) start.companies.resize(exchange.company_count());
    for (const Symbol& symbol : query.symbols) {
      const auto company = exchange.find_company(symbol.view());
      if (!company) {
        const std::string reason = "there is no company " + symbol.str();
        return tl::unexpected(Problem{400, "invalid_request", "symbols: " + reason, {{"symbols", reason}}});
      }
      start.companies[company->value()] = true;
    }

    const FeedRing& ring = venue_.feed();
    start.position = start.end = ring.end();
    start.newest = {start.seq, std::nullopt};
    std::uint64_t newest = start.position > 0 ? start.position - 1 : 0;
    events_.clear();
    if (ring.read(newest, start.seq, 1, events_) && !events_.empty() && events_.back().seq == start.seq) {
      start.next_n = events_.back().n + 1;
      start.newest.n = events_.back().n;
    }
    start.seen = start.newest;
    if (query.since) {
      const auto position = ring.find_after(query.since->seq, query.since->n);
      if (position) {
        start.position = *position;
        start.seen = *query.since;
        start.resumed = true;
        return start;
      }
      start.gap_from = query.since->n ? query.since->seq : query.since->seq + 1;
    }
    for (const Channel channel : {Channel::quotes, Channel::companies, Channel::book}) {
      if (!query.channels.has(channel)) continue;
      for (std::uint32_t id = 0; id < exchange.company_count(); ++id) {
        if (start.companies.empty() || start.companies[id])
          start.snapshot.emplace_back(exchange.company(CompanyId(id)).symbol,
                                      state_of(exchange, CompanyId(id), channel));
      }
    }
    return start;
  });
}

// The snapshot's messages count on behind those of their command, so that resuming from any of them repeats
// nothing.
std::string FeedService::preamble(const Start& start) const {
  const std::string seq = std::to_string(start.seq);
  std::string out =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n"
      "X-Accel-Buffering: no\r\nX-Market-Seq: " +
      seq + "\r\n\r\n";
  out += ": the market is at seq " + seq + "\n";
  MessageHead head{start.seq, start.next_n, start.time};
  if (!start.resumed && start.snapshot.empty())
    out += "id: " + seq + "\n";  // lets a client resume that has seen no event yet
  out += "\n";
  if (start.gap_from) {
    append_gap_frame(out, head, *start.gap_from, start.seq);
    ++head.n;
  }
  for (const auto& [symbol, what] : start.snapshot) {
    append_event_frame(out, head, symbol, what);
    ++head.n;
  }
  return out;
}

// ---- sending what happens

FeedService::Pump FeedService::pump(Seq durable) {
  durable_ = durable;
  forget_closed();
  if (subscribers_.empty()) return Pump::idle;
  for (;;) {
    const std::uint64_t from = cursor_;
    events_.clear();
    if (!venue_.feed().read(cursor_, durable, kBatch, events_)) {
      cursor_ = venue_.feed()
                    .begin();  // this loop was held up: everyone reads on for itself, and may have lost some
      continue;
    }
    if (events_.empty()) break;
    last_ = {events_.back().seq, events_.back().n};
    batch_.assign(events_);
    send_batch(from);
  }
  bool more = false;
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    Subscriber& subscriber = *subscribers_[i];
    if (subscriber.position < cursor_ && subscriber.can_take()) more = catch_up(subscriber, durable) || more;
    if (subscriber.out != nullptr) subscriber.out->flush();
  }
  forget_closed();
  return more ? Pump::again : Pump::idle;
}

// Hands batch_, which begins at ring position `from`, to those whose position lies in it.
void FeedService::send_batch(std::uint64_t from) {
  const auto& frames = batch_.frames();
  for (const auto& subscriber : subscribers_) {
    Subscriber& to = *subscriber;
    if (to.position < from || to.position >= cursor_) continue;
    if (!to.can_take()) {
      to.slow = to.out != nullptr;
      continue;
    }
    text_.clear();
    const std::size_t first = static_cast<std::size_t>(to.position - from);
    if (first == 0 && to.wants_everything()) {
      to.send(batch_.text());
    } else {
      for (std::size_t i = first; i < frames.size(); ++i) {
        if (to.wants(frames[i].channel, frames[i].company)) text_ += batch_.text(frames[i]);
      }
      to.send(text_);
    }
    to.position = cursor_;
    to.seen = last_;
  }
}

// True when the subscriber could take still more.
bool FeedService::catch_up(Subscriber& subscriber, Seq durable) {
  for (int i = 0; i < kBatchesInARow && subscriber.can_take() && subscriber.position < cursor_; ++i) {
    const std::size_t most =
        static_cast<std::size_t>(std::min<std::uint64_t>(kBatch, cursor_ - subscriber.position));
    events_.clear();
    if (!venue_.feed().read(subscriber.position, durable, most, events_)) {
      lose(subscriber);
      return false;
    }
    if (events_.empty()) return false;  // the rest is not durable yet
    const FeedPosition newest{events_.back().seq, events_.back().n};
    const auto unwanted = [&](const FeedEvent& e) { return !subscriber.wants(channel_of(e), e.company); };
    events_.erase(std::remove_if(events_.begin(), events_.end(), unwanted), events_.end());
    if (subscriber.slow) keep_newest_states(events_);
    batch_.assign(events_);
    subscriber.send(batch_.text());
    subscriber.seen = newest;
    subscriber.out->flush();
  }
  if (subscriber.position >= cursor_) subscriber.slow = false;
  return subscriber.position < cursor_ && subscriber.can_take();
}

// What it needs next was overwritten. The id of the gap is the last one it had, so that resuming from it
// tells the truth again.
void FeedService::lose(Subscriber& subscriber) {
  const FeedPosition& seen = subscriber.seen;
  const MessageHead head{seen.seq, seen.n.value_or(kAllSeen), venue_.clock().now()};
  text_.clear();
  append_gap_frame(text_, head, seen.n ? seen.seq : seen.seq + 1, venue_.feed().floor());
  subscriber.end_with(text_);
}

// ---- silence and the end

// For a message of no event: it stands behind all that is durable. Nullopt while the newest event known is
// not.
std::optional<MessageHead> FeedService::idle_head() const {
  if (last_.seq > durable_) return std::nullopt;
  const bool same = last_.seq == durable_;
  return MessageHead{durable_, same && last_.n ? *last_.n + 1 : 0, venue_.clock().now()};
}

FeedService::Pump FeedService::tick() {
  const Pump result = pump(venue_.durable_seq());
  const Clock::time_point silent_since = Clock::now() - kHeartbeat;
  text_.clear();
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    Subscriber& subscriber = *subscribers_[i];
    const bool silent = subscriber.can_take() && subscriber.last_sent <= silent_since;
    if (!silent || subscriber.position < cursor_ || subscriber.out->unsent() > 0) continue;
    const auto head = idle_head();
    if (!head) break;
    if (text_.empty()) append_heartbeat_frame(text_, *head);
    subscriber.send(text_);
    subscriber.out->flush();
  }
  send_summary();
  forget_closed();
  return result;
}

// To those that have everything else that is durable, behind it, as soon as what it shows is durable too.
void FeedService::send_summary() {
  const auto wants = [&](const Subscriber& one) {
    return one.channels.has(Channel::market) && one.can_take() && one.position >= cursor_;
  };
  const auto head = idle_head();
  if (!head || !summary_.is_due(Clock::now())) return;
  if (std::none_of(subscribers_.begin(), subscribers_.end(), [&](const auto& one) { return wants(*one); }))
    return;
  const MarketSummary::Lines now = summary_.take(Clock::now());
  text_.clear();
  append_market_frame(text_, *head, now.lines);
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    if (!wants(*subscribers_[i])) continue;
    subscribers_[i]->out->append(text_, now.seq);
    subscribers_[i]->last_sent = Clock::now();
    subscribers_[i]->out->flush();
  }
}

void FeedService::stop() {
  pump(venue_.durable_seq());
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    Subscriber& subscriber = *subscribers_[i];
    if (subscriber.out == nullptr || subscriber.closing) continue;
    text_.clear();
    const MessageHead behind{subscriber.seen.seq, subscriber.seen.n.value_or(kAllSeen), venue_.clock().now()};
    append_stopping_frame(text_, subscriber.position < cursor_ ? behind : idle_head().value_or(behind));
    subscriber.end_with(text_);
  }
  forget_closed();
}

void FeedService::closed(OutStream& out) {
  for (const auto& subscriber : subscribers_) {
    if (subscriber->out != &out) continue;
    subscriber->out = nullptr;  // forgotten later: this may be called while the list is walked
    state_.sse_clients.fetch_sub(1);
  }
}

void FeedService::forget_closed() {
  const auto gone = [](const auto& subscriber) { return subscriber->out == nullptr; };
  subscribers_.erase(std::remove_if(subscribers_.begin(), subscribers_.end(), gone), subscribers_.end());
}

}  // namespace market
