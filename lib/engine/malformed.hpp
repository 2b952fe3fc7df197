// What is wrong with an order whatever the market's state: members that are missing, out of range, or belong
// to another kind of order.
#pragma once
#include <optional>

#include "model/command.hpp"
#include "model/refusal.hpp"

namespace market {

std::optional<Refused> check_range(Quantity quantity);
std::optional<Refused> check_range(Price price, const char* field);
// Of an iceberg.
std::optional<Refused> check_slices(Quantity quantity, Quantity display);
std::optional<Refused> check_form(const PlaceOrder& order);

}  // namespace market
