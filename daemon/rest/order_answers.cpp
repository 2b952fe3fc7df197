#include "daemon/rest/order_answers.hpp"

#include "core/check.hpp"
#include "wire/order_json.hpp"
#include "wire/trade_json.hpp"

namespace market {
namespace {

// The order that the last command touched, with its trades by that command: the exchange still knows both.
// The command may have made others trade as well, those that it triggered.
OrderResult result_of(int status, const Venue::Session& session, OrderId id) {
  auto order = session.exchange().order(id);
  MARKET_CHECK(order.has_value());
  OrderResult result{status, std::move(*order), {}};
  for (const Event& event : session.exchange().events()) {
    if (result.trades.size() == kMaxTradesShown) break;
    if (const Trade* trade = std::get_if<Trade>(&event);
        trade != nullptr && (trade->buy_order == id || trade->sell_order == id))
      result.trades.push_back(*trade);
  }
  return result;
}

OrderResult repeated_result(const Venue::Session& session, OrderId id) {
  auto order = find_order(session, id);
  MARKET_CHECK(order.has_value());
  OrderResult result{200, std::move(*order), {}};
  for (const TradeId trade : session.history().trades_of(result.order, kMaxTradesShown))
    result.trades.push_back(session.history().trade(trade));
  return result;
}

}  // namespace

Found<PlaceOrder> resolve_order(const Exchange& exchange, const Principal& principal,
                                PlaceOrderRequest request) {
  const auto trader = acting_trader(principal, request.trader, exchange);
  if (!trader) return tl::unexpected(trader.error());
  const auto company = find_company(exchange, request.symbol.view());
  if (!company) return tl::unexpected(company.error());
  request.order.trader = *trader;
  request.order.company = *company;
  return request.order;
}

Found<OrderResult> place(Venue::Session& session, const Principal& principal, PlaceOrderRequest request) {
  const auto order = resolve_order(session.exchange(), principal, std::move(request));
  if (!order) return tl::unexpected(order.error());
  const auto applied = submit(session, *order);
  if (!applied) return tl::unexpected(applied.error());
  return applied->repeated ? repeated_result(session, applied->order)
                           : result_of(201, session, applied->order);
}

Found<OrderResult> amend(Venue::Session& session, const Principal& principal, OrderId id,
                         const OrderChange& change) {
  if (auto problem = check_visible(principal, session, id)) return tl::unexpected(std::move(*problem));
  if (auto applied = submit(session, AmendOrder{id, change.quantity, change.limit_price, change.stop_price});
      !applied)
    return tl::unexpected(std::move(applied.error()));
  return result_of(200, session, id);
}

Found<OrderResult> cancel(Venue::Session& session, const Principal& principal, OrderId id) {
  if (auto problem = check_visible(principal, session, id)) return tl::unexpected(std::move(*problem));
  if (auto applied = submit(session, CancelOrder{id}); !applied)
    return tl::unexpected(std::move(applied.error()));
  return result_of(200, session, id);
}

void append_order_result(JsonWriter& json, const OrderResult& result) {
  append_order(json.key("order"), result.order);
  json.key("trades").begin_array();
  for (const Trade& trade : result.trades)
    append_own_trade(json, trade, result.order.symbol, result.order.side);
  json.end_array();
}

}  // namespace market
