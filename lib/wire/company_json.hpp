// A company as JSON (contract section 2, Companies).
#pragma once
#include "model/company.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_company(JsonWriter& json, const Company& company);

}  // namespace market
