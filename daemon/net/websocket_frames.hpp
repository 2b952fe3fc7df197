// WebSocket frames (RFC 6455): what a server sends, and WebSocketReader for what a client does.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/net/utf8_checker.hpp"

namespace market {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// The close codes that we send (RFC 6455, 7.4.1, and one of our own).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  invalid_text = 1007,
  policy = 1008,
  too_big = 1009,
  too_slow = 4008
};

inline constexpr std::size_t kLargestControlPayload = 125;

// The header of an unmasked, whole message.
void append_frame_header(std::string& out, Opcode opcode, std::size_t payload_size);
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
// `reason` is cut to what a close frame can hold.
void append_close_frame(std::string& out, CloseCode code, std::string_view reason);
// The payload of a close frame: its code, or none. False when no endpoint may send it.
bool is_valid_close_code(std::uint16_t code);

// WebSocketReader: takes a client's bytes in any pieces and finds messages and control frames in them. It
// keeps the message that is arriving, at most `most_bytes`, and nothing between messages.
class WebSocketReader {
 public:
  explicit WebSocketReader(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  struct Found {
    enum class Kind : std::uint8_t { nothing, text, binary, ping, pong, close, failure };
    Kind kind = Kind::nothing;
    std::string_view payload;            // of a failure: why, in words; valid until the next call
    CloseCode code = CloseCode::normal;  // of a failure
  };
  // Takes bytes off the front of `input` up to the end of a message or control frame. `nothing` when that
  // needs more bytes; all of `input` is taken then. After a close or a failure nothing more may be read.
  Found read(std::string_view& input);

 private:
  static constexpr std::size_t kLargestHeader = 14;

  Found read_header(std::string_view& input);
  Found check_header();
  Found take_payload(std::string_view& input);
  Found finish_frame();
  Found finish_message();
  Found finish_close();
  std::size_t header_size() const;
  bool is_control() const { return (header_[0] & 0x08) != 0; }
  bool is_final() const { return (header_[0] & 0x80) != 0; }
  Opcode opcode() const { return static_cast<Opcode>(header_[0] & 0x0f); }

  std::size_t most_bytes_;
  std::array<std::uint8_t, kLargestHeader> header_{};
  std::uint8_t header_read_ = 0;
  bool in_payload_ = false;
  bool in_message_ = false;  // between the fragments of one
  bool ended_ = false;       // message_ was handed out
  Opcode message_opcode_ = Opcode::text;
  std::uint64_t payload_left_ = 0;
  std::uint8_t mask_at_ = 0;
  Utf8Checker utf8_;
  std::string message_, control_;
};

}  // namespace market
