#include "cli/client.hpp"

#include <httplib.h>

#include <algorithm>
#include <ostream>
#include <thread>

#include "cli/http_session.hpp"

namespace market::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

// The HTTP library rounds its timeouts down to milliseconds and counts them from several points.
constexpr std::chrono::milliseconds kClockSlack{20};
constexpr std::string_view kLongerHint = "a longer time is set with --timeout";
// For an attempt whose wait ended a little after the deadline.
constexpr SteadyClock::duration kShortestAttempt = std::chrono::milliseconds(1);

bool connected(httplib::Error error) {
  return error != httplib::Error::Connection && error != httplib::Error::ConnectionTimeout &&
         error != httplib::Error::SSLConnection && error != httplib::Error::SSLServerVerification;
}

// One sending: the answer, or why there is none.
struct Sending {
  Attempt attempt;
  Answer answer;
  Failure failure;
  bool answered() const { return attempt.status != 0; }
};

// What is said when nothing more is sent. Only the end of its time ends what lasts and may be repeated.
Failure last_failure(Sending sending, Repeat repeat) {
  Failure failure = sending.answered() ? failure_from_answer(sending.attempt.status, sending.answer.body)
                                       : std::move(sending.failure);
  if (repeat != Repeat::lasting || !may_repeat(sending.attempt, repeat)) return failure;
  return {ExitCode::timed_out, "timed_out", std::move(failure.detail), std::string(kLongerHint), ""};
}

}  // namespace

struct Client::Impl {
  explicit Impl(ClientOptions given)
      : options(std::move(given)), http(make_session(options.server, options.key)) {
    if (!options.sleep)
      options.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  }

  Sending send_one(const ClientRequest& request, SteadyClock::duration left) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(left).count();
    http->set_connection_timeout(std::min<std::int64_t>(micros / 1'000'000, 5),
                                 micros < 5'000'000 ? micros % 1'000'000 : 0);
    http->set_read_timeout(micros / 1'000'000, micros % 1'000'000);
    http->set_write_timeout(micros / 1'000'000, micros % 1'000'000);
    httplib::Request out;
    out.method = request.method;
    out.path = options.server.base_path + request.target;
    out.body = request.body;
    if (!request.body.empty()) out.set_header("Content-Type", "application/json");
    const auto started = SteadyClock::now();
    const httplib::Result result = http->send(out);
    Sending sending;
    if (result) {
      sending.attempt = {result->status, true, retry_after_of(*result)};
      sending.answer = {result->status, result->body};
    } else {
      sending.attempt = {0, connected(result.error()), std::nullopt};
      sending.failure =
          failure_without_answer(result.error(), SteadyClock::now() - started >= left - kClockSlack);
    }
    log(request, sending, SteadyClock::now() - started);
    return sending;
  }

  Failure failure_without_answer(httplib::Error error, bool timed_out) const {
    if (!connected(error))
      return unreachable(options.server, timed_out ? "no connection in time" : "connection refused");
    if (timed_out)
      return {ExitCode::timed_out, "timed_out", "no answer from " + options.server.text() + " in time",
              std::string(kLongerHint), ""};
    return unreachable(options.server, "the connection broke before the answer came");
  }

  void log(const ClientRequest& request, const Sending& sending, SteadyClock::duration took) const {
    if (options.log == nullptr) return;
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    *options.log << request.method << ' ' << options.server.text() << request.target << " -> ";
    if (sending.answered())
      *options.log << sending.attempt.status;
    else
      *options.log << sending.failure.detail;
    *options.log << " (" << micros / 1000 << '.' << micros / 100 % 10 << " ms)\n";
  }

  ClientOptions options;
  std::unique_ptr<httplib::Client> http;
};

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Client::~Client() = default;

const ClientOptions& Client::options() const {
  return impl_->options;
}

Result<Answer> Client::send(const ClientRequest& request) {
  const auto deadline = request.deadline.value_or(SteadyClock::now() + impl_->options.timeout);
  for (int sent = 1;; ++sent) {
    Sending sending = impl_->send_one(request, std::max(deadline - SteadyClock::now(), kShortestAttempt));
    if (sending.answered() && sending.attempt.status < 400) return std::move(sending.answer);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    const auto delay = retry_delay(sending.attempt, request.repeat, sent, left);
    if (delay) impl_->options.sleep(*delay);
    if (!delay || *delay >= left)  // what lasts sleeps to the end
      return tl::unexpected(last_failure(std::move(sending), request.repeat));
  }
}

Result<Answer> Client::send_once(const ClientRequest& request) {
  Sending sending = impl_->send_one(request, impl_->options.timeout);
  if (!sending.answered()) return tl::unexpected(std::move(sending.failure));
  return std::move(sending.answer);
}

Failure unreachable(const ServerUrl& server, const std::string& why) {
  return {ExitCode::unreachable, "unreachable", "cannot reach marketd at " + server.text() + ": " + why,
          "start one with: marketd --scenario sample, or name another with --server URL", ""};
}

}  // namespace market::cli
