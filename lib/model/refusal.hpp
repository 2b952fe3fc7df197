// Why a command was not applied. A refused command changes nothing and gets no seq.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace market {

enum class Refusal : std::uint8_t {
  // 400: the command is malformed whatever the market's state
  invalid_request,
  // 404
  not_found,
  // 403
  forbidden,
  // 409: in conflict with what exists
  duplicate_symbol,
  duplicate_trader,
  duplicate_client_order_id,
  order_closed,
  trader_not_empty,
  // 429: more orders a second than the trader's limit
  rate_limited,
  // 422: refused by a rule of the market, in the order in which they are checked
  company_delisted,
  market_closed,
  market_halted,
  quantity_off_lot,
  price_off_tick,
  price_out_of_band,
  order_too_large,
  too_many_open_orders,
  invalid_time_in_force,
  post_only_would_cross,
  self_trade,
  no_liquidity,
  insufficient_shares,
  insufficient_funds,
};

// The contract's stable code, and the HTTP status it travels with.
std::string_view to_text(Refusal refusal);
int http_status(Refusal refusal);

// Every refusal there is, for tests and documentation.
inline constexpr int kRefusals = static_cast<int>(Refusal::insufficient_funds) + 1;

struct Refused {
  Refusal code;
  std::string detail;         // one sentence that says what to do
  std::string field;          // the request's field at fault, if one is
  Duration retry_after = {};  // rate_limited only: the same order would pass after this
};

}  // namespace market
