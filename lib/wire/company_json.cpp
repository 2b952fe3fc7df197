#include "wire/company_json.hpp"

namespace market {

void append_company(JsonWriter& json, const Company& company) {
  json.begin_object()
      .field("symbol", company.symbol)
      .field("name", company.name)
      .text_or_null("sector", company.sector)
      .field("status", to_text(company.status))
      .field("shares", company.shares)
      .field("treasury_shares", company.treasury_shares)
      .field("tick_size", company.tick_size)
      .field("lot_size", company.lot_size)
      .field("band", company.band)
      .field("initial_price", company.initial_price)
      .field("reference_price", company.reference_price)
      .field("last_price", company.last_price)
      .field("market_cap", wide_notional(company.last_price, company.shares))
      .text_or_null("fee_schedule", company.fee_schedule)
      .field("created_at", company.created_at)
      .end_object();
}

}  // namespace market
