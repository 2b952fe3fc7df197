#include "tests/support/scenario_fees.hpp"

#include <sstream>

#include "core/decimal.hpp"

namespace market::test {
namespace {

Beneficiary read_beneficiary(Words& words) {
  const std::string name = words.take("a beneficiary");
  Beneficiary beneficiary;
  if (name == "issuer") {
    beneficiary.kind = Beneficiary::Kind::issuer;
  } else if (name.rfind("trader:", 0) == 0) {
    beneficiary.kind = Beneficiary::Kind::trader;
    beneficiary.trader = Slug(name.substr(7));
  } else if (name != "exchange") {
    words.fail("\"" + name + "\" is neither exchange, issuer nor trader:NAME");
  }
  beneficiary.share_units = words.take_decimal("a share");
  return beneficiary;
}

// One part of a rule: "10", "flat=1.00".
void read_part(const Words& words, const std::string& part, FeeRule& rule) {
  const auto sign = part.find('=');
  const std::string name = sign == std::string::npos ? "bps" : part.substr(0, sign);
  const auto units = parse_decimal(sign == std::string::npos ? part : part.substr(sign + 1));
  if (!units) words.fail_at(part, "a part of a fee like 10 or flat=1.00");
  if (name == "bps")
    rule.bps = Rate(*units);
  else if (name == "per_share")
    rule.per_share = Money(*units);
  else if (name == "flat")
    rule.flat = Money(*units);
  else if (name == "min")
    rule.min = Money(*units);
  else if (name == "max")
    rule.max = Money(*units);
  else
    words.fail("a fee has no \"" + name + "\"");
}

FeeRule read_rule(Words& words) {
  FeeRule rule;
  std::istringstream parts(words.take("a fee"));
  for (std::string part; std::getline(parts, part, ',');) read_part(words, part, rule);
  return rule;
}

FeeSchedule read_schedule(Words& words) {
  FeeSchedule schedule;
  schedule.name = words.take("a name");
  schedule.maker = read_rule(words);
  schedule.taker = read_rule(words);
  return schedule;
}

FeeTier read_tier(Words& words) {
  FeeTier tier;
  tier.volume_30d = words.take_money();
  tier.maker_bps = words.take_rate();
  tier.taker_bps = words.take_rate();
  return tier;
}

FeeSchedule& last_schedule(const Words& words, FeeTable& table) {
  if (table.schedules.empty()) words.fail("a schedule must stand before its parts");
  return table.schedules.back();
}

std::string text(const FeeRule& rule) {
  std::string words = to_text(rule.bps);
  if (rule.per_share != Money(0)) words += ",per_share=" + to_text(rule.per_share);
  if (rule.flat != Money(0)) words += ",flat=" + to_text(rule.flat);
  if (rule.min) words += ",min=" + to_text(*rule.min);
  if (rule.max) words += ",max=" + to_text(*rule.max);
  return words;
}

std::string text(const FeeSchedule& schedule) {
  std::string words = "schedule " + schedule.name + " " + text(schedule.maker) + " " + text(schedule.taker);
  if (schedule.auction) words += " auction " + text(*schedule.auction);
  for (const FeeTier& tier : schedule.tiers)
    words +=
        " tier " + to_text(tier.volume_30d) + " " + to_text(tier.maker_bps) + " " + to_text(tier.taker_bps);
  return words;
}

std::string text(const Beneficiary& beneficiary) {
  const auto name = [&]() -> std::string {
    switch (beneficiary.kind) {
      case Beneficiary::Kind::exchange: return "exchange";
      case Beneficiary::Kind::issuer: return "issuer";
      case Beneficiary::Kind::trader: return "trader:" + beneficiary.trader.str();
    }
    return "";
  };
  return "share " + name() + " " + decimal_text(beneficiary.share_units);
}

}  // namespace

FeeTable read_fees(Words& words) {
  FeeTable table;
  words.take_options({
      {"schedule", [&] { table.schedules.push_back(read_schedule(words)); }},
      {"auction", [&] { last_schedule(words, table).auction = read_rule(words); }},
      {"tier", [&] { last_schedule(words, table).tiers.push_back(read_tier(words)); }},
      {"default", [&] { table.default_schedule = words.take("a fee schedule"); }},
      {"share", [&] { table.distribution.push_back(read_beneficiary(words)); }},
  });
  return table;
}

std::string fees_text(const FeeTable& table) {
  std::string words;
  for (const FeeSchedule& schedule : table.schedules) words += text(schedule) + " ";
  words += "default " + table.default_schedule;
  for (const Beneficiary& beneficiary : table.distribution) words += " " + text(beneficiary);
  return words;
}

}  // namespace market::test
