// The feed's channel `companies` as JSON text. Appends one object without a line break.
#pragma once
#include <string>

#include "model/company_state.hpp"
#include "model/names.hpp"
#include "wire/message_head.hpp"

namespace market {

void append_company_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                            const CompanyState& state);

}  // namespace market
