#include "wire/corporate_json.hpp"

#include "wire/company_json.hpp"

namespace market {

void append_company_with_dividend(JsonWriter& json, const Company& company, const DividendDone& done) {
  json.begin_object();
  append_company_members(json, company);
  json.key("dividend")
      .begin_object()
      .field("per_share", done.per_share)
      .field("total", done.total)
      .field("from", done.from)
      .field("paid", done.paid)
      .field("holders", done.holders)
      .field("remainder", done.remainder)
      .field("paid_in", done.paid_in)
      .end_object();
  json.end_object();
}

void append_company_with_split(JsonWriter& json, const Company& company, const SplitDone& done) {
  json.begin_object();
  append_company_members(json, company);
  json.key("split")
      .begin_object()
      .field("to", done.to)
      .field("from", done.from)
      .field("cash_in_lieu", done.cash_in_lieu)
      .field("paid_in", done.paid_in)
      .field("orders_ended", done.orders_ended)
      .end_object();
  json.end_object();
}

}  // namespace market
