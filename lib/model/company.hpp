// A listed company and what trades under its symbol.
#pragma once
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"
#include "model/names.hpp"

namespace market {

struct Company {
  CompanyId id;
  Symbol symbol;
  std::string name;
  std::string sector;
  CompanyStatus status = CompanyStatus::trading;
  std::string halt_reason;
  Quantity shares;           // issued, in the treasury and in the hands of traders
  Quantity treasury_shares;  // still with the issuer
  Price tick_size{100};      // of new orders; those that rest when it changes stay as they are
  Quantity lot_size{1};
  std::optional<Rate>
      band;  // percent around reference_price as units of 0.0001 percent; orders beyond are refused
  Price initial_price;
  Price reference_price;     // initial price until an auction or a day's close sets another
  Price last_price;          // of the last trade; the initial price before the first
  std::string fee_schedule;  // empty: the venue's default
  Timestamp created_at;
};

}  // namespace market
