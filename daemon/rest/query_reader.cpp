#include "daemon/rest/query_reader.hpp"

#include <algorithm>

#include "core/nearest.hpp"

namespace market {
namespace {

constexpr std::size_t kMaxUnknownNamed = 20;

std::vector<std::string_view> split_names(std::string_view names) {
  std::vector<std::string_view> out;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    out.push_back(names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return out;
}

std::string unknown_name(std::string_view name, const std::vector<std::string_view>& known) {
  if (known.empty()) return "is not known: this endpoint takes no query parameters";
  if (const auto nearest = nearest_name(name, known))
    return "is not a known query parameter: did you mean \"" + std::string(*nearest) + "\"?";
  std::string reason = "is not a known query parameter: use one of";
  for (const std::string_view other : known) reason.append(other == known.front() ? " " : ", ").append(other);
  return reason;
}

}  // namespace

FieldErrors check_query_names(const ApiRequest& request, std::string_view known_names) {
  FieldErrors errors;
  if (request.query == nullptr || request.query->empty()) return errors;
  const std::vector<std::string_view> known = split_names(known_names);
  for (auto it = request.query->begin(); it != request.query->end() && errors.size() < kMaxUnknownNamed;
       it = request.query->upper_bound(it->first)) {
    const std::string name = it->first.substr(0, 64);
    if (std::find(known.begin(), known.end(), it->first) == known.end()) {
      errors.push_back({name, unknown_name(name, known)});
    } else if (request.query->count(it->first) > 1) {
      errors.push_back({name, "is given more than once"});
    }
  }
  return errors;
}

std::optional<std::string_view> QueryReader::text(std::string_view name) const {
  if (query_ == nullptr) return std::nullopt;
  const auto found = query_->find(std::string(name));
  return found == query_->end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

std::optional<std::string_view> QueryReader::needed(std::string_view name, Need need) {
  const auto given = text(name);
  if (!given && need == Need::required) fail(name, "is required");
  return given;
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t lowest,
                                                 std::int64_t highest) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto value = read_integer(*given, lowest, highest);
  if (value) return *value;
  fail(name, value.error());
  return std::nullopt;
}

std::optional<Quantity> QueryReader::quantity(std::string_view name, Need need) {
  if (!needed(name, need)) return std::nullopt;
  const auto shares = integer(name, 1, kMaxQuantity.shares());
  return shares ? std::optional(Quantity(*shares)) : std::nullopt;
}

std::optional<Price> QueryReader::price(std::string_view name, Need need) {
  const auto given = needed(name, need);
  if (!given) return std::nullopt;
  const auto units = read_decimal(*given, kPositiveMoney);
  if (units) return Price(*units);
  fail(name, units.error());
  return std::nullopt;
}

std::optional<Timestamp> QueryReader::time(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto time = read_time(*given);
  if (time) return *time;
  fail(name, time.error());
  return std::nullopt;
}

std::optional<Symbol> QueryReader::symbol(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto symbol = parse_symbol(*given);
  if (!symbol) fail(name, std::string(kSymbolRule));
  return symbol;
}

std::optional<Slug> QueryReader::slug(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto slug = parse_slug(*given);
  if (!slug) fail(name, std::string(kSlugRule));
  return slug;
}

void QueryReader::fail(std::string_view name, std::string reason) {
  errors_.push_back({std::string(name), std::move(reason)});
}

std::optional<Problem> QueryReader::problem() {
  if (errors_.empty()) return std::nullopt;
  return invalid_request(std::move(errors_));
}

}  // namespace market
