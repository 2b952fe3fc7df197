// Lists in one column: JSON arrays of integers, or of arrays of integers: "[[1700000000000000000,1002500]]".
// Private to lib/store.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/int128.hpp"
#include "core/money.hpp"
#include "model/state_image.hpp"

namespace market {

// Decimal digits, with a sign when negative.
std::string integer_text(Int128 value);
// False when it is not exactly what integer_text gives.
bool parse_integer(std::string_view text, Int128& value);

std::string list_text(const std::vector<std::int64_t>& list);
std::string list_text(const std::vector<TickStep>& list);
std::string list_text(const std::vector<PricePoint>& list);
std::string list_text(const std::vector<std::pair<std::int64_t, Amount>>& list);

// False when it is not exactly what list_text gives.
bool parse_list(std::string_view text, std::vector<std::int64_t>& list);
bool parse_list(std::string_view text, std::vector<TickStep>& list);
bool parse_list(std::string_view text, std::vector<PricePoint>& list);
bool parse_list(std::string_view text, std::vector<std::pair<std::int64_t, Amount>>& list);

}  // namespace market
