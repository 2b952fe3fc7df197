#include "daemon/net/websocket_frames.hpp"

#include <algorithm>

namespace market {
namespace {

using Found = WebSocketReader::Found;

constexpr std::size_t kKeptMessage = 512;  // a longer message's memory is given back

Found failure(CloseCode code, std::string_view why) {
  return {Found::Kind::failure, why, code};
}

bool is_known(Opcode opcode) {
  switch (opcode) {
    case Opcode::continuation:
    case Opcode::text:
    case Opcode::binary:
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong: return true;
  }
  return false;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

// ---- sending

void append_frame_header(std::string& out, Opcode opcode, std::size_t payload_size) {
  out += static_cast<char>(0x80 | static_cast<std::uint8_t>(opcode));
  if (payload_size <= kLargestControlPayload) {
    out += static_cast<char>(payload_size);
  } else if (payload_size <= 0xffff) {
    out += static_cast<char>(126);
    append_big_endian(out, payload_size, 2);
  } else {
    out += static_cast<char>(127);
    append_big_endian(out, payload_size, 8);
  }
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  append_frame_header(out, opcode, payload.size());
  out += payload;
}

void append_close_frame(std::string& out, CloseCode code, std::string_view reason) {
  reason = reason.substr(0, kLargestControlPayload - 2);
  append_frame_header(out, Opcode::close, reason.size() + 2);
  append_big_endian(out, static_cast<std::uint16_t>(code), 2);
  out += reason;
}

bool is_valid_close_code(std::uint16_t code) {
  const bool reserved = code == 1004 || code == 1005 || code == 1006 || code > 1014;
  return (code >= 1000 && code < 3000 && !reserved) || (code >= 3000 && code < 5000);
}

// ---- reading

Found WebSocketReader::read(std::string_view& input) {
  if (ended_) {  // the payload handed out last
    ended_ = false;
    message_.clear();
    if (message_.capacity() > kKeptMessage) std::string().swap(message_);
  }
  for (;;) {
    if (!in_payload_) {
      const Found wrong = read_header(input);
      if (wrong.kind != Found::Kind::nothing || !in_payload_) return wrong;
    }
    const Found found = take_payload(input);
    if (found.kind != Found::Kind::nothing || input.empty()) return found;
  }
}

// Until in_payload_, or all of `input` is taken.
Found WebSocketReader::read_header(std::string_view& input) {
  while (!in_payload_) {
    const std::size_t wanted = header_read_ < 2 ? 2 : header_size();
    const std::size_t size = std::min(wanted - header_read_, input.size());
    std::copy_n(input.begin(), size, header_.begin() + header_read_);
    header_read_ = static_cast<std::uint8_t>(header_read_ + size);
    input.remove_prefix(size);
    if (header_read_ < wanted) return {};
    if (const Found wrong = check_header(); wrong.kind != Found::Kind::nothing) return wrong;
  }
  return {};
}

std::size_t WebSocketReader::header_size() const {
  const std::uint8_t length = header_[1] & 0x7f;
  return 2U + (length == 126 ? 2U : length == 127 ? 8U : 0U) + 4U;
}

// Called with the first two bytes, and again with the whole header.
Found WebSocketReader::check_header() {
  const std::uint8_t short_length = header_[1] & 0x7f;
  if (header_read_ == 2) {
    if ((header_[0] & 0x70) != 0)
      return failure(CloseCode::protocol_error, "a reserved bit is set, but no extension was agreed on");
    if (!is_known(opcode())) return failure(CloseCode::protocol_error, "there is no such opcode");
    if ((header_[1] & 0x80) == 0) return failure(CloseCode::protocol_error, "a client must mask its frames");
    if (is_control() && (!is_final() || short_length > kLargestControlPayload))
      return failure(CloseCode::protocol_error, "a control frame is whole and at most 125 bytes long");
    if (!is_control() && in_message_ != (opcode() == Opcode::continuation)) {
      return failure(CloseCode::protocol_error,
                     in_message_ ? "the message before is not complete" : "there is nothing to continue");
    }
    return {};
  }
  payload_left_ = short_length;
  const int length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
  if (length_bytes > 0) {
    payload_left_ = 0;
    for (int i = 0; i < length_bytes; ++i) payload_left_ = payload_left_ << 8 | header_[2 + i];
    if (payload_left_ >> 63 != 0 || payload_left_ <= (length_bytes == 2 ? 125U : 0xffffU))
      return failure(CloseCode::protocol_error, "a length must be written in as few bytes as hold it");
  }
  if (!is_control()) {
    if (payload_left_ > most_bytes_ - std::min(most_bytes_, message_.size()))
      return failure(CloseCode::too_big, "the message is longer than this server takes");
    if (!in_message_) message_opcode_ = opcode();
  }
  in_payload_ = true;
  mask_at_ = 0;
  control_.clear();
  return {};
}

Found WebSocketReader::take_payload(std::string_view& input) {
  std::string& target = is_control() ? control_ : message_;
  const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, input.size()));
  const std::size_t old = target.size();
  const std::uint8_t* mask = header_.data() + header_size() - 4;
  target.append(input.substr(0, size));
  for (std::size_t i = old; i < target.size(); ++i) {
    target[i] = static_cast<char>(static_cast<std::uint8_t>(target[i]) ^ mask[mask_at_]);
    mask_at_ = (mask_at_ + 1) & 3;
  }
  input.remove_prefix(size);
  payload_left_ -= size;
  const bool is_text = !is_control() && message_opcode_ == Opcode::text;
  if (is_text && !utf8_.feed(std::string_view(target).substr(old)))
    return failure(CloseCode::invalid_text, "text must be UTF-8");
  if (payload_left_ > 0) return {};
  in_payload_ = false;
  header_read_ = 0;
  return finish_frame();
}

Found WebSocketReader::finish_frame() {
  switch (opcode()) {
    case Opcode::ping: return {Found::Kind::ping, control_, {}};
    case Opcode::pong: return {Found::Kind::pong, control_, {}};
    case Opcode::close: return finish_close();
    case Opcode::continuation:
    case Opcode::text:
    case Opcode::binary: break;
  }
  in_message_ = !is_final();
  return in_message_ ? Found{} : finish_message();
}

Found WebSocketReader::finish_message() {
  ended_ = true;
  if (message_opcode_ == Opcode::binary) return {Found::Kind::binary, message_, {}};
  if (!utf8_.complete()) return failure(CloseCode::invalid_text, "text must be UTF-8");
  return {Found::Kind::text, message_, {}};
}

Found WebSocketReader::finish_close() {
  if (control_.empty()) return {Found::Kind::close, control_, {}};
  if (control_.size() == 1) return failure(CloseCode::protocol_error, "a close code has two bytes");
  const auto code = static_cast<std::uint16_t>(static_cast<std::uint8_t>(control_[0]) << 8 |
                                               static_cast<std::uint8_t>(control_[1]));
  if (!is_valid_close_code(code))
    return failure(CloseCode::protocol_error, "this close code may not be sent");
  Utf8Checker utf8;
  if (!utf8.feed(std::string_view(control_).substr(2)) || !utf8.complete())
    return failure(CloseCode::invalid_text, "the reason of a close must be UTF-8");
  return {Found::Kind::close, control_, {}};
}

}  // namespace market
