// LOBSTER message files: one event of a recorded limit order book a line,
//   seconds after midnight, type, order id, size, price × 10,000, direction of the resting order (1 buy, -1
//   sell).
// Source: lobsterdata.com, "Output Structure".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/money.hpp"
#include "model/enums.hpp"

namespace market {

struct LobsterMessage {
  enum class Type : std::uint8_t {
    new_order = 1,
    partial_cancel = 2,
    deletion = 3,
    execution = 4,  // of a visible resting order
    hidden_execution = 5,
    cross = 6,  // an auction's trade
    halt = 7,   // price -1: halted, 0: quoting resumes, 1: trading resumes
  };
  std::int64_t time_ns = 0;  // after midnight
  Type type = Type::new_order;
  std::uint64_t order = 0;
  std::int64_t size = 0;
  std::int64_t price_units = 0;  // 0.0001 of the currency, as our Price
  Side resting = Side::buy;
};

// The error names the line at fault.
[[nodiscard]] tl::expected<std::vector<LobsterMessage>, std::string> parse_lobster(std::string_view text);

}  // namespace market
