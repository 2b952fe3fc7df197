// RowChecksum: the crc of a row over its values, in the order of its columns; schema/migrations/0001 says
// how. Private to lib/store.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "store/crc32c.hpp"

namespace market {

class RowChecksum {
 public:
  void begin() { size_ = 0; }
  void add_null() { *room(1) = 'n'; }
  void add(std::int64_t value) { add('i', value); }
  void add(std::string_view value) {
    add('t', static_cast<std::int64_t>(value.size()));
    if (!value.empty()) std::memcpy(room(value.size()), value.data(), value.size());
  }
  std::int64_t value() const {
    return static_cast<std::int32_t>(crc32c(std::string_view(bytes_).substr(0, size_)));
  }

 private:
  void add(char kind, std::int64_t value) {
    char* at = room(9);
    at[0] = kind;
    const std::uint64_t bytes = little_endian(static_cast<std::uint64_t>(value));
    std::memcpy(at + 1, &bytes, sizeof bytes);
  }
  static std::uint64_t little_endian(std::uint64_t value) {
    return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
  }
  char* room(std::size_t size) {
    if (bytes_.size() < size_ + size) bytes_.resize(2 * (size_ + size));
    char* at = bytes_.data() + size_;
    size_ += size;
    return at;
  }

  std::string bytes_;  // room for more than the row's size_
  std::size_t size_ = 0;
};

}  // namespace market
