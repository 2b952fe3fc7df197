// The first difference between two states, in words: which row of which table, which column, both values.
// Empty when there is none. Ranks count as well.
// Thread rule: a function of its arguments.
#pragma once
#include <string>

#include "model/state_image.hpp"

namespace market {

std::string image_difference(const StateImage& a, const StateImage& b);

}  // namespace market
