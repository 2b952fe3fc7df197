// What every message of the feed begins with (contract section 3).
#pragma once
#include <cstdint>
#include <string_view>

#include "core/ids.hpp"
#include "core/timestamp.hpp"

namespace market {

class JsonWriter;

struct MessageHead {
  Seq seq = 0;
  std::uint32_t n = 0;
  Timestamp time;
};

// Begins the message's object; the caller adds its fields and ends it.
JsonWriter& begin_message(JsonWriter& json, const MessageHead& head, std::string_view type);

}  // namespace market
