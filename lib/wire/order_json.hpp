// An order as JSON (contract section 2, Orders). Members that do not concern it are null.
#pragma once
#include "model/order.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_order(JsonWriter& json, const Order& order);

// Σ price × quantity ÷ quantity, rounded half-even to 0.0001; nullopt for a quantity of 0.
std::optional<Price> average_price(Amount value, Quantity quantity);

}  // namespace market
