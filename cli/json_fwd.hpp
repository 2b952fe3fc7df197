// Json: JSON that keeps the order of its members, so that what the API sent is what is printed.
#pragma once
#include <nlohmann/json_fwd.hpp>

namespace market::cli {
using Json = nlohmann::ordered_json;
}
