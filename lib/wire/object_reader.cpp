#include "wire/object_reader.hpp"

#include <algorithm>
#include <charconv>

#include "core/check.hpp"
#include "core/decimal.hpp"
#include "core/nearest.hpp"
#include "wire/duration_text.hpp"

namespace market {
namespace {

// A body of nothing but unknown names is answered with no more than this.
constexpr std::size_t kMaxUnknownNamed = 20;
constexpr std::size_t kMaxNameShown = 64;
// Looking for the name that was meant is costly: a request with more errors than this is no typing error.
constexpr std::size_t kMaxErrorsWithHint = 20;

std::string quoted_list(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out.append("\"").append(words[i]).append("\"");
  }
  return out;
}

// Enough of a wrong value to recognise it.
std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string out = "\"";
  out += text.substr(0, kShown);
  return out += text.size() > kShown ? "…\"" : "\"";
}

std::string_view name_of(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::null: return "null";
    case JsonNode::Kind::boolean: return "a boolean";
    case JsonNode::Kind::number: return "a number";
    case JsonNode::Kind::string: return "a string";
    case JsonNode::Kind::array: return "an array";
    case JsonNode::Kind::object: return "an object";
  }
  return "";
}

std::string wrong_kind(std::string_view wanted, JsonNode::Kind kind) {
  return std::string("must be ").append(wanted).append(", not ").append(name_of(kind));
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  text.remove_prefix(digits.size());
  return digits;
}

bool is_plain_decimal(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return false;
  if (text.empty()) return true;
  if (text.front() != '.') return false;
  text.remove_prefix(1);
  return !take_digits(text).empty() && text.empty();
}

tl::expected<std::int64_t, std::string> in_range(tl::expected<std::int64_t, DecimalError> units,
                                                 DecimalRange range) {
  if (!units) return tl::unexpected(std::string(describe(units.error())));
  if (*units >= range.lowest && *units <= range.highest) return *units;
  if (range.lowest == 1 && *units < 1) return tl::unexpected(std::string("must be above 0"));
  return tl::unexpected("must lie between " + decimal_text(range.lowest) + " and " +
                        decimal_text(range.highest));
}

}  // namespace

std::string wrong_word(std::string_view text, const Words& words) {
  return "must be " + quoted_list(words.accepted) + ", not " + quoted(text);
}

tl::expected<std::int64_t, std::string> read_decimal(std::string_view text, DecimalRange range) {
  if (!is_plain_decimal(text)) return tl::unexpected(std::string(describe(DecimalError::malformed)));
  return in_range(parse_decimal(text), range);
}

tl::expected<std::int64_t, std::string> read_integer(std::string_view text, std::int64_t lowest,
                                                     std::int64_t highest) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= lowest && value <= highest)
    return value;
  return tl::unexpected("must be a whole number from " + std::to_string(lowest) + " to " +
                        std::to_string(highest));
}

tl::expected<Timestamp, std::string> read_time(std::string_view text) {
  const auto time = parse_rfc3339(text);
  if (time) return *time;
  return tl::unexpected(std::string(describe(time.error())));
}

bool is_cleared(const JsonNode& object, std::string_view name) {
  const JsonNode* node = object.find(name);
  return node != nullptr && node->is_null();
}

ObjectReader::ObjectReader(const JsonNode& object, FieldErrors& errors, std::string path)
    : object_(object), errors_(errors), path_(std::move(path)) {
  if (!object.is_object()) errors_.push_back({path_, wrong_kind("a JSON object", object.kind)});
}

const JsonNode* ObjectReader::take(std::string_view name) {
  MARKET_CHECK(known_count_ < known_.size());
  known_[known_count_++] = name;
  const JsonNode* found = object_.find(name);
  if (found != nullptr) ++taken_;
  return found;
}

const JsonNode* ObjectReader::node(std::string_view name, Need need) {
  const JsonNode* found = take(name);
  if (found != nullptr && !found->is_null()) return found;
  if (need == Need::required && object_.is_object()) fail(name, "is required");
  return nullptr;
}

std::optional<std::string_view> ObjectReader::string(std::string_view name, Need need) {
  const JsonNode* found = node(name, need);
  if (found == nullptr) return std::nullopt;
  if (found->is_string()) return found->text;
  fail(name, wrong_kind("a string", found->kind));
  return std::nullopt;
}

std::optional<std::string> ObjectReader::text(std::string_view name, TextLength length, Need need) {
  const auto given = string(name, need);
  if (!given) return std::nullopt;
  if (given->size() < length.least || given->size() > length.most) {
    fail(name,
         "must be " + std::to_string(length.least) + " to " + std::to_string(length.most) + " bytes long");
    return std::nullopt;
  }
  if (has_control_characters(*given)) {
    fail(name, "must not contain control characters");
    return std::nullopt;
  }
  return std::string(*given);
}

