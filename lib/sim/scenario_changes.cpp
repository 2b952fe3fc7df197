#include "sim/scenario_changes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/nearest.hpp"

namespace market {
namespace {

using Json = nlohmann::json;

constexpr const char* kNames[] = {"id", "symbol", "type"};  // of the entries of lists, the surest first

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;;) {
    const std::size_t dot = path.find('.', at);
    parts.emplace_back(path.substr(at, dot == path.npos ? dot : dot - at));
    if (dot == path.npos) return parts;
    at = dot + 1;
  }
}

bool is_named(const Json& entry, const char* name, const std::string& text) {
  const auto member = entry.find(name);
  return member != entry.end() && member->is_string() && member->get<std::string>() == text;
}

std::vector<std::string> names_in(const Json& list) {
  std::vector<std::string> names;
  for (const Json& entry : list)
    for (const char* name : kNames)
      if (const auto member = entry.find(name); member != entry.end() && member->is_string()) {
        auto text = member->get<std::string>();
        if (std::find(names.begin(), names.end(), text) == names.end()) names.push_back(std::move(text));
      }
  return names;
}

std::optional<std::size_t> place(const std::string& part) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  return error == std::errc() && end == part.data() + part.size() ? std::optional(index) : std::nullopt;
}

std::string not_there(const std::string& part, const Json& list) {
  const std::vector<std::string> names = names_in(list);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto nearest = nearest_name(part, views);
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  return "there is no \"" + part + "\"" +
         (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : "; there are " + known);
}

// A pointer to the entry, or why it cannot be told.
tl::expected<Json*, std::string> find_entry(Json& list, const std::string& part) {
  for (const char* name : kNames) {
    const auto is_it = [&](const Json& entry) { return is_named(entry, name, part); };
    const auto count = std::count_if(list.begin(), list.end(), is_it);
    if (count == 1) return &*std::find_if(list.begin(), list.end(), is_it);
    if (count > 1)
      return tl::unexpected("several are of " + std::string(name) + " \"" + part +
                            "\": name one by its id or its place from 0");
  }
  const auto index = place(part);
  if (index && *index < list.size()) return &list[*index];
  return tl::unexpected(not_there(part, list));
}

tl::expected<Json*, std::string> step_into(Json& value, const std::string& part) {
  if (part.empty()) return tl::unexpected(std::string("the path has an empty part"));
  if (value.is_array()) return find_entry(value, part);
  if (value.is_null()) value = Json::object();
  if (value.is_object()) return &value[part];
  return tl::unexpected("\"" + part + "\" cannot be inside a single value");
}

std::string apply(Json& scenario, const std::string& change) {
  const std::size_t equals = change.find('=');
  if (equals == change.npos || equals == 0) return "must be PATH=VALUE";
  Json* at = &scenario;
  for (const std::string& part : split_path(std::string_view(change).substr(0, equals))) {
    const auto next = step_into(*at, part);
    if (!next) return next.error();
    at = *next;
  }
  const std::string value = change.substr(equals + 1);
  Json parsed = Json::parse(value, nullptr, false);
  *at = parsed.is_discarded() ? Json(value) : std::move(parsed);
  return {};
}

}  // namespace

tl::expected<std::string, std::string> change_scenario(std::string_view json_text,
                                                       std::span<const std::string> changes) {
  if (changes.empty()) return std::string(json_text);
  Json scenario = Json::parse(json_text, nullptr, false);
  if (!scenario.is_object()) return std::string(json_text);  // whoever reads it says what is wrong
  for (const std::string& change : changes)
    if (const std::string wrong = apply(scenario, change); !wrong.empty())
      return tl::unexpected("--set " + change + ": " + wrong);
  return scenario.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace market
