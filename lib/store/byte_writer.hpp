// ByteWriter: appends the journal's primitive encodings to a string.
//   byte     as it is
//   varint   LEB128: seven bits a byte, lowest first, the top bit says that more follow (DWARF 5,
//   section 7.6) zigzag   0, -1, 1, -2 … as varint 0, 1, 2, 3 … (Protocol Buffers, "Encoding") text     its
//   length as varint, then its bytes
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace market {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }

  void varint(std::uint64_t value) {
    char buffer[10];
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7) buffer[size++] = static_cast<char>(value | 0x80);
    buffer[size++] = static_cast<char>(value);
    out_.append(buffer, size);
  }

  void zigzag(std::int64_t value) {
    varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }

  void bytes(std::string_view value) { out_.append(value); }

  void text(std::string_view value) {
    varint(value.size());
    bytes(value);
  }

 private:
  std::string& out_;
};

}  // namespace market