std::optional<bool> ObjectReader::boolean(std::string_view name, Need need) {
  const JsonNode* found = node(name, need);
  if (found == nullptr) return std::nullopt;
  if (found->kind == JsonNode::Kind::boolean) return found->text == "true";
  fail(name, wrong_kind("true or false", found->kind));
  return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name, std::int64_t lowest,
                                                  std::int64_t highest, Need need) {
  const JsonNode* found = node(name, need);
  if (found == nullptr) return std::nullopt;
  if (!found->is_number()) {
    fail(name, wrong_kind("a whole number", found->kind));
    return std::nullopt;
  }
  auto value = read_integer(found->text, lowest, highest);
  if (value) return *value;
  fail(name, std::move(value.error()));
  return std::nullopt;
}

std::optional<Quantity> ObjectReader::quantity(std::string_view name, Need need) {
  const auto shares = integer(name, 1, kMaxQuantity.shares(), need);
  return shares ? std::optional(Quantity(*shares)) : std::nullopt;
}

std::optional<std::int64_t> ObjectReader::decimal(std::string_view name, DecimalRange range, Need need) {
  const JsonNode* found = node(name, need);
  if (found == nullptr) return std::nullopt;
  if (!found->is_string() && !found->is_number()) {
    fail(name, wrong_kind("a decimal string or number", found->kind));
    return std::nullopt;
  }
  // A number has the form that JSON gives it, with an exponent where its writer likes that.
  auto units =
      found->is_number() ? in_range(parse_decimal(found->text), range) : read_decimal(found->text, range);
  if (units) return *units;
  fail(name, std::move(units.error()));
  return std::nullopt;
}

std::optional<Price> ObjectReader::price(std::string_view name, Need need) {
  const auto units = decimal(name, kPositiveMoney, need);
  return units ? std::optional(Price(*units)) : std::nullopt;
}

std::optional<Money> ObjectReader::money(std::string_view name, DecimalRange range, Need need) {
  const auto units = decimal(name, range, need);
  return units ? std::optional(Money(*units)) : std::nullopt;
}

std::optional<Timestamp> ObjectReader::time(std::string_view name, Need need) {
  const auto given = string(name, need);
  if (!given) return std::nullopt;
  auto time = read_time(*given);
  if (time) return *time;
  fail(name, std::move(time.error()));
  return std::nullopt;
}

std::optional<Duration> ObjectReader::duration(std::string_view name, DurationRange range, Need need) {
  const JsonNode* found = node(name, need);
  if (found == nullptr) return std::nullopt;
  const bool is_text = found->is_string() || found->is_number();
  const auto duration = is_text ? parse_duration(found->text) : std::nullopt;
  if (duration && duration->ns() % Duration::milliseconds(1).ns() == 0 && *duration >= range.shortest &&
      *duration <= range.longest)
    return duration;
  fail(name, "must be a duration such as \"90s\" or \"5m\", or a number of seconds, from " +
                 duration_text(range.shortest) + " to " + duration_text(range.longest) +
                 " in whole milliseconds");
  return std::nullopt;
}

std::optional<Symbol> ObjectReader::symbol(std::string_view name, Need need) {
  const auto given = string(name, need);
  if (!given) return std::nullopt;
  const auto symbol = parse_symbol(*given);
  if (!symbol) fail(name, std::string(kSymbolRule));
  return symbol;
}

std::optional<Slug> ObjectReader::slug(std::string_view name, Need need) {
  const auto given = string(name, need);
  if (!given) return std::nullopt;
  const auto slug = parse_slug(*given);
  if (!slug) fail(name, std::string(kSlugRule));
  return slug;
}

std::optional<ClientOrderId> ObjectReader::client_order_id(std::string_view name, Need need) {
  const auto given = string(name, need);
  if (!given) return std::nullopt;
  const auto id = parse_client_order_id(*given);
  if (!id) fail(name, std::string(kClientOrderIdRule));
  return id;
}

std::optional<OrderId> ObjectReader::order_id(std::string_view name, Need need) {
  const auto id = integer(name, 1, kMaxId, need);
  return id ? std::optional(OrderId(static_cast<std::uint64_t>(*id))) : std::nullopt;
}

void ObjectReader::fail(std::string_view name, std::string reason) {
  errors_.push_back({path_of(name), std::move(reason)});
}

std::string ObjectReader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void ObjectReader::finish(std::size_t errors_before) {
  if (taken_ == object_.members.size()) return;
  const std::span<const std::string_view> known(known_.data(), known_count_);
  std::size_t named = 0;
  for (const JsonMember& member : object_.members) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
    if (++named > kMaxUnknownNamed) return;
    const std::string_view name = std::string_view(member.name).substr(0, kMaxNameShown);
    const bool hint = errors_before + errors_.size() < kMaxErrorsWithHint;
    const auto nearest = hint ? nearest_name(name, known) : std::nullopt;
    fail(name, nearest ? "is not a known field: did you mean \"" + std::string(*nearest) + "\"?"
                       : "is not a known field");
  }
}

}  // namespace market
