// The fee table, a fee estimate and what fees have brought in as JSON (contract section 2, Fees).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/fee_schedule.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_fee_table(JsonWriter& json, const FeeTable& table);

// What one fill of `notional` would be charged.
struct FeeEstimate {
  struct Side {
    Money maker, taker, auction;
  };
  Money notional;
  Side buyer, seller;
};
void append_fee_estimate(JsonWriter& json, const FeeEstimate& estimate);

// What each beneficiary was paid of fees, ever; the items sum to `distributed`.
struct FeeRevenue {
  struct Item {
    std::string to;                // "exchange", "issuer" or "trader:ID"
    std::optional<Symbol> symbol;  // of an issuer
    Amount amount;
  };
  std::vector<Item> items;
  Amount taken, distributed;
  Seq seq = 0;
};
void append_fee_revenue(JsonWriter& json, const FeeRevenue& revenue);

}  // namespace market
