#include "tests/support/scenario_events.hpp"

#include "core/decimal.hpp"
#include "tests/support/scenario_checks.hpp"
#include "tests/support/scenario_traders.hpp"

namespace market::test {
namespace {

std::string pair_text(OrderId a, OrderId b) {
  return number(a) + "/" + number(b);
}

// An auction has no maker and taker: the buyer comes first.
bool buyer_comes_first(const Trade& trade) {
  return trade.auction || trade.aggressor == Side::sell;
}

}  // namespace

std::string event_text(const Event& event) {
  if (const auto* e = std::get_if<OrderAccepted>(&event)) return "accepted:" + number(e->order);
  if (const auto* e = std::get_if<OrderAmended>(&event)) return "amended:" + number(e->order);
  if (const auto* e = std::get_if<OrderActivated>(&event)) return "activated:" + number(e->order);
  if (const auto* e = std::get_if<OrderEnded>(&event)) return "ended:" + number(e->order);
  if (const auto* e = std::get_if<Trade>(&event)) return "trade:" + pair_text(e->buy_order, e->sell_order);
  if (const auto* e = std::get_if<SelfTradePrevented>(&event))
    return "prevented:" + pair_text(e->incoming, e->resting);
  return "";
}

std::string trade_text(const Trade& trade) {
  const std::string start = "trade " + number(trade.quantity) + " @ " + to_text(trade.price);
  if (trade.auction)
    return start + " auction buy " + number(trade.buy_order) + " sell " + number(trade.sell_order);
  const bool buyer_first = buyer_comes_first(trade);
  return start + " maker " + number(buyer_first ? trade.buy_order : trade.sell_order) + " taker " +
         number(buyer_first ? trade.sell_order : trade.buy_order);
}

std::string trade_text_with_fees(const Trade& trade) {
  const bool buyer_first = buyer_comes_first(trade);
  return trade_text(trade) + " fees " + to_text(buyer_first ? trade.buyer_fee : trade.seller_fee) + " " +
         to_text(buyer_first ? trade.seller_fee : trade.buyer_fee);
}

std::string transfer_text(const Transfer& transfer, const Exchange& exchange) {
  const std::string amount =
      transfer.shares_of ? std::to_string(transfer.amount) + " " + company_name(*transfer.shares_of, exchange)
                         : to_text(Money(transfer.amount));
  return "transfer " + std::string(to_text(transfer.kind)) + " " + amount + " from " +
         account_text(transfer.from, exchange) + " to " + account_text(transfer.to, exchange);
}

}  // namespace market::test
