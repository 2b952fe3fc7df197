// How a client of the feed begins, and what it says.
#include <utility>

#include "daemon/feed/feed_service.hpp"
#include "daemon/net/cross_origin.hpp"
#include "wire/feed_replies.hpp"

namespace market {
namespace {

constexpr std::string_view kFeedPath = "/v1/feed";
constexpr std::uint16_t kMostRequests = 100;  // of a client that are looked at from one tick to the next
// Bytes that a client has not taken, before it is listened to again.
constexpr std::size_t kMostUnsentForReplies = 64 << 10;

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

Problem needs_key() {
  return {401, "unauthenticated", "send a valid API key: Authorization: Bearer KEY", {}};
}

Problem bad_field(const std::string& field, const std::string& reason) {
  return {400, "invalid_request", field + ": " + reason, {{field, reason}}};
}

// Whose subscribers are counted together: those of a key's owner, or of an address without one.
std::string name_of(const Principal& principal, const OutStream& out) {
  switch (principal.role) {
    case Principal::Role::anonymous: return "address " + out.peer();
    case Principal::Role::trader: return "trader " + std::to_string(principal.trader.value());
    case Principal::Role::admin: return "admin";
  }
  return {};
}

Eyes eyes_of(const Principal& principal) {
  switch (principal.role) {
    case Principal::Role::anonymous: break;
    case Principal::Role::trader: return {Eyes::Reach::own, principal.trader};
    case Principal::Role::admin: return {Eyes::Reach::all, {}};
  }
  return {};
}

// The channels orders and account are for those whose key says who they are.
std::optional<Problem> check_private(const FeedQuery& query, const Principal& principal) {
  if (principal.role != Principal::Role::anonymous) return std::nullopt;
  if (!query.channels.has(Channel::orders) && !query.channels.has(Channel::account)) return std::nullopt;
  return Problem{401,
                 "unauthenticated",
                 "the channels orders and account need a key: Authorization: Bearer KEY, or over a WebSocket "
                 "{\"action\":\"auth\",\"key\":\"KEY\"} first",
                 {}};
}

// What a key opened must end with it, and from then on another one is looked at.
Problem still_private() {
  return {403,
          "forbidden",
          "this connection is subscribed to orders or account by a key of somebody else: unsubscribe them "
          "first, or open another connection",
          {}};
}

std::string_view query_of(const RequestHead& head) {
  const std::size_t mark = head.target.find('?');
  return mark == std::string_view::npos ? "" : head.target.substr(mark + 1);
}

// Behind what the client was told, or where it resumes.
MessageHead head_of_reply(FeedStart& start) {
  if (!start.resumed)
    start.told =
        start.has_opening() ? next_id_in_opening(start.told, start.seq) : next_id(start.told, start.seq);
  return {start.told.seq, *start.told.n, start.time};
}

}  // namespace

bool FeedService::takes(const RequestHead& head) const {
  return head.method == "GET" && head.path() == kFeedPath;
}

// A browser cannot send a key with the handshake of a WebSocket: it sends one in its first message.
tl::expected<Principal, Problem> FeedService::admit(const RequestHead& head) const {
  if (auto problem = unavailable(state_)) return tl::unexpected(std::move(*problem));
  const auto principal = authenticate_(head.authorization);
  if (!principal) return tl::unexpected(needs_key());
  const bool subscribes = !wants_websocket(head) || !query_of(head).empty();
  if (must_authenticate(*principal) && subscribes) return tl::unexpected(needs_key());
  return *principal;
}

bool FeedService::must_authenticate(const Principal& principal) const {
  return principal.role == Principal::Role::anonymous && !options_.public_data;
}

// Without its last header and the empty line.
tl::expected<std::string, Problem> FeedService::opening_head(const RequestHead& head, Framing framing) const {
  if (framing == Framing::websocket) return websocket_handshake(head);
  if (head.upgrade.data() != nullptr)
    return tl::unexpected(bad_field("Upgrade", "the only protocol to change to is websocket"));
  if (!accepts_event_stream(head.accept))
    return tl::unexpected(bad_field("Accept", "must allow text/event-stream, or upgrade to a WebSocket"));
  return "HTTP/1.1 200 OK\r\n" + cross_origin_headers(head.origin) +
         "Content-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n"
         "X-Accel-Buffering: no\r\n";
}

// A WebSocket without a query subscribes to nothing yet.
tl::expected<StreamClient*, Problem> FeedService::open(const RequestHead& head, OutStream& out) {
  const auto principal = admit(head);
  if (!principal) return tl::unexpected(principal.error());
  const Framing framing = wants_websocket(head) ? Framing::websocket : Framing::sse;
  auto text = opening_head(head, framing);
  if (!text) return tl::unexpected(text.error());
  const std::string_view wish = query_of(head);
  auto query = parse_feed_query(wish, head.last_event_id);
  if (!query) return tl::unexpected(query.error());
  if (framing == Framing::websocket && wish.empty()) query->channels = {};
  if (auto problem = check_private(*query, *principal)) return tl::unexpected(std::move(*problem));
  auto start = start_feed(venue_, *query, Subscription(eyes_of(*principal)));
  if (!start) return tl::unexpected(start.error());
  auto place = limits_.take(name_of(*principal, out));
  if (!place) return tl::unexpected(place.error());

  *text += "X-Market-Seq: " + std::to_string(start->seq) + "\r\n\r\n";
  if (framing == Framing::sse) {
    *text += ": the market is at seq " + std::to_string(start->seq) + "\n";
    if (!start->resumed && !start->has_opening())
      *text += "id: " + std::to_string(start->seq) + "\n";  // to resume from when it has seen no event yet
    *text += "\n";
  }

  auto made = std::make_unique<Subscriber>(*this, out, framing);
  made->place = std::move(*place);
  made->principal = *principal;
  made->opened = Clock::now();
  made->authorization = std::string(head.authorization);
  if (framing == Framing::websocket)
    made->socket = std::make_unique<WebSocket>(out, options_.message_bytes, Clock::now());
  Subscriber& subscriber = add(std::move(made), *start);
  subscribe(subscriber, *start, std::move(*text));
  return &subscriber;
}

Subscriber& FeedService::add(std::unique_ptr<Subscriber> subscriber, const FeedStart& start) {
  forget_closed();
  if (subscribers_.empty()) {
    log_has_all_ = true;
    log_.restart(start.end);
  }
  (subscriber->framing == Framing::sse ? state_.feed.sse : state_.feed.websocket).fetch_add(1);
  subscribers_.push_back(std::move(subscriber));
  return *subscribers_.back();
}

// The first one of a connection: `text`, then the opening, or else what is missed.
void FeedService::subscribe(Subscriber& to, FeedStart& start, std::string text) {
  std::string opening;
  const FeedPosition told = start.told;
  if (start.reopens) start.told = later_id(told, behind_owed(start.seq));
  append_opening(opening, to.framing, start);
  if (start.reopens) {
    to.owes_opening = true;
    set_subscription(to, shared(without_states(start.subscription)));
    to.told = told;
    change_to(to, start, std::move(opening));
  } else {
    set_subscription(to, shared(start.subscription));
    const bool is_told_the_state = !start.resumed && !start.subscription.empty();
    to.told = is_told_the_state ? later_id(start.told, {start.seq, std::nullopt}) : told;
    to.opened_books.open(start.seq, start.books);
    text += opening;
  }
  to.position = start.position;
  to.seen = start.seen;
  to.archived = start.archived;
  to.slow = false;
  to.live = start.position >= start.end;
  to.last_sent = Clock::now();
  to.out->append(text, start.seq);
}

// Takes effect when the client has been sent all before the place at which `start` was read.
void FeedService::change_to(Subscriber& to, const FeedStart& start, std::string text) {
  to.change = std::make_unique<Subscriber::Change>(Subscriber::Change{
      start.end, start.seq, shared(start.subscription), std::move(text), start.told, start.books});
}

void FeedService::set_subscription(Subscriber& to, std::shared_ptr<const Subscription> subscription) {
  log_.add_listener(*subscription);
  if (to.subscription) log_.remove_listener(*to.subscription);
  to.has_subscribed = to.has_subscribed || !subscription->empty();
  to.subscription = std::move(subscription);
}

// One for all who want the same, so that what is picked for one is picked for all.
std::shared_ptr<const Subscription> FeedService::shared(const Subscription& subscription) {
  std::weak_ptr<const Subscription>& known = shared_[subscription.key()];
  auto found = known.lock();
  if (!found) {
    found = std::make_shared<const Subscription>(subscription);
    known = found;
  }
  return found;
}

// ---- what a WebSocket client says

void FeedService::received(Subscriber& from, std::string_view bytes) {
  if (!from.socket || !from.is_open()) return;  // nothing that follows a GET for events means anything
  if (from.unheard)
    from.input.append(bytes);
  else
    take_input(from, bytes);
}

// A change of its subscription takes effect before its next message is looked at, a client that does not
// read its answers gets no more of them, and one that says too much is heard again in the next second.
bool FeedService::must_wait(const Subscriber& from) {
  return from.change || from.out->unsent() > kMostUnsentForReplies || from.requests >= kMostRequests;
}

void FeedService::take_input(Subscriber& from, std::string_view input) {
  while (from.is_open()) {
    if (must_wait(from)) {
      from.unheard = true;
      from.input.assign(input);
      return from.out->pause_reading();
    }
    const auto text = from.socket->next_text(input, now_);
    if (!text) return;
    ++from.requests;
    handle(from, *text);
  }
}

// Called where it may have waited long enough.
void FeedService::resume_input(Subscriber& from) {
  if (!from.unheard || !from.is_open() || must_wait(from)) return;
  from.unheard = false;
  const std::string input = std::exchange(from.input, {});
  take_input(from, input);
  if (from.is_open() && !from.unheard) from.out->resume_reading();
}

void FeedService::handle(Subscriber& from, std::string_view text) {
  auto request = parse_feed_request(text);
  tl::expected<void, Problem> done;
  if (request)
    done = obey(from, *request);
  else
    done = tl::unexpected(request.error());
  if (done) return;
  std::string json;
  append_error_message(json, next_head(from), done.error());
  reply(from, json);
}

tl::expected<void, Problem> FeedService::obey(Subscriber& from, FeedRequest& request) {
  switch (request.action) {
    case FeedRequest::Action::subscribe: return extend(from, request.query);
    case FeedRequest::Action::unsubscribe: return reduce(from, request);
    case FeedRequest::Action::auth: return authenticate(from, request.key);
  }
  return {};
}

tl::expected<void, Problem> FeedService::extend(Subscriber& to, const FeedQuery& query) {
  if (must_authenticate(to.principal))
    return tl::unexpected(
        Problem{401, "unauthenticated", "send {\"action\":\"auth\",\"key\":\"KEY\"} first", {}});
  if (query.since && to.has_subscribed)
    return tl::unexpected(
        bad_field("since", "is for the first subscription of a connection: what it has would come twice"));
  if (auto problem = check_private(query, to.principal)) return tl::unexpected(std::move(*problem));
  Subscription had = *to.subscription;
  had.look_with(eyes_of(to.principal));
  auto start = start_feed(venue_, query, had, to.told);
  if (!start) return tl::unexpected(start.error());
  if (named_companies(start->subscription) > kMostSymbols * kChannelNames.size())
    return tl::unexpected(bad_field("symbols", "the subscription names too many: leave it out for all"));
  std::string json, text;
  append_subscription_message(json, head_of_reply(*start), start->channels);
  append_frame(text, Opcode::text, json);
  if (to.subscription->empty()) {
    subscribe(to, *start, std::move(text));
    to.out->flush();
  } else {
    append_opening(text, to.framing, *start);
    change_to(to, *start, std::move(text));
  }
  flush(to);
  return {};
}

tl::expected<void, Problem> FeedService::reduce(Subscriber& to, FeedRequest& request) {
  if (request.all_channels)
    for (const Channel channel : kAllChannels) request.query.channels.add(channel);
  const auto rest = remove_from_feed(venue_, request.query, *to.subscription);
  if (!rest) return tl::unexpected(rest.error());
  std::string json;
  append_subscription_message(json, next_head(to), rest->channels);
  set_subscription(to, shared(rest->subscription));
  reply(to, json);
  return {};
}

tl::expected<void, Problem> FeedService::authenticate(Subscriber& to, const std::string& key) {
  const auto principal = authenticate_("Bearer " + key);
  if (!principal || principal->role == Principal::Role::anonymous)
    return tl::unexpected(Problem{401, "unauthenticated", "the key is wrong or revoked", {}});
  if (*principal != to.principal && to.subscription->wants_private()) return tl::unexpected(still_private());
  if (auto moved = limits_.move(to.place, name_of(*principal, *to.out)); !moved)
    return tl::unexpected(moved.error());
  to.principal = *principal;
  to.authorization = "Bearer " + key;
  const bool is_trader = principal->role == Principal::Role::trader;
  const std::string trader = !is_trader ? "" : venue_.with([&](const Venue::Session& session) {
    return session.exchange().trader(principal->trader).slug.str();
  });
  std::string json;
  append_authenticated_message(json, next_head(to), is_trader ? "trader" : "admin", trader);
  reply(to, json);
  return {};
}

void FeedService::reply(Subscriber& to, std::string_view json) {
  std::string frame;
  append_frame(frame, Opcode::text, json);
  append(to, frame, 0);
  to.out->flush();
}

std::size_t FeedService::named_companies(const Subscription& subscription) const {
  std::size_t count = 0;
  for (const Channel channel : kAllChannels) count += subscription.of(channel).size();
  return count;
}

}  // namespace market
