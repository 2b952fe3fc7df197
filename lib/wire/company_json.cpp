#include "wire/company_json.hpp"

#include "wire/duration_text.hpp"

namespace market {
namespace {

void append_tick_table(JsonWriter& json, const TickTable& ticks) {
  json.key("tick_table");
  if (ticks.steps.empty()) {
    json.null();
    return;
  }
  json.begin_array();
  for (const TickStep& step : ticks.steps)
    json.begin_object().field("from", step.from).field("tick_size", step.tick).end_object();
  json.end_array();
}

void append_breaker(JsonWriter& json, const std::optional<CircuitBreaker>& breaker) {
  json.key("breaker");
  if (!breaker) {
    json.null();
    return;
  }
  json.begin_object()
      .field("percent", breaker->percent)
      .field("window", duration_text(breaker->window))
      .field("duration", duration_text(breaker->duration))
      .end_object();
}

void append_call_auction(JsonWriter& json, const std::optional<CallAuction>& auction) {
  json.key("auction");
  if (!auction) {
    json.null();
    return;
  }
  json.begin_object().field("kind", to_text(auction->kind)).field("ends_at", auction->ends_at).end_object();
}

}  // namespace

void append_company(JsonWriter& json, const Company& company) {
  json.begin_object();
  append_company_members(json, company);
  json.end_object();
}

void append_company_members(JsonWriter& json, const Company& company) {
  json.field("symbol", company.symbol)
      .field("name", company.name)
      .text_or_null("sector", company.sector)
      .field("status", to_text(company.status))
      .field("shares", company.shares)
      .field("treasury_shares", company.treasury_shares)
      .field("tick_size", company.ticks.base)
      .field("lot_size", company.lot_size)
      .field("band", company.band)
      .field("initial_price", company.initial_price)
      .field("reference_price", company.reference_price)
      .field("last_price", company.last_price)
      .field("market_cap", wide_notional(company.last_price, company.shares))
      .text_or_null("fee_schedule", company.fee_schedule)
      .field("created_at", company.created_at);
  append_tick_table(json, company.ticks);
  append_breaker(json, company.breaker);
  append_call_auction(json, company.auction);
}

}  // namespace market
