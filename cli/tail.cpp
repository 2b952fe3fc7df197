#include "cli/tail.hpp"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <thread>

#include "cli/feed_printer.hpp"
#include "cli/http_session.hpp"
#include "cli/interrupt.hpp"
#include "cli/json.hpp"
#include "cli/request_builder.hpp"
#include "cli/resume_file.hpp"
#include "cli/sse_reader.hpp"

namespace market::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kSilence{45};  // three heartbeats without one: the connection is dead
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{2'000};

// Ends the connection at the deadline or at SIGINT, whatever the reader waits for.
class Watch {
 public:
  Watch(httplib::Client& http, std::optional<SteadyClock::time_point> deadline)
      : http_(http), deadline_(deadline), thread_([this] { run(); }) {}
  ~Watch() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

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

class Tail {
 public:
  Tail(Context& context, const TailOptions& options)
      : context_(context),
        options_(options),
        printer_(context.output(),
                 options.channels == "trades" ? FeedPrinter::Rows::trades : FeedPrinter::Rows::mixed),
        http_(make_session(context.settings().server, context.client().options().key)) {}

  Status run() {
    if (const Status opened = open_resume_file(); !opened) return opened;
    const auto timeout = context_.settings().timeout;
    http_->set_connection_timeout(std::min<std::chrono::milliseconds>(timeout, std::chrono::seconds(5)));
    http_->set_read_timeout(kSilence);
    std::optional<SteadyClock::time_point> deadline;
    if (options_.duration) deadline = SteadyClock::now() + *options_.duration;
    catch_interrupts();

    Watch watch(*http_, deadline);
    auto last_contact = SteadyClock::now();
    auto pause = kFirstPause;
    while (true) {
      connected_ = false;
      read_stream();
      if (failure_) return tl::unexpected(*failure_);
      if (finished_) return {};
      if (interrupted()) return silent_end(ExitCode::interrupted);
      if (watch.ended()) return {};
      if (connected_) {
        last_contact = SteadyClock::now();
        pause = kFirstPause;
        if (!told_)
          context_.output().notice("marketctl: the connection ended; going on after " +
                                   (last_id_.empty() ? "the last message" : last_id_));
        told_ = true;
      } else if (!ever_connected_ || SteadyClock::now() - last_contact > timeout) {
        return tl::unexpected(unreachable(context_.settings().server, "no connection to the feed"));
      }
      watch.pause(pause);
      pause = std::min(pause * 2, kLongestPause);
    }
  }

 private:
  Status open_resume_file() {
    if (options_.since) last_id_ = *options_.since;
    if (!options_.resume_file) return {};
    resume_.emplace(*options_.resume_file);
    const auto id = resume_->open();
    if (!id) return tl::unexpected(id.error());
    if (!id->empty()) last_id_ = *id;
    return {};
  }

  std::string target() const {
    std::string target = context_.settings().server.base_path + "/v1/feed";
    add_query(target, "channels", options_.channels);
    if (!options_.symbols.empty()) add_query(target, "symbols", options_.symbols);
    if (!last_id_.empty()) add_query(target, "since", last_id_);
    return target;
  }

  // One connection, from its request to its end.
  void read_stream() {
    const httplib::Headers headers{{"Accept", "text/event-stream"}};
    SseReader reader([this](const SseEvent& event) { return take(event); });
    int status = 0;
    std::string refusal;
    http_->Get(
        target(), headers,
        [&](const httplib::Response& response) {
          status = response.status;
          ever_connected_ |= status == 200;
          return true;
        },
        [&](const char* bytes, std::size_t size) {
          if (status == 200) return reader.feed({bytes, size});
          refusal.append(bytes, size);
          return true;
        });
    connected_ = status == 200;
    // While a server stops or starts it refuses for a moment; before the first contact that is an answer.
    if (status >= 400 && (!ever_connected_ || status != 503)) failure_ = failure_from_answer(status, refusal);
  }

  // False ends the stream.
  bool take(const SseEvent& event) {
    told_ = false;
    const auto message = parse_json(event.data);
    if (!message) {
      failure_ = Failure{ExitCode::failure, "bad_answer", "the feed sent something that is not JSON", "", ""};
      return false;
    }
    const std::string type = text_of(*message, "type");
    if (type == "gap")
      context_.output().notice("marketctl: gap: messages " + text_of(*message, "from") + " to " +
                               text_of(*message, "to") + " are no longer kept by the server");
    else if (type == "server" && text_of(*message, "event") == "stopping")
      context_.output().notice("marketctl: the server is stopping");
    const bool is_data = type != "heartbeat" && type != "server";
    if (is_data && !print(event.data, *message)) return false;
    if (!event.id.empty() && event.id != last_id_) {
      last_id_ = event.id;
      if (resume_)
        if (const Status written = resume_->write(last_id_); !written) {
          failure_ = written.error();
          return false;
        }
    }
    finished_ = finished_ || (options_.count && printed_ >= *options_.count);
    return !finished_;
  }

  bool print(const std::string& data, const Json& message) {
    if (!printer_.print(data, message)) {
      finished_ = true;  // nobody reads any more: main() looks at why
      return false;
    }
    ++printed_;
    return true;
  }

  Context& context_;
  const TailOptions& options_;
  FeedPrinter printer_;
  std::unique_ptr<httplib::Client> http_;
  std::optional<ResumeFile> resume_;
  std::string last_id_;
  std::uint64_t printed_ = 0;
  bool connected_ = false, ever_connected_ = false, finished_ = false, told_ = false;
  std::optional<Failure> failure_;
};

}  // namespace

Status tail_feed(Context& context, const TailOptions& options) {
  return Tail(context, options).run();
}

}  // namespace market::cli
