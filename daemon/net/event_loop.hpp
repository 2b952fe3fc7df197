// EventLoop: one thread and the connections that live on it. Private to daemon/net.
//
// Thread rule: wake(), adopt(), drain() and abandon_held() from any thread; everything else on the loop's
// own.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "daemon/net/asio.hpp"
#include "daemon/net/responder.hpp"
#include "daemon/net/server.hpp"

namespace market {

class Connection;

class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;

  // `connections` counts the connections of all loops.
  EventLoop(const Backend& backend, const ServerOptions& options, std::atomic<std::uint32_t>& connections);
  ~EventLoop();

  io_context& io() { return io_; }
  void start();
  void stop();  // ends the thread, then closes every connection

  // Takes a connection over; beyond the limit of connections it is told so and closed.
  enum class Admission { serve, refuse };
  void adopt(Tcp::socket socket, Admission admission);
  void wake();
  void drain();
  void abandon_held();

  // For connections.
  const ServerOptions& options() const { return options_; }
  Responder& responder() { return responder_; }
  StreamService& streams() { return *streams_; }
  Clock::time_point now() const { return now_; }  // as of the last tick or wake-up: good to a second
  Seq durable_seq() const { return backend_.durable_seq(); }
  bool draining() const { return draining_; }
  void wait_for_durability(std::shared_ptr<Connection> connection);
  void schedule_pump();
  // For what is read and used at once.
  std::span<char> scratch() { return scratch_; }
  void count_request() { ++requests_; }
  void remove(Connection& connection);
  // Memory for what clients send, shared by all connections; false when so much is not left.
  bool take_input(std::size_t bytes);
  void give_back_input(std::size_t bytes) { input_budget_ += bytes; }

 private:
  std::shared_ptr<Connection> add(Tcp::socket socket);
  void on_wake();
  void pump_streams();
  void arm_tick();
  void on_tick();

  const Backend& backend_;
  const ServerOptions& options_;
  std::atomic<std::uint32_t>& connection_count_;
  std::size_t input_budget_;  // before io_, whose end ends the last connections
  io_context io_{1};
  Responder responder_;
  std::unique_ptr<StreamService> streams_;
  steady_timer tick_timer_;
  steady_timer pump_timer_;
  // A shared_ptr because Asio's pending operations keep a connection alive as well.
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::shared_ptr<Connection>> waiting_, released_;
  Clock::time_point now_ = Clock::now();
  Clock::time_point next_pump_ = now_;
  std::uint64_t requests_ = 0, requests_at_pump_ = 0;
  std::array<char, 16 << 10> scratch_;
  bool pump_scheduled_ = false;
  bool draining_ = false;
  std::atomic<bool> wake_posted_{false};
  std::thread thread_;
};

}  // namespace market
