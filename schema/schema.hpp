// The schema files, built into the program.
#pragma once
#include <string_view>

namespace market {

std::string_view openapi_json();

}  // namespace market
