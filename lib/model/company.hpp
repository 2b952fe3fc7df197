// A listed company and what trades under its symbol.
#pragma once
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"
#include "model/names.hpp"
#include "model/tick_table.hpp"

namespace market {

// Halts trading into a call auction when the price would move more than `percent` within `window`.
struct CircuitBreaker {
  Rate percent;  // units of 0.0001 percent
  Duration window;
  Duration duration;  // of the auction
  bool operator==(const CircuitBreaker&) const = default;
};

struct CallAuction {
  AuctionKind kind = AuctionKind::manual;
  std::optional<Timestamp> ends_at;  // absent: until somebody uncrosses it
  bool operator==(const CallAuction&) const = default;
};

struct Company {
  CompanyId id;
  Symbol symbol;
  std::string name;
  std::string sector;
  CompanyStatus status = CompanyStatus::trading;
  std::string halt_reason;
  Quantity shares;           // issued, in the treasury and in the hands of traders
  Quantity treasury_shares;  // still with the issuer
  TickTable ticks;           // of new orders; those that rest when it changes stay as they are
  Quantity lot_size{1};
  std::optional<Rate>
      band;  // percent around reference_price as units of 0.0001 percent; orders beyond are refused
  std::optional<CircuitBreaker> breaker;
  std::optional<CallAuction> auction;  // while status is auction
  Price initial_price;
  Price reference_price;     // initial price until an auction or a day's close sets another
  Price last_price;          // of the last trade; the initial price before the first
  std::string fee_schedule;  // empty: the venue's default
  Timestamp created_at;
};

}  // namespace market
