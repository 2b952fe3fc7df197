#include "wire/private_messages.hpp"

#include "wire/order_json.hpp"

namespace market {

void append_order_message(std::string& out, const MessageHead& head, const OrderUpdate& update) {
  JsonWriter json(out);
  begin_message(json, head, "order").field("event", to_text(update.happening));
  if (update.fill) {
    json.key("fill")
        .begin_object()
        .field("trade", update.fill->trade)
        .field("price", update.fill->price)
        .field("quantity", update.fill->quantity)
        .field("liquidity", to_text(update.fill->liquidity))
        .field("fee", update.fill->fee)
        .end_object();
  }
  if (update.met) json.field("other_order", *update.met);
  json.key("order");
  append_order(json, *update.order);
  json.end_object();
}

void append_account_message(std::string& out, const MessageHead& head, const AccountUpdate& update) {
  JsonWriter json(out);
  begin_message(json, head, "account")
      .field("trader", update.trader)
      .field("cash", update.cash)
      .field("reserved_cash", update.reserved)
      .field("buying_power", update.cash - update.reserved);
  json.key("positions").begin_array();
  for (const AccountUpdate::Changed& one : update.positions)
    json.begin_object()
        .field("symbol", one.symbol)
        .field("quantity", one.position.quantity)
        .field("reserved", one.position.reserved)
        .field("average_price", average_price(one.position.cost, one.position.quantity))
        .field("realized_pnl", one.position.realized_pnl)
        .end_object();
  json.end_array().end_object();
}

}  // namespace market
