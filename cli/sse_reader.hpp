// SseReader: a Server-Sent Events stream that arrives in arbitrary pieces, taken apart into events.
// Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream".
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace market::cli {

struct SseEvent {
  std::string id;    // the last id of the stream so far, of a block without data as well
  std::string type;  // "message" when the stream names none
  std::string data;  // its lines joined by line feeds
};

class SseReader {
 public:
  // `sink` gets each event; false stops reading.
  explicit SseReader(std::function<bool(const SseEvent&)> sink) : sink_(std::move(sink)) {}

  // The next bytes. False once the sink said stop, or when a line is longer than kLongestLine.
  bool feed(std::string_view bytes);

  // The id of the last block that has come whole, of one without data as well; empty when none had any.
  const std::string& last_id() const { return last_id_; }

  static constexpr std::size_t kLongestLine = 16 << 20;

 private:
  bool line(std::string_view text);
  bool dispatch();

  std::function<bool(const SseEvent&)> sink_;
  std::string partial_;          // of a line whose end has not arrived
  bool skip_line_feed_ = false;  // the last byte was a carriage return: a line feed belongs to it
  bool at_start_ = true;         // a byte order mark may come
  SseEvent event_;
  std::string data_;
  std::string last_id_;
};

}  // namespace market::cli
