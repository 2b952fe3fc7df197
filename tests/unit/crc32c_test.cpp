// The checksum of the journal and the database: RFC 3720's examples, and every length as bit by bit.
#include "store/crc32c.hpp"

#include <doctest/doctest.h>

#include <string>

using market::crc32c;

namespace {

// Straight from the definition.
std::uint32_t bit_by_bit(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
  }
  return ~crc;
}

}  // namespace

TEST_CASE("crc32c: the examples of RFC 3720, B.4") {
  std::string ascending;
  for (char i = 0; i < 32; ++i) ascending.push_back(i);
  CHECK(crc32c("123456789") == 0xE3069283);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(crc32c(std::string(32, '\xff')) == 0x62A8AB43);
  CHECK(crc32c(ascending) == 0x46DD794E);
  CHECK(crc32c("") == 0);
}

TEST_CASE("crc32c: every length") {
  std::string bytes;
  for (int size = 0; size < 100; ++size) {
    CHECK(crc32c(bytes) == bit_by_bit(bytes));
    bytes.push_back(static_cast<char>(size * 37 + 200));
  }
}
