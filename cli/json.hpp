// The whole JSON library, for .cpp files that build or read documents.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "cli/json_fwd.hpp"

namespace market::cli {

// nullopt when `text` is not one JSON document.
inline std::optional<Json> parse_json(std::string_view text) {
  Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return std::nullopt;
  return document;
}

// Member `name` of `object`; a null value when it is absent or `object` is no object.
inline const Json& member(const Json& object, std::string_view name) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto found = object.find(name);
  return found == object.end() ? null : *found;
}

inline std::string text_of(const Json& object, std::string_view name) {
  const Json& value = member(object, name);
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? std::string() : value.dump();
}

inline std::int64_t integer_of(const Json& object, std::string_view name) {
  const Json& value = member(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

// JSON text on one line; bytes that are not UTF-8 are replaced, never a reason to fail.
inline std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace market::cli
