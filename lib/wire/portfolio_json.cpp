#include "wire/portfolio_json.hpp"

#include "wire/order_json.hpp"

namespace market {
namespace {

Amount market_value(const Holding& holding) {
  return wide_notional(holding.last_price, holding.position.quantity);
}

void append_position(JsonWriter& json, const Holding& holding) {
  const Position& position = holding.position;
  json.begin_object()
      .field("symbol", holding.symbol)
      .field("quantity", position.quantity)
      .field("reserved", position.reserved)
      .field("average_price", average_price(position.cost, position.quantity))
      .field("last_price", holding.last_price)
      .field("market_value", market_value(holding))
      .field("realized_pnl", position.realized_pnl)
      .field("unrealized_pnl", market_value(holding) - position.cost)
      .end_object();
}

}  // namespace

void append_portfolio(JsonWriter& json, const Portfolio& portfolio, Seq seq) {
  const Account& account = portfolio.account;
  Amount equity = account.cash;
  Amount unrealized;
  for (const Holding& holding : portfolio.holdings) {
    equity += market_value(holding);
    unrealized += market_value(holding) - holding.position.cost;
  }
  json.begin_object()
      .field("trader", portfolio.trader)
      .field("cash", account.cash)
      .field("reserved_cash", account.reserved)
      .field("buying_power", account.cash - account.reserved)
      .field("equity", equity)
      .field("realized_pnl", portfolio.realized_pnl)
      .field("unrealized_pnl", unrealized)
      .field("fees_paid", account.fees_paid);
  json.key("positions").begin_array();
  for (const Holding& holding : portfolio.holdings) append_position(json, holding);
  json.end_array().field("seq", seq).end_object();
}

}  // namespace market
