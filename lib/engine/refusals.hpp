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
Refused unknown_order(OrderId id);
Refused unknown_key();
Refused closed_order(OrderId id);
Refused duplicate_symbol(const Symbol& symbol);
Refused duplicate_trader(const Slug& slug);
Refused duplicate_client_order_id(const ClientOrderId& id, OrderId holder);
Refused delisted(const Company& company);
Refused halted(const Company& company);
Refused off_lot(Quantity quantity, Quantity lot);
Refused off_tick(Price price, Price tick);
Refused out_of_band(Price price, Price lowest, Price highest);
Refused too_large(std::string limit);
Refused too_many_open_orders(std::uint32_t limit);
Refused time_in_force(OrderType type, TimeInForce tif);
Refused post_only_time_in_force();
Refused post_only(Side side, Price best_opposite);
Refused self_trade(OrderId own);
Refused no_liquidity(Side side, const Symbol& symbol);
Refused shares(Quantity needed, Quantity available, const Symbol& symbol);
Refused treasury(Quantity needed, Quantity available, const Symbol& symbol);
Refused funds(Money needed, Money available);
Refused market_funds(Money available);

}  // namespace market::refuse
