// Connection: one client. Reads requests into one buffer, has each answered as soon as it is complete, and
// keeps the answers, in order, in one other buffer until the state that they show is durable. While an answer
// is one that comes later, no further request is looked at. A connection that streams keeps no input: what
// comes is read into the loop's one buffer when it is there. Private to daemon/net.
//
// Thread rule: its loop's thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/net/asio.hpp"
#include "daemon/net/event_loop.hpp"
#include "daemon/net/request_framer.hpp"
#include "daemon/net/stream_service.hpp"

namespace market {

class Connection final : public OutStream, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, EventLoop& loop);
  ~Connection() override;

  void start();
  // Answers 503 instead of serving, and closes.
  void refuse();
  void durable_moved(Seq durable);
  void abandon_held();
  void drain();
  void on_tick(EventLoop::Clock::time_point now);
  void close();

  void append(std::string_view bytes, Seq visible_from) override;
  void flush() override { release(known_durable_); }
  std::size_t unsent() const override { return out_.size() - sent_; }
  std::size_t send(std::string_view bytes) override;
  void close_when_sent() override;
  void pause_reading() override { paused_ = true; }
  void resume_reading() override;
  std::string peer() const override;

  std::size_t index = 0;  // its place in the loop's list

 private:
  // What the deadline is about.
  enum class Phase : std::uint8_t { idle, head, body, streaming, lingering };
  // An answer that waits: out_[0, end) may be sent when `seq` is durable.
  struct Held {
    Seq seq;
    std::size_t end;
  };

  void enter(Phase phase);
  void read();
  void read_request();
  void on_read(NetError error, std::size_t size);
  bool keeps_input() const;
  void wait_readable();
  void on_readable(NetError error);
  void end_of_input();
  void process();
  bool process_one();
  bool may_process() const;
  void serve(std::string_view request);
  void wait_for(std::shared_ptr<LaterAnswer> later, After after);
  void later_finished();
  void forget_later();
  void open_stream(const RequestHead& head, After after);
  void limit_backlog();
  void consume(std::size_t size);
  bool start_streaming(std::size_t request_size);
  bool make_room();
  void free_input();
  void refuse_for_memory();
  void answer_and_close(const Problem& problem);
  void hold(Seq seq);
  std::size_t held() const { return held_.size() - held_first_; }
  // The client waits for something of ours.
  bool owes() const { return unsent() > 0 || later_ != nullptr; }
  void append_problem(const Problem& problem, After after);
  void release(Seq durable);
  bool send_released();
  void wait_writable();
  int untaken();
  void check_writing(EventLoop::Clock::time_point now);
  void on_writable(NetError error);
  void forget_sent();
  void after_send();
  void linger();
  void leave_stream();

  Tcp::socket socket_;
  EventLoop& loop_;
  RequestFramer framer_;
  StreamClient* client_ = nullptr;  // while streaming; the service's
  std::vector<char> in_;
  std::size_t in_begin_ = 0, in_end_ = 0;  // in_[in_begin_, in_end_) is not yet answered
  std::size_t charged_ = 0;                // of the loop's budget, for in_
  std::string out_;
  std::size_t sent_ = 0;        // of out_
  std::size_t releasable_ = 0;  // out_[0, releasable_) may be sent
  std::vector<Held> held_;
  std::size_t held_first_ = 0;
  std::shared_ptr<LaterAnswer> later_;  // the answer to the last request; shared with who finishes it
  After after_later_ = After::keep_open;
  std::string later_origin_;  // of the page that waits for it
  Seq known_durable_ = 0;
  int untaken_ = 0;  // when the deadline of writing was set
  EventLoop::Clock::time_point deadline_, write_deadline_;
  Phase phase_ = Phase::idle;
  bool reading_ = false;
  bool paused_ = false;
  bool end_of_input_ = false;
  bool waits_for_durability_ = false;
  bool waits_writable_ = false;
  bool continue_sent_ = false;
  bool closing_ = false;
  bool closed_ = false;
};

}  // namespace market
