// Any bytes as a command of the journal: refused, or the same after writing and reading it once more.
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/check.hpp"
#include "store/command_codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto command = market::decode_command({reinterpret_cast<const char*>(data), size});
  if (!command) return 0;
  std::string written, written_again;
  market::encode_command(written, *command);
  const auto again = market::decode_command(written);
  MARKET_CHECK(again.has_value());
  market::encode_command(written_again, *again);
  MARKET_CHECK(written == written_again);
  return 0;
}
