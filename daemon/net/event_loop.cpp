#include "daemon/net/event_loop.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "daemon/log.hpp"
#include "daemon/net/connection.hpp"

namespace market {
namespace {

constexpr std::chrono::seconds kTick{1};
constexpr std::chrono::milliseconds kTickWhileDraining{100};
constexpr std::chrono::milliseconds kLongestPumpPause{10};

}  // namespace

EventLoop::EventLoop(const Backend& backend, const ServerOptions& options,
                     std::atomic<std::uint32_t>& connections)
    : backend_(backend),
      options_(options),
      connection_count_(connections),
      input_budget_(options.input_bytes / std::max(1U, options.loops)),
      responder_(backend.handle),
      streams_(backend.make_streams()),
      tick_timer_(io_),
      pump_timer_(io_) {}

EventLoop::~EventLoop() {
  stop();
}

void EventLoop::start() {
  arm_tick();
  thread_ = std::thread([this] {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& error) {  // such as no memory for one request: the others go on
        log_error(std::string("event loop: ") + error.what());
      }
    }
  });
}

void EventLoop::stop() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
  while (!connections_.empty()) {
    const std::shared_ptr<Connection> last = connections_.back();
    last->close();
  }
}

void EventLoop::adopt(Tcp::socket socket, Admission admission) {
  boost::asio::post(io_, [this, admission, taken = std::move(socket)]() mutable {
    const std::shared_ptr<Connection> connection = add(std::move(taken));
    if (admission == Admission::refuse) return connection->refuse();
    connection->start();
  });
}

std::shared_ptr<Connection> EventLoop::add(Tcp::socket socket) {
  try {
    auto connection = std::make_shared<Connection>(std::move(socket), *this);
    connection->index = connections_.size();
    connections_.push_back(connection);
    return connection;
  } catch (...) {  // no memory: it was counted when it was accepted
    connection_count_.fetch_sub(1);
    throw;
  }
}

void EventLoop::remove(Connection& connection) {
  const std::size_t index = connection.index;
  const std::shared_ptr<Connection> removed = std::move(connections_[index]);
  if (index + 1 < connections_.size()) {
    connections_[index] = std::move(connections_.back());
    connections_[index]->index = index;
  }
  connections_.pop_back();
  connection_count_.fetch_sub(1);
}

bool EventLoop::take_input(std::size_t bytes) {
  if (bytes > input_budget_) return false;
  input_budget_ -= bytes;
  return true;
}

// ---- durability

void EventLoop::wake() {
  if (!wake_posted_.exchange(true)) boost::asio::post(io_, [this] { on_wake(); });
}

void EventLoop::on_wake() {
  wake_posted_.store(false);  // before reading the durable seq, so that no later move is missed
  const Seq durable = durable_seq();
  now_ = Clock::now();
  waiting_.swap(released_);
  for (const auto& connection : released_) connection->durable_moved(durable);
  released_.clear();
  pump_streams();
}

void EventLoop::wait_for_durability(std::shared_ptr<Connection> connection) {
  waiting_.push_back(std::move(connection));
}

// ---- streams

// While requests come, the streams pause after each pump for as long as it took, so that many subscribers
// cannot starve them; what happens meanwhile goes out together. Without requests they go on at once.
void EventLoop::pump_streams() {
  if (pump_scheduled_) return;
  const Clock::time_point begin = Clock::now();
  if (begin < next_pump_) return schedule_pump();
  const StreamService::Pump result = streams_->pump(durable_seq());
  const Clock::time_point end = Clock::now();
  const bool shared = std::exchange(requests_at_pump_, requests_) != requests_;
  next_pump_ = shared ? end + std::min<Clock::duration>(end - begin, kLongestPumpPause) : end;
  if (result == StreamService::Pump::again) schedule_pump();
}

void EventLoop::schedule_pump() {
  if (pump_scheduled_) return;
  pump_scheduled_ = true;
  const auto pump = [this] {
    pump_scheduled_ = false;
    pump_streams();
  };
  if (next_pump_ <= Clock::now()) return boost::asio::post(io_, pump);  // cheaper than a timer
  pump_timer_.expires_at(next_pump_);
  pump_timer_.async_wait([pump](NetError error) {
    if (!error) pump();
  });
}

// ---- the second's tick: deadlines and heartbeats

void EventLoop::arm_tick() {
  tick_timer_.expires_after(draining_ ? Clock::duration(kTickWhileDraining) : Clock::duration(kTick));
  tick_timer_.async_wait([this](NetError error) {
    if (error) return;
    arm_tick();
    on_tick();
  });
}

// Backwards, because a connection that ends puts the last one into its place.
void EventLoop::on_tick() {
  now_ = Clock::now();
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    connection->on_tick(now_);
  }
  if (streams_->tick(now_) == StreamService::Pump::again) schedule_pump();
}

// ---- ending

void EventLoop::drain() {
  boost::asio::post(io_, [this] {
    now_ = Clock::now();
    draining_ = true;
    arm_tick();
    streams_->stop();
    for (std::size_t i = connections_.size(); i-- > 0;) {
      const std::shared_ptr<Connection> connection = connections_[i];
      connection->drain();
    }
  });
}

void EventLoop::abandon_held() {
  boost::asio::post(io_, [this] {
    draining_ = true;
    for (std::size_t i = connections_.size(); i-- > 0;) {
      const std::shared_ptr<Connection> connection = connections_[i];
      connection->abandon_held();
    }
  });
}

}  // namespace market
