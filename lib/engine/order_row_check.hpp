// What a row of an order must be for itself, whatever the other rows say: the first half of restoring it.
#pragma once
#include <string>

#include "model/state_image.hpp"

namespace market {

// Empty when the row is sound in a venue of this kind; else what is wrong with it ("its side is unknown").
std::string check_order_row(const OrderImage& order, const VenueImage& venue);

}  // namespace market
