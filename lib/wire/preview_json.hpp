// What an order would do, as JSON: {accepted, code?, detail?, fills, average_price, fees, cost}. code and
// detail say why it would be refused. cost is the cash that the fills would take, fees included; below 0 it
// comes in.
#pragma once
#include "model/enums.hpp"
#include "model/preview.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_preview(JsonWriter& json, const OrderPreview& preview, Side side);

}  // namespace market
