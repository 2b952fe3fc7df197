#include "wire/fee_json.hpp"

namespace market {
namespace {

void append_rule(JsonWriter& json, std::string_view name, const FeeRule& rule) {
  json.key(name).begin_object().field("bps", rule.bps).end_object();
}

std::string beneficiary_name(const Beneficiary& beneficiary) {
  switch (beneficiary.kind) {
    case Beneficiary::Kind::exchange: return "exchange";
    case Beneficiary::Kind::issuer: return "issuer";
    case Beneficiary::Kind::trader: return "trader:" + beneficiary.trader.str();
  }
  return {};
}

}  // namespace

void append_fee_table(JsonWriter& json, const FeeTable& table) {
  json.begin_object().key("schedules").begin_object();
  for (const FeeSchedule& schedule : table.schedules) {
    json.key(schedule.name).begin_object();
    append_rule(json, "maker", schedule.maker);
    append_rule(json, "taker", schedule.taker);
    json.end_object();
  }
  json.end_object().field("default", table.default_schedule);
  json.key("distribution").begin_array();
  for (const Beneficiary& beneficiary : table.distribution) {
    json.begin_object().field("to", beneficiary_name(beneficiary));
    json.key("share").decimal(beneficiary.share_units).end_object();
  }
  json.end_array().end_object();
}

void append_fee_estimate(JsonWriter& json, const FeeEstimate& estimate) {
  json.begin_object().field("notional", estimate.notional);
  for (const std::string_view side : {"buyer", "seller"})
    json.key(side).begin_object().field("maker", estimate.maker).field("taker", estimate.taker).end_object();
  json.end_object();
}

}  // namespace market
