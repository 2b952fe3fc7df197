// Utf8Checker: whether text that arrives in pieces is UTF-8 (RFC 3629, section 4: no overlong forms, no
// surrogates, nothing above U+10FFFF). It fails at the first byte that no text can continue with.
#pragma once
#include <cstdint>
#include <string_view>

namespace market {

class Utf8Checker {
 public:
  // False once and for all when the text so far is wrong.
  bool feed(std::string_view bytes) {
    for (const char c : bytes) {
      const auto byte = static_cast<std::uint8_t>(c);
      if (wanted_ == 0 && byte < 0x80) continue;
      if (!(wanted_ == 0 ? begin(byte) : proceed(byte))) return false;
    }
    return true;
  }
  // Whether the text may end here.
  bool complete() const { return wanted_ == 0; }
  void reset() { *this = {}; }

 private:
  bool begin(std::uint8_t byte) {
    lowest_ = 0x80;
    highest_ = 0xBF;
    if (byte >= 0xC2 && byte <= 0xDF) {
      wanted_ = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
      wanted_ = 2;
      if (byte == 0xE0) lowest_ = 0xA0;
      if (byte == 0xED) highest_ = 0x9F;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
      wanted_ = 3;
      if (byte == 0xF0) lowest_ = 0x90;
      if (byte == 0xF4) highest_ = 0x8F;
    } else {
      return false;
    }
    return true;
  }
  bool proceed(std::uint8_t byte) {
    if (byte < lowest_ || byte > highest_) return false;
    lowest_ = 0x80;
    highest_ = 0xBF;
    --wanted_;
    return true;
  }

  std::uint8_t wanted_ = 0;  // continuation bytes
  std::uint8_t lowest_ = 0x80, highest_ = 0xBF;
};

}  // namespace market
