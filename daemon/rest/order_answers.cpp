#include "daemon/rest/order_answers.hpp"

#include "core/check.hpp"
#include "venue/ledger_entry.hpp"
#include "wire/order_json.hpp"
#include "wire/trade_json.hpp"

namespace market {
namespace {

// The order that the last command touched, with its trades by that command: the exchange still knows both.
// The command may have made others trade as well, those that it triggered.
OrderResult result_of(int status, const Venue::Session& session, OrderId id) {
  auto order = session.exchange().order(id);
  MARKET_CHECK(order.has_value());
  OrderResult result{status, std::move(*order), {}, false};
  for (const Event& event : session.exchange().events()) {
    if (result.trades.size() == kMaxTradesShown) break;
    if (const Trade* trade = std::get_if<Trade>(&event);
        trade != nullptr && (trade->buy_order == id || trade->sell_order == id))
      result.trades.push_back(*trade);
  }
  return result;
}

// The first fills of an order, from the archive and then from memory.
std::vector<Trade> trades_of(const Call& call, const Order& order) {
  std::uint64_t first_here = 0;
  std::vector<Trade> recent = call.venue.with([&](const Venue::Session& session) {
    first_here = session.history().ledger().first_here(order.trader);
    return session.history().trades_of(order, kMaxTradesShown);
  });
  const Archive* archive = call.venue.archive();
  if (archive == nullptr) return recent;
  std::vector<Trade> trades;
  Amount missing = order.filled_value;
  for (const Trade& trade : recent) missing -= wide_notional(trade.price, trade.quantity);
  if (missing <= Amount()) return recent;
  const std::uint64_t from = archive->first_place(order.trader, order.created_at, first_here);
  archive->movements(order.trader, {from, first_here}, Direction::oldest_first,
                     [&](const Archive::MovementRow& row) {
                       if (!is_fill_of(row, order)) return true;
                       trades.push_back(row.trade);
                       missing -= wide_notional(row.trade.price, row.trade.quantity);
                       return missing > Amount() && trades.size() < kMaxTradesShown;
                     });
  trades.insert(trades.end(), recent.begin(), recent.end());
  if (trades.size() > kMaxTradesShown) trades.resize(kMaxTradesShown);
  return trades;
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
  if (!applied->repeated) return result_of(201, session, applied->order);
  OrderResult repeated{200, {}, {}, true};
  repeated.order.id = applied->order;
  if (const auto first = find_order(session, applied->order)) repeated.order = *first;
  return repeated;
}

void complete(const Call& call, OrderResult& result) {
  if (!result.is_repeated) return;
  const bool in_memory = result.order.quantity > Quantity();
  if (!in_memory) {
    MARKET_CHECK(call.venue.archive() != nullptr);
    auto order = call.venue.archive()->ended_order(result.order.id);
    if (!order)
      throw StoreCorrupt("order " + std::to_string(result.order.id.value()) + " is missing in market.db");
    result.order = std::move(*order);
  }
  result.trades = trades_of(call, result.order);
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
