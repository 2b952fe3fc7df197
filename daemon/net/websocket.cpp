#include "daemon/net/websocket.hpp"

#include <openssl/sha.h>
#include <sodium.h>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace market {
namespace {

constexpr std::string_view kVersion = "13";
constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
constexpr std::size_t kNonceBytes = 16;
// A client that pings without reading is answered no more: RFC 6455 asks for a pong to the newest ping only.
constexpr std::size_t kMostUnsentForPong = 4 << 10;

Problem bad_header(std::string name, std::string reason) {
  return invalid_request({{std::move(name), std::move(reason)}});
}

bool is_nonce(std::string_view key) {
  unsigned char bytes[kNonceBytes + 1];
  std::size_t size = 0;
  const char* end = nullptr;
  return sodium_base642bin(bytes, sizeof bytes, key.data(), key.size(), nullptr, &size, &end,
                           sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == kNonceBytes && end == key.data() + key.size();
}

std::string accept_value(std::string_view key) {
  const std::string text = std::string(key).append(kGuid);
  unsigned char hash[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  char base64[sodium_base64_ENCODED_LEN(SHA_DIGEST_LENGTH, sodium_base64_VARIANT_ORIGINAL)];
  sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
  return base64;
}

}  // namespace

// ---- the handshake

bool wants_websocket(const RequestHead& head) {
  boost::beast::http::token_list protocols(
      boost::beast::string_view(head.upgrade.data(), head.upgrade.size()));
  return protocols.exists("websocket");
}

tl::expected<std::string, Problem> websocket_handshake(const RequestHead& head) {
  if (head.http_1_0 || !head.connection_upgrade)
    return tl::unexpected(bad_header("Connection", "a WebSocket needs HTTP/1.1 and Connection: Upgrade"));
  if (head.sec_websocket_version != kVersion) {
    return tl::unexpected(Problem{426,
                                  "upgrade_required",
                                  "this server speaks version 13 of WebSocket: Sec-WebSocket-Version: 13",
                                  {}});
  }
  if (!is_nonce(head.sec_websocket_key))
    return tl::unexpected(bad_header("Sec-WebSocket-Key", "must be 16 bytes in base64"));
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         accept_value(head.sec_websocket_key) + "\r\n";
}

// ---- the connection

std::optional<std::string_view> WebSocket::next_text(std::string_view& input, Clock::time_point now) {
  using Kind = WebSocketReader::Found::Kind;
  heard_ = now;
  while (!closing_) {
    const auto found = reader_.read(input);
    switch (found.kind) {
      case Kind::nothing: return std::nullopt;
      case Kind::text: return found.payload;
      case Kind::binary: close(CloseCode::unsupported_data, "send text"); break;
      case Kind::ping: pong(found.payload); break;
      case Kind::pong: break;
      case Kind::close: answer_close(found.payload); break;
      case Kind::failure: close(found.code, found.payload); break;
    }
  }
  input = {};
  return std::nullopt;
}

void WebSocket::pong(std::string_view payload) {
  if (out_.unsent() > kMostUnsentForPong) return;
  std::string frame;
  append_frame(frame, Opcode::pong, payload);
  out_.append(frame, 0);
  out_.flush();
}

void WebSocket::answer_close(std::string_view payload) {
  closing_ = true;
  std::string frame;
  append_frame(frame, Opcode::close, payload.substr(0, 2));
  out_.append(frame, 0);
  out_.close_when_sent();
}

void WebSocket::close(CloseCode code, std::string_view reason) {
  if (closing_) return;
  closing_ = true;
  std::string frame;
  append_close_frame(frame, code, reason);
  out_.append(frame, 0);
  out_.close_when_sent();
}

void WebSocket::tick(Clock::time_point now) {
  if (closing_) return;
  if (now - heard_ >= kLongestSilence) return close(CloseCode::policy, "no answer to pings for 60 seconds");
  if (now - pinged_ < kPingInterval) return;
  pinged_ = now;
  if (out_.unsent() > kMostUnsentForPong) return;
  std::string frame;
  append_frame(frame, Opcode::ping, "");
  out_.append(frame, 0);
  out_.flush();
}

}  // namespace market
