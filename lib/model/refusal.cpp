#include "model/refusal.hpp"

namespace market {

std::string_view to_text(Refusal refusal) {
  switch (refusal) {
    case Refusal::invalid_request: return "invalid_request";
    case Refusal::not_found: return "not_found";
    case Refusal::forbidden: return "forbidden";
    case Refusal::duplicate_symbol: return "duplicate_symbol";
    case Refusal::duplicate_trader: return "duplicate_trader";
    case Refusal::duplicate_client_order_id: return "duplicate_client_order_id";
    case Refusal::order_closed: return "order_closed";
    case Refusal::trader_not_empty: return "trader_not_empty";
    case Refusal::rate_limited: return "rate_limited";
    case Refusal::company_delisted: return "company_delisted";
    case Refusal::market_closed: return "market_closed";
    case Refusal::market_halted: return "market_halted";
    case Refusal::quantity_off_lot: return "quantity_off_lot";
    case Refusal::price_off_tick: return "price_off_tick";
    case Refusal::price_out_of_band: return "price_out_of_band";
    case Refusal::order_too_large: return "order_too_large";
    case Refusal::too_many_open_orders: return "too_many_open_orders";
    case Refusal::invalid_time_in_force: return "invalid_time_in_force";
    case Refusal::post_only_would_cross: return "post_only_would_cross";
    case Refusal::self_trade: return "self_trade";
    case Refusal::no_liquidity: return "no_liquidity";
    case Refusal::insufficient_shares: return "insufficient_shares";
    case Refusal::insufficient_funds: return "insufficient_funds";
  }
  return "";
}

int http_status(Refusal refusal) {
  if (refusal >= Refusal::company_delisted) return 422;
  if (refusal == Refusal::rate_limited) return 429;
  if (refusal >= Refusal::duplicate_symbol) return 409;
  if (refusal == Refusal::forbidden) return 403;
  if (refusal == Refusal::not_found) return 404;
  return 400;
}

}  // namespace market
