#include "wire/fee_json.hpp"

namespace market {
namespace {

void append_rule(JsonWriter& json, const FeeRule& rule) {
  json.begin_object()
      .field("bps", rule.bps)
      .field("per_share", rule.per_share)
      .field("flat", rule.flat)
      .field("min", rule.min)
      .field("max", rule.max)
      .end_object();
}

void append_tiers(JsonWriter& json, const std::vector<FeeTier>& tiers) {
  json.begin_array();
  for (const FeeTier& tier : tiers)
    json.begin_object()
        .field("volume_30d", tier.volume_30d)
        .field("maker_bps", tier.maker_bps)
        .field("taker_bps", tier.taker_bps)
        .end_object();
  json.end_array();
}

void append_schedule(JsonWriter& json, const FeeSchedule& schedule) {
  json.begin_object();
  append_rule(json.key("maker"), schedule.maker);
  append_rule(json.key("taker"), schedule.taker);
  json.key("auction");
  if (schedule.auction) {
    append_rule(json, *schedule.auction);
  } else {
    json.null();
  }
  append_tiers(json.key("tiers"), schedule.tiers);
  json.end_object();
}

void append_side(JsonWriter& json, const FeeEstimate::Side& side) {
  json.begin_object()
      .field("maker", side.maker)
      .field("taker", side.taker)
      .field("auction", side.auction)
      .end_object();
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
  for (const FeeSchedule& schedule : table.schedules) append_schedule(json.key(schedule.name), schedule);
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
  append_side(json.key("buyer"), estimate.buyer);
  append_side(json.key("seller"), estimate.seller);
  json.end_object();
}

void append_fee_revenue(JsonWriter& json, const FeeRevenue& revenue) {
  json.begin_object().key("items").begin_array();
  for (const FeeRevenue::Item& item : revenue.items)
    json.begin_object()
        .field("to", item.to)
        .field("symbol", item.symbol)
        .field("amount", item.amount)
        .end_object();
  json.end_array()
      .key("next")
      .null()
      .field("seq", revenue.seq)
      .field("taken", revenue.taken)
      .field("distributed", revenue.distributed)
      .end_object();
}

}  // namespace market
