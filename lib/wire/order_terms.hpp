// The part of an order's request that depends on its type, time in force and class: prices, trails, expiry,
// icebergs and legs. Private to lib/wire.
#pragma once
#include <optional>

#include "model/command.hpp"
#include "wire/object_reader.hpp"

namespace market {

// Fills in limit_price and, unless the order is a plain one, terms. Side, quantity and time in force of
// `order` were read before; `type` is absent when it was missing or wrong. What belongs to another kind of
// order is noted with what to do. `errors_before` as for ObjectReader::finish.
void read_order_terms(ObjectReader& read, FieldErrors& errors, std::size_t errors_before,
                      std::optional<OrderType> type, PlaceOrder& order);

}  // namespace market
