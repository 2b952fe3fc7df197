// "1 order", "2 orders": a number with its noun.
#pragma once
#include <string>
#include <string_view>

namespace market::cli {

// `number` as it is to stand there: "1", "1,000".
inline std::string counted(const std::string& number, std::string_view noun) {
  return number + " " + std::string(noun) + (number == "1" ? "" : "s");
}

}  // namespace market::cli
