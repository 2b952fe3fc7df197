// Private to lib/sim: reads the members of JSON objects by name and notes the first thing that is wrong with
// them. After a failure everything reads as its fallback, so that a reader of a file needs to look at the
// failure once.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/timestamp.hpp"

namespace market::sim {

struct JsonFailure {
  std::string text;  // empty: none yet
  // Keeps the first failure: "path: what".
  void note(const std::string& path, const std::string& what);
};

class JsonObject {
 public:
  JsonObject(const nlohmann::json& value, std::string path, JsonFailure& failure);

  // A member that is absent gives `fallback`; without one it is required.
  std::string text(std::string_view key, std::optional<std::string> fallback = std::nullopt);
  double number(std::string_view key, double low, double high, std::optional<double> fallback = std::nullopt);
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high,
                       std::optional<std::int64_t> fallback = std::nullopt);
  // Units of 0.0001, from a decimal string or a number.
  std::int64_t decimal(std::string_view key, std::int64_t low, std::int64_t high,
                       std::optional<std::int64_t> fallback = std::nullopt);
  // "5s", "1m30s" or a number of seconds; above 0.
  Duration duration(std::string_view key, Duration fallback);

  const nlohmann::json* object(std::string_view key);  // nullptr when absent
  std::vector<const nlohmann::json*> list(std::string_view key);

  // Refuses members that nobody asked for, naming the nearest that was.
  void finish();

  std::string path_of(std::string_view key) const;
  void fail(std::string_view key, const std::string& what) { failure_.note(path_of(key), what); }
  JsonFailure& failure() { return failure_; }

 private:
  const nlohmann::json* find(std::string_view key, bool required);

  const nlohmann::json& value_;
  std::string path_;
  JsonFailure& failure_;
  std::vector<std::string_view> asked_;
};

}  // namespace market::sim
