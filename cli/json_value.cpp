#include "cli/json_value.hpp"

#include <charconv>

#include "cli/help.hpp"
#include "cli/json.hpp"
#include "core/decimal.hpp"
#include "core/timestamp.hpp"

namespace market::cli {
namespace {

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

tl::unexpected<Failure> bad_value(const Parameter& parameter, const std::string& wanted,
                                  const std::string& text) {
  return usage_failure(display_name(parameter) + " must be " + wanted + ", not \"" + text + "\"");
}

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ",") + text;
  return result;
}

// "a,,b" -> "a", "", "b"
std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end; (end = text.find(separator, start)) != std::string::npos; start = end + 1)
    parts.push_back(text.substr(start, end - start));
  parts.push_back(text.substr(start));
  return parts;
}

// {"ACME":100,"BETA":5} of "ACME=100", "BETA=5".
Result<Json> pairs_value(const Parameter& parameter, const std::vector<std::string>& texts) {
  Json object = Json::object();
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const auto quantity =
        equals == std::string::npos ? std::nullopt : parse_integer(std::string_view(text).substr(equals + 1));
    if (!quantity || equals == 0) return bad_value(parameter, "like ACME=100", text);
    const std::string name = upper(text.substr(0, equals));
    if (object.contains(name)) return usage_failure(display_name(parameter) + " names " + name + " twice");
    object[name] = *quantity;
  }
  return object;
}

// [{"from":"10.00","tick_size":"0.05"},…] of "10:0.05", "100:0.10".
Result<Json> ticks_value(const Parameter& parameter, const std::vector<std::string>& texts) {
  Json steps = Json::array();
  for (const std::string& text : parts_of(joined(texts), ',')) {
    const auto parts = parts_of(text, ':');
    if (parts.size() != 2 || !parse_decimal(parts[0]) || !parse_decimal(parts[1]))
      return bad_value(parameter, "like 10.00:0.05", text);
    steps.push_back({{"from", parts[0]}, {"tick_size", parts[1]}});
  }
  return steps;
}

// {"percent":"10","window":"5m","duration":"2m"} of "10,5m,2m"; a "%" is welcome.
Result<Json> breaker_value(const Parameter& parameter, const std::string& text) {
  auto parts = parts_of(text, ',');
  if (!parts[0].empty() && parts[0].back() == '%') parts[0].pop_back();
  if (parts.size() != 3 || !parse_decimal(parts[0]) || !parse_duration(parts[1]) || !parse_duration(parts[2]))
    return bad_value(parameter, "like 10,5m,2m (percent, window, duration of the auction)", text);
  return Json{{"percent", parts[0]}, {"window", parts[1]}, {"duration", parts[2]}};
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Json> json_value(const Parameter& parameter, const std::vector<std::string>& texts) {
  const std::string text = texts.empty() ? "" : texts.back();
  if (parameter.nullable && text == "none") return Json(nullptr);
  switch (parameter.kind) {
    case ValueKind::text: return Json(text);
    case ValueKind::symbol: return Json(upper(text));
    case ValueKind::integer:
      if (const auto integer = parse_integer(text)) return Json(*integer);
      return bad_value(parameter, "a whole number", text);
    case ValueKind::decimal:
      if (const auto decimal = parse_decimal(text); !decimal)
        return bad_value(parameter, "a decimal with at most four places", text);
      return Json(text);
    case ValueKind::toggle: return Json(true);
    case ValueKind::pairs: return pairs_value(parameter, texts);
    case ValueKind::list: return Json(joined(texts));
    case ValueKind::ticks: return ticks_value(parameter, texts);
    case ValueKind::breaker: return breaker_value(parameter, text);
  }
  return Json();
}

}  // namespace market::cli
