// What a WebSocket client sends is taken as RFC 6455 says, whole and byte by byte. The cases are those of the
// public Autobahn list that concern a server without extensions; each table names its chapter there.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "daemon/net/websocket_frames.hpp"

using namespace market;

namespace {

using Kind = WebSocketReader::Found::Kind;

enum class Last : bool { no, yes };

std::string frame(unsigned opcode, std::string_view payload, Last last = Last::yes, unsigned reserved = 0) {
  std::string out{static_cast<char>((last == Last::yes ? 0x80u : 0u) | reserved << 4 | opcode)};
  const std::size_t size = payload.size();
  if (size < 126) {
    out += static_cast<char>(0x80 | size);
  } else if (size < 65'536) {
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(size >> 8);
    out += static_cast<char>(size & 0xff);
  } else {
    out += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
  }
  const std::string mask = "\x37\xfa\x21\x3d";
  out += mask;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

std::string close_payload(unsigned code, std::string_view reason = {}) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + std::string(reason);
}

// "text:hello ping:x failure:1002", cut into pieces of `size` bytes.
std::string found_in(const std::string& bytes, std::size_t size) {
  static const char* const kNames[] = {"nothing", "text", "binary", "ping", "pong", "close", "failure"};
  WebSocketReader reader(70'000);
  std::string all;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    std::string_view piece = std::string_view(bytes).substr(at, size);
    for (;;) {
      const auto found = reader.read(piece);
      if (found.kind == Kind::nothing) break;
      if (!all.empty()) all += ' ';
      all += kNames[static_cast<int>(found.kind)];
      if (found.kind == Kind::failure) return all + ":" + std::to_string(static_cast<int>(found.code));
      if (found.kind == Kind::close) return all;
      all += ":" +
             (found.payload.size() > 60 ? std::to_string(found.payload.size()) : std::string(found.payload));
    }
  }
  return all;
}

void check(const std::string& bytes, const std::string& expected) {
  CAPTURE(expected);
  CHECK(found_in(bytes, bytes.size() + 1) == expected);
  if (bytes.size() < 1'000) CHECK(found_in(bytes, 1) == expected);
  CHECK(found_in(bytes, 997) == expected);
}

}  // namespace

TEST_CASE("1: text and binary messages of every form of length") {
  check(frame(1, ""), "text:");
  check(frame(1, "hello"), "text:hello");
  for (const std::size_t size : {125u, 126u, 127u, 128u, 65'535u, 65'536u}) {
    check(frame(1, std::string(size, '*')), "text:" + std::to_string(size));
    check(frame(2, std::string(size, '\xfe')), "binary:" + std::to_string(size));
  }
  check(frame(1, std::string(70'001, '*')), "failure:1009");
}

TEST_CASE("2: pings and pongs, between messages and within one") {
  check(frame(9, ""), "ping:");
  check(frame(9, "payload"), "ping:payload");
  check(frame(9, std::string(125, '\xfe')), "ping:125");
  check(frame(9, std::string(126, '\xfe')), "failure:1002");
  check(frame(10, "unasked"), "pong:unasked");
  check(frame(10, "a") + frame(9, "b") + frame(1, "c"), "pong:a ping:b text:c");
  std::string ten, expected;
  for (int i = 0; i < 10; ++i) {
    ten += frame(9, std::to_string(i));
    expected += (i == 0 ? "ping:" : " ping:") + std::to_string(i);
  }
  check(ten, expected);
}

TEST_CASE("3: reserved bits end the connection") {
  for (unsigned reserved = 1; reserved < 8; ++reserved)
    for (const unsigned opcode : {1u, 2u, 9u, 8u})
      check(frame(1, "first") + frame(opcode, "x", Last::yes, reserved), "text:first failure:1002");
}

TEST_CASE("4: reserved opcodes end the connection") {
  for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
    check(frame(opcode, ""), "failure:1002");
    check(frame(1, "first") + frame(opcode, "x"), "text:first failure:1002");
  }
}

TEST_CASE("5: fragments") {
  check(frame(9, "x", Last::no) + frame(0, "y"), "failure:1002");
  check(frame(10, "x", Last::no), "failure:1002");
  check(frame(1, "frag", Last::no) + frame(0, "ment"), "text:fragment");
  check(frame(2, "frag", Last::no) + frame(0, "ment"), "binary:fragment");
  check(frame(1, "a", Last::no) + frame(9, "p") + frame(0, "b"), "ping:p text:ab");
  check(frame(1, "", Last::no) + frame(0, "", Last::no) + frame(0, ""), "text:");
  check(frame(0, "no beginning"), "failure:1002");
  check(frame(0, "no beginning", Last::no), "failure:1002");
  check(frame(1, "a", Last::no) + frame(1, "b"), "failure:1002");
  check(frame(1, "a") + frame(0, "b"), "text:a failure:1002");
  check(frame(1, std::string(40'000, 'a'), Last::no) + frame(0, std::string(40'000, 'a')), "failure:1009");
}

TEST_CASE("6: text is UTF-8, across fragments and in the middle of a character") {
  const std::vector<std::string> valid{"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
                                       "\xf0\x90\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       std::string(1, '\0'),
                                       "\xc2\x80",
                                       "\xe0\xa0\x80",
                                       "\xef\xbf\xbe"};
  for (const std::string& text : valid) {
    check(frame(1, text), "text:" + text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
      check(frame(1, text.substr(0, cut), Last::no) + frame(0, text.substr(cut)), "text:" + text);
  }
  const std::vector<std::string> wrong{
      "\xce\xba\xe1\xbd\xb9\xed\xa0\x80",  // a surrogate
      "\xf4\x90\x80\x80",
      "\x80",
      "\xbf",
      "\xc0\xaf",
      "\xe0\x80\xaf",
      "\xf0\x80\x80\xaf",
      "\xf8\x80\x80\x80\xaf",
      "\xc1\xbf",
      "\xe0\x9f\xbf",
      "\xf0\x8f\xbf\xbf",
      "\xed\xad\xbf",
      "\xfe",
      "\xff",
      "\xc2",
      "\xe0\xa0",
      "\xf0\x90\x80",
      "\xc2 ",
      "\xe0\xa0 ",
  };
  for (const std::string& text : wrong) {
    check(frame(1, text), "failure:1007");
    check(frame(1, "ok " + text + " ok"), "failure:1007");
    check(frame(1, text.substr(0, 1), Last::no) + frame(0, text.substr(1)), "failure:1007");
    check(frame(8, close_payload(1000, text)), "failure:1007");
  }
  check(frame(2, "\xff\xfe"), "binary:\xff\xfe");
}

TEST_CASE("7: closing") {
  check(frame(8, ""), "close");
  check(frame(8, "x"), "failure:1002");
  check(frame(8, close_payload(1000)), "close");
  check(frame(8, close_payload(1000, std::string(123, '*'))), "close");
  check(frame(8, close_payload(1000, std::string(124, '*'))), "failure:1002");
  check(frame(8, close_payload(1000), Last::no), "failure:1002");
  for (const unsigned code :
       {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 3000u, 3999u, 4000u, 4999u})
    check(frame(8, close_payload(code)), "close");
  for (const unsigned code :
       {0u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65535u})
    check(frame(8, close_payload(code)), "failure:1002");
  check(frame(1, "a", Last::no) + frame(8, close_payload(1000)), "close");
}

TEST_CASE("frames without a mask, and lengths that are written longer than they need, end the connection") {
  check(std::string("\x81\x02hi", 4), "failure:1002");
  std::string longer = frame(1, std::string(126, '*'));
  longer[3] = 5;  // 126 announces 5
  CHECK(found_in(longer, longer.size()).find("failure:1002") == 0);
  std::string huge{'\x81', '\xff'};
  huge += std::string(8, '\xff');
  huge += "mask";
  CHECK(found_in(huge, huge.size()).find("failure:") == 0);
}
