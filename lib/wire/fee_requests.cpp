#include "wire/fee_requests.hpp"

#include <algorithm>

#include "core/decimal.hpp"
#include "wire/object_reader.hpp"

namespace market {
namespace {

constexpr DecimalRange kBps{-10'000 * kUnitsPerCurrency, 10'000 * kUnitsPerCurrency};
constexpr DecimalRange kShare{0, kShareUnitsPerOne};
constexpr std::size_t kMaxSchedules = 100;
constexpr std::size_t kMaxBeneficiaries = 100;

// 0, null, an empty list and nothing at all mean the same: no such fee.
bool is_nothing(const JsonNode& node) {
  if (node.is_null() || (node.is_array() && node.items.empty())) return true;
  if (!node.is_number() && !node.is_string()) return false;
  const auto units = parse_decimal(node.text);
  return units && *units == 0;
}

void refuse_later(ObjectReader& read, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const JsonNode* node = read.take(name); node != nullptr && !is_nothing(*node))
      read.fail(name, "is not supported yet: leave it out and use bps");
}

FeeRule read_rule(ObjectReader& parent, std::string_view name, FieldErrors& errors) {
  const JsonNode* node = parent.node(name, Need::required);
  if (node == nullptr) return {};
  ObjectReader read(*node, errors, parent.path_of(name));
  const FeeRule rule{Rate(read.decimal("bps", kBps, Need::required).value_or(0))};
  refuse_later(read, {"per_share", "flat", "min", "max"});
  read.finish();
  return rule;
}

FeeSchedule read_schedule(const JsonMember& member, FieldErrors& errors) {
  const std::string path = "schedules." + member.name.substr(0, 64);
  FeeSchedule schedule{member.name, {}, {}};
  if (!parse_slug(member.name)) errors.push_back({path, "the schedule's name " + std::string(kSlugRule)});
  ObjectReader read(member.value, errors, path);
  schedule.maker = read_rule(read, "maker", errors);
  schedule.taker = read_rule(read, "taker", errors);
  refuse_later(read, {"tiers"});
  read.finish();
  return schedule;
}

std::vector<FeeSchedule> read_schedules(ObjectReader& read, FieldErrors& errors) {
  std::vector<FeeSchedule> schedules;
  const JsonNode* node = read.node("schedules", Need::required);
  if (node == nullptr) return schedules;
  if (!node->is_object() || node->members.empty() || node->members.size() > kMaxSchedules) {
    read.fail("schedules",
              "must be an object of 1 to " + std::to_string(kMaxSchedules) + " schedules by name");
    return schedules;
  }
  for (const JsonMember& member : node->members) schedules.push_back(read_schedule(member, errors));
  std::sort(schedules.begin(), schedules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return schedules;
}

std::optional<Beneficiary> parse_beneficiary(std::string_view to) {
  constexpr std::string_view kTrader = "trader:";
  if (to == "exchange") return Beneficiary{Beneficiary::Kind::exchange, {}, 0};
  if (to == "issuer") return Beneficiary{Beneficiary::Kind::issuer, {}, 0};
  if (to.substr(0, kTrader.size()) != kTrader) return std::nullopt;
  const auto slug = parse_slug(to.substr(kTrader.size()));
  return slug ? std::optional(Beneficiary{Beneficiary::Kind::trader, *slug, 0}) : std::nullopt;
}

Beneficiary read_beneficiary(const JsonNode& node, const std::string& path, FieldErrors& errors) {
  ObjectReader read(node, errors, path);
  Beneficiary beneficiary;
  if (const auto to = read.string("to", Need::required)) {
    const auto parsed = parse_beneficiary(*to);
    if (parsed) {
      beneficiary = *parsed;
    } else {
      read.fail("to", "must be \"exchange\", \"issuer\" or \"trader:ID\"");
    }
  }
  beneficiary.share_units = read.decimal("share", kShare, Need::required).value_or(0);
  read.finish();
  return beneficiary;
}

std::vector<Beneficiary> read_distribution(ObjectReader& read, FieldErrors& errors) {
  std::vector<Beneficiary> distribution;
  const JsonNode* node = read.node("distribution", Need::required);
  if (node == nullptr) return distribution;
  if (!node->is_array() || node->items.empty() || node->items.size() > kMaxBeneficiaries) {
    read.fail("distribution", "must be an array of 1 to " + std::to_string(kMaxBeneficiaries) + " shares");
    return distribution;
  }
  for (std::size_t i = 0; i < node->items.size(); ++i)
    distribution.push_back(read_beneficiary(node->items[i], "distribution." + std::to_string(i), errors));
  return distribution;
}

}  // namespace

tl::expected<FeeTable, Problem> read_fee_table(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  FeeTable table;
  table.schedules = read_schedules(read, errors);
  table.default_schedule = read.string("default", Need::required).value_or("");
  table.distribution = read_distribution(read, errors);
  read.finish();
  if (errors.empty())
    if (std::string wrong = check_fee_table(table); !wrong.empty()) errors.push_back({"", std::move(wrong)});
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return table;
}

}  // namespace market
