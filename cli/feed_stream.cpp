#include "cli/feed_stream.hpp"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "cli/http_session.hpp"
#include "cli/interrupt.hpp"
#include "cli/json.hpp"
#include "cli/request_builder.hpp"
#include "cli/sse_reader.hpp"

namespace market::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kSilence{45};  // three heartbeats without one: the connection is dead

// Ends the connection at the deadline or at SIGINT, whatever the reader waits for.
class EndWatch {
 public:
  EndWatch(httplib::Client& http, std::optional<SteadyClock::time_point> deadline)
      : http_(http), deadline_(deadline), thread_([this] { run(); }) {}
  ~EndWatch() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

  bool ended() const { return ended_; }
  // Sleeps; less when the end comes first.
  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return ended_.load(); });
  }

 private:
  void run() {
    constexpr std::chrono::milliseconds kTick{20};
    std::unique_lock lock(mutex_);
    while (!done_) {
      if (interrupted() || (deadline_ && SteadyClock::now() >= *deadline_)) {
        ended_ = true;
        changed_.notify_all();
        http_.stop();  // again and again: the reader may have been between two connections
      }
      changed_.wait_for(lock, kTick, [this] { return done_; });
    }
  }

  httplib::Client& http_;
  std::optional<SteadyClock::time_point> deadline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace

FeedStream::FeedStream(Context& context, FeedWish wish, Take take, AtRest at_rest)
    : context_(context),
      wish_(std::move(wish)),
      take_(std::move(take)),
      at_rest_(std::move(at_rest)),
      http_(make_session(context.settings().server, context.client().options().key)),
      last_id_(wish_.since) {}

FeedStream::~FeedStream() = default;

Status FeedStream::run() {
  const auto timeout = context_.settings().timeout;
  http_->set_connection_timeout(std::min<std::chrono::milliseconds>(timeout, std::chrono::seconds(5)));
  http_->set_read_timeout(kSilence);
  std::optional<SteadyClock::time_point> deadline;
  if (wish_.duration) deadline = SteadyClock::now() + *wish_.duration;
  catch_interrupts();

  EndWatch watch(*http_, deadline);
  auto give_up = SteadyClock::now() + timeout;
  for (int sent = 1;; ++sent) {
    const Connection connection = read_connection();
    if (failure_) return tl::unexpected(*failure_);
    if (finished_) return {};
    if (interrupted()) return silent_end(ExitCode::interrupted);
    if (watch.ended()) return {};
    if (connection.opened) {
      note_lost_connection();
      give_up = SteadyClock::now() + timeout;
      sent = 1;
    }
    // Like any other read before the first contact; then the server has its time to come back.
    const Repeat repeat = ever_connected_ ? Repeat::lasting : Repeat::safe;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up - SteadyClock::now());
    const auto pause = retry_delay(connection.attempt, repeat, sent, left);
    if (!pause) return tl::unexpected(why_ended(connection));
    watch.pause(*pause);
  }
}

void FeedStream::note_lost_connection() {
  if (!told_)
    context_.output().notice("marketctl: the connection ended; going on after " +
                             (last_id_.empty() ? "the last message" : last_id_));
  told_ = true;
}

Failure FeedStream::why_ended(const Connection& connection) const {
  const int status = connection.attempt.status;
  return status == 0 ? unreachable(context_.settings().server, "no connection to the feed")
                     : failure_from_answer(status, connection.refusal);
}

std::string FeedStream::target() const {
  std::string target = context_.settings().server.base_path + "/v1/feed";
  add_query(target, "channels", wish_.channels);
  if (!wish_.symbols.empty()) add_query(target, "symbols", wish_.symbols);
  if (!last_id_.empty()) add_query(target, "since", last_id_);
  return target;
}

// One connection, from its request to its end.
FeedStream::Connection FeedStream::read_connection() {
  const httplib::Headers headers{{"Accept", "text/event-stream"}};
  SseReader reader([this](const SseEvent& event) { return take(event.id, event.data); });
  Connection connection;
  http_->Get(
      target(), headers,
      [&](const httplib::Response& response) {
        connection.opened = response.status == 200;
        ever_connected_ |= connection.opened;
        if (!connection.opened) connection.attempt = {response.status, true, retry_after_of(response)};
        return true;
      },
      [&](const char* bytes, std::size_t size) {
        if (connection.opened) return arrived(reader, {bytes, size});
        connection.refusal.append(bytes, size);
        return true;
      });
  return connection;
}

// False ends the connection, as it does below.
bool FeedStream::arrived(SseReader& reader, std::string_view bytes) {
  const bool goes_on = reader.feed(bytes);
  if (goes_on && !reader.last_id().empty()) last_id_ = reader.last_id();
  const Status rested = at_rest_(last_id_);
  if (!rested && !failure_) failure_ = rested.error();
  return goes_on && rested.has_value();
}

bool FeedStream::take(const std::string& id, const std::string& text) {
  told_ = false;
  const auto message = parse_json(text);
  if (!message) {
    failure_ = Failure{ExitCode::failure, "bad_answer", "the feed sent something that is not JSON", "", ""};
    return false;
  }
  const std::string type = text_of(*message, "type");
  if (type == "gap" && text_of(*message, "reason") == "too_slow") {
    context_.output().notice("marketctl: too slow for the feed: going on after " + id);
    last_id_ = id;
    return true;
  }
  if (type == "gap")
    context_.output().notice("marketctl: gap: messages " + text_of(*message, "from") + " to " +
                             text_of(*message, "to") + " are no longer kept by the server");
  else if (type == "server" && text_of(*message, "event") == "stopping")
    context_.output().notice("marketctl: the server is stopping");
  const auto next = take_({id, text, *message});
  if (!next) {
    failure_ = next.error();
    return false;
  }
  if (!id.empty()) last_id_ = id;
  switch (*next) {
    case Next::more: return true;
    case Next::afresh:
      last_id_.clear();
      told_ = true;  // no connection was lost
      return false;
    case Next::end: finished_ = true; return false;
  }
  return false;
}

}  // namespace market::cli
