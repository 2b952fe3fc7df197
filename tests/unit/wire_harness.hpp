// What tests of the wire share: JSON that was written, parsed again, and requests from text.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "wire/json_node.hpp"
#include "wire/json_writer.hpp"
#include "wire/problem.hpp"

namespace market::test {

template <class Append, class... Args>
nlohmann::json written(Append append, const Args&... args) {
  std::string out;
  JsonWriter writer(out);
  append(writer, args...);
  return nlohmann::json::parse(out);
}

inline std::vector<std::string> names(const nlohmann::json& object) {
  std::vector<std::string> out;
  for (const auto& [name, value] : object.items()) out.push_back(name);
  return out;
}

inline std::vector<std::string> sorted(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  return words;
}

inline JsonNode node(std::string_view text) {
  auto parsed = parse_json(text);
  REQUIRE(parsed.has_value());
  return std::move(*parsed);
}

// "field reason" of the first problem; empty when there is none.
template <class T>
std::string first_error(const tl::expected<T, Problem>& result) {
  if (result) return "";
  return result.error().errors.empty()
             ? result.error().detail
             : result.error().errors[0].field + " " + result.error().errors[0].reason;
}

}  // namespace market::test
