// What a WebSocket client sends, in pieces: the reader ends each input with the same messages however it is
// cut, and nothing it takes for text is not UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "daemon/net/websocket_frames.hpp"

namespace {

using Kind = market::WebSocketReader::Found::Kind;

// All that was found, as text; pieces of `size` bytes.
std::string found_in(std::string_view bytes, std::size_t size) {
  market::WebSocketReader reader(4'096);
  std::string all;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    while (true) {
      const auto found = reader.read(piece);
      if (found.kind == Kind::nothing) break;
      all += std::to_string(static_cast<int>(found.kind));
      if (found.kind == Kind::failure || found.kind == Kind::close) return all;
      all += std::string(found.payload) + ";";
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (found_in(bytes, 1) != found_in(bytes, bytes.size() + 1)) std::abort();
  return 0;
}
