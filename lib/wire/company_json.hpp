// A company as JSON (contract section 2, Companies), followed by its rules of trading: tick_table, breaker
// and auction, each null when there is none.
#pragma once
#include "model/company.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_company(JsonWriter& json, const Company& company);
// The members alone, for an object that has more.
void append_company_members(JsonWriter& json, const Company& company);

}  // namespace market
