#include "sim/json_reader.hpp"

#include <algorithm>
#include <utility>

#include "core/decimal.hpp"
#include "core/nearest.hpp"

namespace market::sim {

using nlohmann::json;

void JsonFailure::note(const std::string& path, const std::string& what) {
  if (!text.empty()) return;
  text = path.empty() ? what : path + ": " + what;
}

JsonObject::JsonObject(const json& value, std::string path, JsonFailure& failure)
    : value_(value), path_(std::move(path)), failure_(failure) {
  if (!value_.is_object()) failure_.note(path_, "must be a JSON object");
}

std::string JsonObject::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const json* JsonObject::find(std::string_view key, bool required) {
  asked_.push_back(key);
  if (!value_.is_object()) return nullptr;
  const auto found = value_.find(key);
  if (found != value_.end()) return &*found;
  if (required) fail(key, "is missing");
  return nullptr;
}

std::string JsonObject::text(std::string_view key, std::optional<std::string> fallback) {
  const json* value = find(key, !fallback);
  if (value && value->is_string()) return value->get<std::string>();
  if (value) fail(key, "must be text");
  return std::move(fallback).value_or("");
}

double JsonObject::number(std::string_view key, double low, double high, std::optional<double> fallback) {
  const json* value = find(key, !fallback);
  if (!value) return fallback.value_or(low);
  if (value->is_number() && value->get<double>() >= low && value->get<double>() <= high)
    return value->get<double>();
  fail(key, "must be a number between " + json(low).dump() + " and " + json(high).dump());
  return fallback.value_or(low);
}

std::int64_t JsonObject::integer(std::string_view key, std::int64_t low, std::int64_t high,
                                 std::optional<std::int64_t> fallback) {
  const json* value = find(key, !fallback);
  if (!value) return fallback.value_or(low);
  const bool fits =
      value->is_number_integer() && !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX);
  if (fits && value->get<std::int64_t>() >= low && value->get<std::int64_t>() <= high)
    return value->get<std::int64_t>();
  fail(key, "must be a whole number between " + std::to_string(low) + " and " + std::to_string(high));
  return fallback.value_or(low);
}

std::int64_t JsonObject::decimal(std::string_view key, std::int64_t low, std::int64_t high,
                                 std::optional<std::int64_t> fallback) {
  const json* value = find(key, !fallback);
  if (!value) return fallback.value_or(low);
  if (!value->is_string() && !value->is_number()) {
    fail(key, "must be a decimal such as \"101.25\"");
    return fallback.value_or(low);
  }
  const auto units = parse_decimal(value->is_string() ? value->get<std::string>() : value->dump());
  if (!units) {
    fail(key, std::string(describe(units.error())));
  } else if (*units < low || *units > high) {
    fail(key, "must lie between " + decimal_text(low) + " and " + decimal_text(high));
  } else {
    return *units;
  }
  return fallback.value_or(low);
}

Duration JsonObject::duration(std::string_view key, Duration fallback) {
  const json* value = find(key, false);
  if (!value) return fallback;
  const bool readable = value->is_string() || value->is_number();
  const auto parsed = parse_duration(value->is_string() ? value->get<std::string>() : value->dump());
  if (readable && parsed && parsed->ns() > 0) return *parsed;
  fail(key, "must be a duration above 0 such as \"5s\"");
  return fallback;
}

const json* JsonObject::object(std::string_view key) {
  return find(key, false);
}

std::vector<const json*> JsonObject::list(std::string_view key) {
  std::vector<const json*> items;
  const json* value = find(key, false);
  if (!value) return items;
  if (!value->is_array()) fail(key, "must be a list");
  if (value->is_array())
    for (const json& item : *value) items.push_back(&item);
  return items;
}

void JsonObject::finish() {
  if (!value_.is_object()) return;
  for (const auto& [key, value] : value_.items()) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    const auto nearest = nearest_name(key, asked_);
    fail(key,
         "is not known" + (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : std::string()));
    return;
  }
}

}  // namespace market::sim
