// A bar as JSON: {time, open, high, low, close, volume, trades, vwap}; time is the start of its interval.
#pragma once
#include "model/bar.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_bar(JsonWriter& json, const Bar& bar);

}  // namespace market
