// ByteReader: reads what ByteWriter wrote, from bytes that may be anything. It never reads out of bounds. The
// first thing that does not fit makes ok() false for good, and every read after it gives 0 or nothing. Only
// the shortest form of a varint is accepted, so that each value has exactly one encoding.
#pragma once
#include <cstdint>
#include <string_view>

namespace market {

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool finished() const { return ok_ && rest_.empty(); }
  std::size_t remaining() const { return rest_.size(); }
  void fail() {
    ok_ = false;
    rest_.remove_prefix(rest_.size());
  }

  std::uint8_t byte() {
    const std::string_view one = bytes(1);
    return one.empty() ? 0 : static_cast<std::uint8_t>(one.front());
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint64_t group = byte();
      const std::uint64_t bits = group & 0x7f;
      const bool too_big = shift == 63 && bits > 1;
      const bool padded = shift > 0 && group == 0;
      if (too_big || padded) break;
      value |= bits << shift;
      if ((group & 0x80) == 0) return value;
    }
    fail();
    return 0;
  }

  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
  }

  std::string_view bytes(std::uint64_t size) {
    if (size > rest_.size()) {
      fail();
      return rest_;
    }
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return taken;
  }

  // A text longer than `limit` fails.
  std::string_view text(std::uint64_t limit) {
    const std::uint64_t size = varint();
    if (size > limit) fail();
    return bytes(ok_ ? size : 0);
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace market
