#include <algorithm>

#include "daemon/rest/handlers.hpp"
#include "daemon/rest/order_answers.hpp"

namespace market {
namespace {

// So many operations run under one hold of the lock: enough to make the lock cheap, few enough that others
// wait no longer than for a handful of single orders.
constexpr std::size_t kOperationsAtOnce = 64;

// All results together show no more trades than this, the first.
constexpr std::size_t kMaxTradesInAll = 10'000;

using OperationResult = Found<OrderResult>;

Found<OrderId> resolve(const Venue::Session& session, const Principal& principal, const OrderName& name) {
  if (name.id) {
    // A trader that is named beside the id must be one that the sender may act for, as anywhere else.
    if (name.trader) {
      const auto trader = acting_trader(principal, name.trader, session.exchange());
      if (!trader) return tl::unexpected(trader.error());
    }
    return *name.id;
  }
  const auto trader = acting_trader(principal, name.trader, session.exchange());
  if (!trader) return tl::unexpected(trader.error());
  return find_client_order(session.exchange(), *trader, *name.client_order_id);
}

struct Run {
  Venue::Session& session;
  const Principal& principal;

  OperationResult operator()(PlaceOrderRequest& request) const {
    return place(session, principal, std::move(request));
  }
  OperationResult operator()(AmendRequest& request) const {
    const auto id = resolve(session, principal, request.order);
    if (!id) return tl::unexpected(id.error());
    return amend(session, principal, *id, request.change);
  }
  OperationResult operator()(CancelRequest& request) const {
    const auto id = resolve(session, principal, request.order);
    if (!id) return tl::unexpected(id.error());
    return cancel(session, principal, *id);
  }
  OperationResult operator()(Problem& problem) const { return tl::unexpected(std::move(problem)); }
};

// The order that an operation names by its id, if it does.
std::optional<OrderId> named_id(const BatchOperation& operation) {
  if (const auto* amended = std::get_if<AmendRequest>(&operation)) return amended->order.id;
  if (const auto* canceled = std::get_if<CancelRequest>(&operation)) return canceled->order.id;
  return std::nullopt;
}

// Leaves `result` as many trades as `left` allows.
void limit_trades(OperationResult& result, std::size_t& left) {
  if (!result) return;
  std::vector<Trade>& trades = result->trades;
  if (trades.size() > left) trades.erase(trades.begin() + static_cast<std::ptrdiff_t>(left), trades.end());
  left -= trades.size();
}

void append_result(JsonWriter& json, const OperationResult& result, std::string_view request_id) {
  json.begin_object().field("status", result ? result->status : result.error().status);
  if (result) {
    append_order_result(json, *result);
  } else {
    append_problem(json.key("problem"), result.error(), request_id);
  }
  json.end_object();
}

}  // namespace

Answer batch_orders(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  auto operations = read_batch(*body);
  if (!operations) return tl::unexpected(std::move(operations.error()));

  std::vector<OperationResult> results;
  results.reserve(operations->size());
  std::size_t trades_left = kMaxTradesInAll;
  while (results.size() < operations->size())
    call.with([&](Venue::Session& session) {
      const std::size_t end = std::min(results.size() + kOperationsAtOnce, operations->size());
      while (results.size() < end) {
        results.push_back(std::visit(Run{session, call.principal}, (*operations)[results.size()]));
      }
    });
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i])
      complete(call, *results[i]);
    else if (const auto id = named_id((*operations)[i]))
      conceal_others(call, *id, results[i].error());
    limit_trades(results[i], trades_left);
  }

  std::string text;
  text.reserve(results.size() * 640);
  JsonWriter json(text);
  json.begin_object().key("results").begin_array();
  for (const OperationResult& result : results) append_result(json, result, call.request_id);
  json.end_array().field("seq", call.seq).end_object();
  return json_answer(200, std::move(text));
}

}  // namespace market
