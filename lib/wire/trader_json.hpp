// A trader as JSON: the account's head, without holdings (those are in the portfolio) and without any secret.
#pragma once
#include <string_view>

#include "model/trader.hpp"
#include "wire/json_writer.hpp"

namespace market {

// `volume_30d`: what was traded in the trailing 30 days, as fee tiers count it. `api_key` is the text of a
// key made just now, shown this once; empty otherwise, and then the member is left out.
void append_trader(JsonWriter& json, const Trader& trader, const Account& account, Amount volume_30d,
                   std::string_view api_key = {});

}  // namespace market
