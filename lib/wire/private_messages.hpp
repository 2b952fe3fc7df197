// The feed's private channels `orders` and `account` as JSON text. Each function appends one object without a
// line break.
#pragma once
#include <string>

#include "model/account_update.hpp"
#include "model/order_update.hpp"
#include "wire/message_head.hpp"

namespace market {

// {…, event, order}; a fill adds `fill` {trade, price, quantity, liquidity, fee}, a prevented self-trade
// `other_order`.
void append_order_message(std::string& out, const MessageHead& head, const OrderUpdate& update);
// {…, trader, cash, reserved_cash, buying_power, positions}: of positions those that changed.
void append_account_message(std::string& out, const MessageHead& head, const AccountUpdate& update);

}  // namespace market
