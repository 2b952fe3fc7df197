#include "wire/fee_requests.hpp"

#include <algorithm>

#include "wire/object_reader.hpp"

namespace market {
namespace {

constexpr DecimalRange kBps{-10'000 * kUnitsPerCurrency, 10'000 * kUnitsPerCurrency};
constexpr DecimalRange kFeePart{0, kMaxFeePart.units()};
constexpr DecimalRange kShare{0, kShareUnitsPerOne};
constexpr std::size_t kMaxSchedules = 100;
constexpr std::size_t kMaxBeneficiaries = 100;

FeeRule read_rule(const JsonNode& node, std::string path, FieldErrors& errors) {
  ObjectReader read(node, errors, std::move(path));
  FeeRule rule;
  rule.bps = Rate(read.decimal("bps", kBps).value_or(0));
  rule.per_share = read.money("per_share", kFeePart).value_or(Money());
  rule.flat = read.money("flat", kFeePart).value_or(Money());
  rule.min = read.money("min", kFeePart);
  rule.max = read.money("max", kFeePart);
  read.finish();
  return rule;
}

FeeRule read_required_rule(ObjectReader& parent, std::string_view name, FieldErrors& errors) {
  const JsonNode* node = parent.node(name, Need::required);
  return node != nullptr ? read_rule(*node, parent.path_of(name), errors) : FeeRule();
}

FeeTier read_tier(const JsonNode& node, std::string path, FieldErrors& errors) {
  ObjectReader read(node, errors, std::move(path));
  FeeTier tier;
  tier.volume_30d = read.money("volume_30d", kPositiveMoney, Need::required).value_or(Money());
  tier.maker_bps = Rate(read.decimal("maker_bps", kBps, Need::required).value_or(0));
  tier.taker_bps = Rate(read.decimal("taker_bps", kBps, Need::required).value_or(0));
  read.finish();
  return tier;
}

std::vector<FeeTier> read_tiers(ObjectReader& parent, FieldErrors& errors) {
  std::vector<FeeTier> tiers;
  const JsonNode* node = parent.node("tiers");
  if (node == nullptr) return tiers;
  if (!node->is_array() || node->items.size() > kMaxFeeTiers) {
    parent.fail("tiers", "must be an array of at most " + std::to_string(kMaxFeeTiers) + " tiers such as " +
                             R"({"volume_30d": "100000", "maker_bps": "5", "taker_bps": "10"})");
    return tiers;
  }
  const std::string path = parent.path_of("tiers") + ".";
  for (std::size_t i = 0; i < node->items.size(); ++i)
    tiers.push_back(read_tier(node->items[i], path + std::to_string(i), errors));
  return tiers;
}

FeeSchedule read_schedule(const JsonMember& member, FieldErrors& errors) {
  const std::string path = "schedules." + member.name.substr(0, 64);
  FeeSchedule schedule;
  schedule.name = member.name;
  if (!parse_slug(member.name)) errors.push_back({path, "the schedule's name " + std::string(kSlugRule)});
  ObjectReader read(member.value, errors, path);
  schedule.maker = read_required_rule(read, "maker", errors);
  schedule.taker = read_required_rule(read, "taker", errors);
  if (const JsonNode* auction = read.node("auction"))
    schedule.auction = read_rule(*auction, read.path_of("auction"), errors);
  schedule.tiers = read_tiers(read, errors);
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

Beneficiary read_beneficiary(const JsonNode& node, const std::string& path, FieldErrors& errors) {
  ObjectReader read(node, errors, path);
  Beneficiary beneficiary;
  if (const auto to = read.string("to", Need::required)) {
    const auto parsed = parse_beneficiary(*to);
    if (parsed) {
      beneficiary = *parsed;
    } else {
      read.fail("to", std::string(kBeneficiaryRule));
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

std::optional<Beneficiary> parse_beneficiary(std::string_view text) {
  constexpr std::string_view kTrader = "trader:";
  if (text == "exchange") return Beneficiary{Beneficiary::Kind::exchange, {}, 0};
  if (text == "issuer") return Beneficiary{Beneficiary::Kind::issuer, {}, 0};
  if (text.substr(0, kTrader.size()) != kTrader) return std::nullopt;
  const auto slug = parse_slug(text.substr(kTrader.size()));
  return slug ? std::optional(Beneficiary{Beneficiary::Kind::trader, *slug, 0}) : std::nullopt;
}

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
