#include "daemon/net/connection.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "daemon/net/cross_origin.hpp"
#include "daemon/net/http_answer.hpp"
#include "daemon/net/request_guard.hpp"
#include "daemon/rest/later_answer.hpp"

namespace market {
namespace {

constexpr std::size_t kFirstBuffer = 4 << 10;
constexpr std::size_t kKeptBuffer = 64 << 10;  // a larger output buffer is given back when it is empty
constexpr std::size_t kFreeInput = 16 << 10;   // a larger input buffer is taken from the loop's budget
constexpr std::size_t kMostHeld = 64;          // pipelined answers; more are not read
constexpr std::chrono::milliseconds kLingerWhileDraining{300};
constexpr int kUpgradeRequired = 426;         // an answer that names what to upgrade to
constexpr std::size_t kMostUnsent = 1 << 20;  // bytes a client has not taken; more requests are not read

constexpr int kMostBacklog = 128 << 10;  // bytes, twice that with what the system adds
}  // namespace

Connection::Connection(Tcp::socket socket, EventLoop& loop)
    : socket_(std::move(socket)), loop_(loop), framer_(loop.options().limits) {}

Connection::~Connection() {
  forget_later();
  loop_.give_back_input(charged_);
}

void Connection::start() {
  enter(Phase::idle);
  read();
}

void Connection::refuse() {
  answer_and_close(
      {503, "too_many_connections", "this server has as many connections as it can serve; retry later", {}});
  release(known_durable_);
  read();
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  const auto& deadlines = loop_.options().deadlines;
  switch (phase) {
    case Phase::idle: deadline_ = loop_.now() + deadlines.idle; break;
    case Phase::head: deadline_ = loop_.now() + deadlines.head; break;
    case Phase::body: deadline_ = loop_.now() + deadlines.body; break;
    case Phase::streaming: deadline_ = EventLoop::Clock::time_point::max(); break;
    case Phase::lingering:
      deadline_ = loop_.now() +
                  (loop_.draining() ? std::min(deadlines.linger, kLingerWhileDraining) : deadlines.linger);
      break;
  }
}

// ---- reading

void Connection::read() {
  if (reading_ || closed_ || end_of_input_) return;
  if (!keeps_input()) return wait_readable();
  read_request();
}

// Else what comes is handed on or ignored.
bool Connection::keeps_input() const {
  return !closing_ && phase_ != Phase::streaming && phase_ != Phase::lingering;
}

void Connection::read_request() {
  if (!make_room()) return refuse_for_memory();
  reading_ = true;
  socket_.async_read_some(
      boost::asio::buffer(in_.data() + in_end_, in_.size() - in_end_),
      [self = shared_from_this()](NetError error, std::size_t size) { self->on_read(error, size); });
}

// False when the connections together hold as much as they may.
bool Connection::make_room() {
  if (in_begin_ == in_end_) {
    in_begin_ = in_end_ = 0;
    if (in_.size() > kFreeInput) free_input();
  }
  if (in_end_ < in_.size()) return true;
  if (in_begin_ > 0) {
    std::memmove(in_.data(), in_.data() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
    return true;
  }
  const std::size_t size = std::max(kFirstBuffer, in_.size() * 2);
  if (size > kFreeInput) {
    if (!loop_.take_input(size - charged_)) return false;
    charged_ = size;
  }
  in_.resize(size);
  return true;
}

void Connection::free_input() {
  in_begin_ = in_end_ = 0;
  std::vector<char>().swap(in_);
  loop_.give_back_input(std::exchange(charged_, 0));
}

void Connection::refuse_for_memory() {
  answer_and_close(
      {503, "overloaded", "too many large requests are arriving at a time; send this one again later", {}});
  release(known_durable_);
}

void Connection::on_read(NetError error, std::size_t size) {
  reading_ = false;
  if (closed_) return;
  if (error == boost::asio::error::eof) return end_of_input();
  if (error) return close();
  if (!keeps_input()) return read();  // it was closing meanwhile
  in_end_ += size;
  process();
}

// A client may close its side for writing and still wait for its answers; one that streams has left.
void Connection::end_of_input() {
  end_of_input_ = true;
  if (phase_ == Phase::streaming || !owes()) return close();
  closing_ = true;
}

void Connection::wait_readable() {
  reading_ = true;
  socket_.async_wait(Tcp::socket::wait_read,
                     [self = shared_from_this()](NetError error) { self->on_readable(error); });
}

void Connection::on_readable(NetError error) {
  reading_ = false;
  if (closed_) return;
  if (error) return close();
  if (paused_ && client_ != nullptr) return;
  const std::span<char> scratch = loop_.scratch();
  const ssize_t size = ::recv(socket_.native_handle(), scratch.data(), scratch.size(), MSG_DONTWAIT);
  if (size == 0) return end_of_input();
  if (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return close();
  if (size > 0 && client_ != nullptr && !closing_ &&
      client_->received({scratch.data(), static_cast<std::size_t>(size)}) == StreamPump::again)
    loop_.schedule_pump();
  if (!closed_ && !paused_) read();
}

void Connection::resume_reading() {
  paused_ = false;
  read();
}

bool Connection::may_process() const {
  return !closed_ && !closing_ && !later_ && phase_ != Phase::streaming && held() < kMostHeld &&
         unsent() < kMostUnsent;
}

void Connection::process() {
  while (may_process() && process_one()) {
  }
  if (closed_) return;
  release(known_durable_);
  if (!closed_ && !paused_ && (closing_ || phase_ == Phase::streaming || may_process())) read();
}

// Looks at one request; false when more bytes are needed.
bool Connection::process_one() {
  while (in_begin_ < in_end_ && (in_[in_begin_] == '\r' || in_[in_begin_] == '\n')) ++in_begin_;
  if (in_begin_ == in_end_) return false;
  const std::string_view bytes(in_.data() + in_begin_, in_end_ - in_begin_);
  switch (framer_.feed(bytes)) {
    case RequestFramer::State::head:
      if (phase_ != Phase::head) enter(Phase::head);
      return false;
    case RequestFramer::State::body:
      if (phase_ != Phase::body) enter(Phase::body);
      if (framer_.head(bytes).expects_continue && !continue_sent_) {
        continue_sent_ = true;
        append("HTTP/1.1 100 Continue\r\n\r\n", 0);
      }
      return false;
    case RequestFramer::State::failed: answer_and_close(framer_.problem()); return false;
    case RequestFramer::State::complete: break;
  }
  const std::size_t size = framer_.size();
  serve(bytes.substr(0, size));
  if (phase_ == Phase::streaming) return start_streaming(size);
  enter(Phase::idle);
  consume(size);
  return true;
}

// What follows the request is the client's part of the stream.
bool Connection::start_streaming(std::size_t request_size) {
  const std::string rest(in_.data() + in_begin_ + request_size, in_end_ - in_begin_ - request_size);
  free_input();
  framer_.reset();
  if (client_ != nullptr && !rest.empty()) client_->received(rest);
  return false;
}

void Connection::consume(std::size_t size) {
  in_begin_ += size;
  framer_.reset();
  continue_sent_ = false;
}

// ---- answering

void Connection::serve(std::string_view request) {
  const RequestHead head = framer_.head(request);
  const After after = head.keep_alive && !loop_.draining() ? After::keep_open : After::close;
  if (const auto problem = check_request(head, loop_.options().listen, loop_.options().allowed)) {
    append_problem(*problem, after);
    hold(0);
  } else if (is_preflight(head)) {
    append_preflight_answer(out_, head.origin);
    hold(0);
  } else if (loop_.streams().takes(head)) {
    open_stream(head, after);
  } else {
    loop_.count_request();
    const std::size_t begin = out_.size();
    Responder::Answered answered = loop_.responder().answer(request, after, out_, loop_.durable_seq());
    if (answered.later) {
      later_origin_ = head.origin;
      return wait_for(std::move(answered.later), head.http_1_0 ? After::close : after);
    }
    add_cross_origin_headers(out_, begin, head.origin);
    hold(answered.seq);
  }
  if (after == After::close && phase_ != Phase::streaming) closing_ = true;
}

// Whoever finishes it has the loop come back to this connection, unless close() was earlier.
void Connection::wait_for(std::shared_ptr<LaterAnswer> later, After after) {
  later_ = std::move(later);
  after_later_ = after;
  later_->when_finished([&io = loop_.io(), connection = weak_from_this()] {
    boost::asio::post(io, [connection] {
      if (const auto self = connection.lock()) self->later_finished();
    });
  });
}

void Connection::later_finished() {
  if (closed_ || !later_) return;
  const std::optional<ApiResponse> response = later_->take();
  later_.reset();
  const After after = closing_ || loop_.draining() ? After::close : after_later_;
  const std::size_t begin = out_.size();
  append_answer(out_, *response, after);
  add_cross_origin_headers(out_, begin, later_origin_);
  hold(response->seq);
  if (after == After::close) closing_ = true;
  if (phase_ == Phase::idle) enter(phase_);
  release(known_durable_);
  if (!reading_ && may_process()) process();
}

void Connection::open_stream(const RequestHead& head, After after) {
  const auto opened = loop_.streams().open(head, *this);
  if (opened) {
    client_ = *opened;
    enter(Phase::streaming);
    limit_backlog();
    return loop_.schedule_pump();  // one that resumes has something to be sent at once
  }
  const std::size_t begin = out_.size();
  append_problem(opened.error(), after);
  add_cross_origin_headers(out_, begin, head.origin);
  hold(0);
}

// What a slow client has not taken waits with the service, where the new takes the place of the old, not in
// the system's buffer, which grows to megabytes: minutes, for some.
void Connection::limit_backlog() {
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDBUF, &kMostBacklog, sizeof kMostBacklog);
}

void Connection::answer_and_close(const Problem& problem) {
  append_problem(problem, After::close);
  hold(0);
  closing_ = true;
}

void Connection::append(std::string_view bytes, Seq visible_from) {
  out_ += bytes;
  hold(visible_from);
}

// All of out_ up to here may go once `seq` is durable.
void Connection::hold(Seq seq) {
  if (seq > known_durable_) known_durable_ = loop_.durable_seq();
  if (held() == 0 && seq <= known_durable_) {
    releasable_ = out_.size();
  } else {
    held_.push_back({seq, out_.size()});
  }
}

void Connection::append_problem(const Problem& problem, After after) {
  ApiResponse response = Api::problem(problem);
  response.seq = loop_.durable_seq();
  if (problem.status == kUpgradeRequired) {
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
  }
  append_answer(out_, response, after);
}

void Connection::abandon_held() {
  if (!later_ && held() == 0) return;
  const std::size_t answers = held() + (later_ ? 1 : 0);
  forget_later();
  out_.resize(releasable_);
  held_.clear();
  held_first_ = 0;
  for (std::size_t i = 0; i < answers && phase_ != Phase::streaming; ++i) {
    append_problem(
        {503,
         "journal_failed",
         "the journal cannot be written: whether this request took effect is unknown; look it up by its "
         "client_order_id when the server is back",
         {}},
        After::close);
  }
  releasable_ = out_.size();
  close_when_sent();
}

// ---- sending

void Connection::release(Seq durable) {
  if (closed_) return;
  known_durable_ = std::max(known_durable_, durable);
  while (held() > 0 && held_[held_first_].seq <= known_durable_) releasable_ = held_[held_first_++].end;
  if (held() == 0) {
    held_.clear();
    held_first_ = 0;
  } else if (!waits_for_durability_) {
    waits_for_durability_ = true;
    loop_.wait_for_durability(shared_from_this());
  }
  if (!waits_writable_ && sent_ < releasable_ && !send_released()) return;
  after_send();
}

void Connection::after_send() {
  if (closed_ || waits_writable_ || owes()) return;
  if (closing_ && phase_ != Phase::lingering) return linger();
  if (phase_ == Phase::idle) enter(Phase::idle);
}

void Connection::durable_moved(Seq durable) {
  waits_for_durability_ = false;
  release(durable);
  if (!reading_ && may_process()) process();
}

std::size_t Connection::send(std::string_view bytes) {
  if (closed_ || closing_ || waits_writable_ || unsent() > 0) return 0;
  for (;;) {
    const ssize_t size =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
      close();
      return 0;
    }
    const std::size_t taken = size < 0 ? 0 : static_cast<std::size_t>(size);
    if (taken < bytes.size()) wait_writable();
    return taken;
  }
}

// False when the connection ended.
bool Connection::send_released() {
  while (sent_ < releasable_) {
    const ssize_t size = ::send(socket_.native_handle(), out_.data() + sent_, releasable_ - sent_,
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size > 0) {
      sent_ += static_cast<std::size_t>(size);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      close();
      return false;
    }
    wait_writable();
    break;
  }
  forget_sent();
  return true;
}

void Connection::forget_sent() {
  if (sent_ < out_.size() && sent_ < kKeptBuffer) return;
  out_.erase(0, sent_);
  releasable_ -= sent_;
  for (std::size_t i = held_first_; i < held_.size(); ++i) held_[i].end -= sent_;
  sent_ = 0;
  const std::size_t kept = phase_ == Phase::streaming ? 0 : kKeptBuffer;
  if (out_.empty() && out_.capacity() > kept) std::string().swap(out_);
}

void Connection::wait_writable() {
  waits_writable_ = true;
  write_deadline_ = loop_.now() + loop_.options().deadlines.stalled_write;
  untaken_ = untaken();
  socket_.async_wait(Tcp::socket::wait_write,
                     [self = shared_from_this()](NetError error) { self->on_writable(error); });
}

// What the client's side has not acknowledged of what was sent. The system says that it takes more only when
// much of its buffer is free.
int Connection::untaken() {
  int bytes = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

void Connection::check_writing(EventLoop::Clock::time_point now) {
  if (now <= write_deadline_) return;
  const int before = std::exchange(untaken_, untaken());
  if (untaken_ < before) {
    write_deadline_ = now + loop_.options().deadlines.stalled_write;
    return;
  }
  if (client_ != nullptr) client_->stalled();
  close();
}

void Connection::on_writable(NetError error) {
  waits_writable_ = false;
  if (closed_) return;
  if (error) return close();
  release(known_durable_);
  if (closed_ || waits_writable_) return;
  if (client_ != nullptr) {
    if (unsent() == 0 && !closing_ && client_->writable() == StreamService::Pump::again)
      loop_.schedule_pump();
  } else if (!reading_) {
    process();
  }
}

// ---- ending

void Connection::close_when_sent() {
  closing_ = true;
  release(known_durable_);
}

// Closing at once while the client still sends would make its kernel discard our last answer unread.
void Connection::linger() {
  if (end_of_input_) return close();
  leave_stream();
  enter(Phase::lingering);
  in_begin_ = in_end_ = 0;
  NetError ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  read();
}

void Connection::leave_stream() {
  paused_ = false;
  if (client_ != nullptr) std::exchange(client_, nullptr)->closed();
}

std::string Connection::peer() const {
  NetError error;
  const Tcp::endpoint endpoint = socket_.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string();
}

void Connection::drain() {
  if (closed_ || phase_ == Phase::streaming) return;
  if (phase_ == Phase::lingering) return enter(phase_);  // for less time
  const bool accepted_nothing = (phase_ == Phase::idle || phase_ == Phase::head) && !owes();
  if (accepted_nothing) return close();
  if (phase_ == Phase::idle) close_when_sent();
}

void Connection::on_tick(EventLoop::Clock::time_point now) {
  if (closed_) return;
  if (waits_writable_) return check_writing(now);
  if (later_ || held() > 0 || now <= deadline_) return;
  if (phase_ == Phase::head || phase_ == Phase::body) {
    answer_and_close({408, "request_timeout", "the request did not arrive in time; send it again", {}});
    release(known_durable_);
    return;
  }
  close();
}

void Connection::forget_later() {
  if (later_) later_->abandon();
  later_.reset();
}

void Connection::close() {
  if (closed_) return;
  leave_stream();
  forget_later();
  closed_ = true;
  NetError ignored;
  socket_.close(ignored);
  loop_.remove(*this);
}

}  // namespace market
