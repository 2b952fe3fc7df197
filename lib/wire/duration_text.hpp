// A duration as the text that requests take: "90s" is "1m30s", a day "1d". Whole milliseconds.
#pragma once
#include <string>

#include "core/timestamp.hpp"

namespace market {

// The largest units first, those of which there are none left out; "0s" for none at all.
std::string duration_text(Duration duration);

}  // namespace market
