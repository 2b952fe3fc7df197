// The texts of refusals: one sentence each that says what is wrong and what to do.
#pragma once
#include <string>

#include "model/company.hpp"
#include "model/enums.hpp"
#include "model/refusal.hpp"

namespace market::refuse {

Refused invalid(std::string detail, std::string field = {});
Refused unknown_company();
Refused unknown_trader();
Refused closed_trader(const Slug& slug);
Refused not_empty(std::string detail);
Refused order_rate(std::uint32_t limit, Duration wait);
Refused unknown_order(OrderId id);
Refused unknown_key();
Refused closed_order(OrderId id);
Refused duplicate_symbol(const Symbol& symbol);
Refused duplicate_trader(const Slug& slug);
Refused duplicate_client_order_id(const ClientOrderId& id, OrderId holder);
Refused delisted(const Company& company);
Refused market_closed(const Company& company);
Refused halted(const Company& company);
Refused not_in_auction(const Symbol& symbol);
// `field` is the request's field that holds the number: "limit_price", "take_profit.limit_price".
Refused off_lot(Quantity quantity, Quantity lot, std::string field);
Refused off_tick(Price price, const TickTable& ticks, std::string field);
// The band holds no multiple of the tick.
Refused empty_band(const Company& company, std::string field);
Refused out_of_band(Price price, Price lowest, Price highest, std::string field);
Refused too_large(std::string limit);
Refused too_many_open_orders(std::uint32_t open, std::uint32_t more, std::uint32_t limit);
Refused too_many_trailing_stops(std::uint32_t limit);
Refused time_in_force(OrderType type, TimeInForce tif);
Refused post_only_time_in_force();
Refused stop_time_in_force();                    // of a stop or an oco pair
Refused auction_time_in_force(TimeInForce tif);  // ioc or fok during an auction
Refused no_auction_ahead(TimeInForce tif);       // opg or cls while the venue is always open
Refused post_only(Side side, Price best_opposite);
Refused self_trade(OrderId own);
Refused no_liquidity(Side side, const Symbol& symbol);
Refused beyond_collar(Side side, const Symbol& symbol, Price bound);
Refused shares(Quantity needed, Quantity available, const Symbol& symbol);
Refused treasury(Quantity needed, Quantity available, const Symbol& symbol);
Refused funds(Money needed, Money available);
Refused market_funds(Money available);

}  // namespace market::refuse
