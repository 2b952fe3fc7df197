// The fee table and a fee estimate as JSON (contract section 2, Fees).
#pragma once
#include "model/fee_schedule.hpp"
#include "wire/json_writer.hpp"

namespace market {

void append_fee_table(JsonWriter& json, const FeeTable& table);

struct FeeEstimate {
  Money notional;
  Money maker;
  Money taker;
};

// Both sides of a trade pay the same rates, so buyer and seller show the same pair.
void append_fee_estimate(JsonWriter& json, const FeeEstimate& estimate);

}  // namespace market
