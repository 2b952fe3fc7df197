// Where an order with conditions (a stop, an iceberg, one of a group, an auction order) waits.
#pragma once
#include <cstdint>

namespace market {

// The numeric values are kept on disk: never renumber, only append.
enum class Place : std::uint8_t {
  none = 0,      // executing, or over
  book = 1,      // as a plain order
  triggers = 2,  // a stop, among the trigger lists
  pending = 3,   // a stop that triggered and has its turn after the order that is executing
  auction = 4,   // a market order in an auction
  waiting = 5,   // opg or cls, before the auction
  leg = 6,       // of an entry that has not ended
};

}  // namespace market
