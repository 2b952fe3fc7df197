#include "core/whole.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/order_answers.hpp"
#include "daemon/rest/problems.hpp"
#include "daemon/rest/query_reader.hpp"
#include "wire/order_json.hpp"
#include "wire/preview_json.hpp"

namespace market {
namespace {

// A path that names no number names no order.
Found<OrderId> path_order(const Call& call) {
  if (const auto id = parse_whole(call.path["id"])) return OrderId(*id);
  return tl::unexpected(not_found("an order is named by its number, as in /v1/orders/17"));
}

ApiResponse result_answer(const OrderResult& result) {
  std::string body;
  body.reserve(1024);
  JsonWriter json(body);
  json.begin_object();
  append_order_result(json, result);
  json.end_object();
  return json_answer(result.status, std::move(body));
}

ApiResponse order_answer(const Order& order) {
  std::string body;
  JsonWriter json(body);
  append_order(json, order);
  return json_answer(200, std::move(body));
}

// What a mass cancel ended, the other legs of what matched included. What such an end made the rest of the
// market do is no part of the answer.
std::vector<OrderId> canceled_ids(const Exchange& exchange, std::optional<TraderId> trader) {
  std::vector<OrderId> ids;
  for (const Event& event : exchange.events()) {
    const OrderEnded* ended = std::get_if<OrderEnded>(&event);
    if (ended == nullptr) continue;
    const auto order = exchange.order(ended->order);
    const bool by_request = order->reason == EndReason::requested || order->reason == EndReason::oco_leg;
    if (by_request && (!trader || order->trader == *trader)) ids.push_back(ended->order);
  }
  return ids;
}

// Whose order rate an answer tells about: that of an order that was accepted, or that came too fast.
std::optional<TraderId> rated_trader(const Call& call, const Exchange& exchange,
                                     const std::optional<Slug>& named, const Found<OrderResult>& result) {
  if (result) return result->status == 201 ? std::optional(result->order.trader) : std::nullopt;
  if (result.error().status != 429) return std::nullopt;
  const auto trader = acting_trader(call.principal, named, exchange);
  return trader ? std::optional(*trader) : std::nullopt;
}

void tell_allowance(Call& call, const OrderAllowance& allowance) {
  call.headers.emplace_back("X-RateLimit-Limit", std::to_string(allowance.limit));
  call.headers.emplace_back("X-RateLimit-Remaining", std::to_string(allowance.remaining));
  call.headers.emplace_back("X-RateLimit-Reset", header_seconds(allowance.until_full));
}

Answer unchanged(const Call& call, OrderId id, Problem problem) {
  conceal_others(call, id, problem);
  return tl::unexpected(std::move(problem));
}

struct Deadline {
  Slug trader;
  std::optional<Timestamp> cancel_at;
};

}  // namespace

Answer place_order(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  auto request = read_place_order(*body);
  if (!request) return tl::unexpected(std::move(request.error()));
  const std::optional<Slug> named = request->trader;
  std::optional<OrderAllowance> allowance;
  auto result = call.with([&](Venue::Session& session) {
    auto placed = place(session, call.principal, std::move(*request));
    if (const auto trader = rated_trader(call, session.exchange(), named, placed))
      allowance = session.exchange().order_allowance(*trader, session.now());
    return placed;
  });
  if (allowance) tell_allowance(call, *allowance);
  if (!result) return tl::unexpected(std::move(result.error()));
  complete(call, *result);
  return result_answer(*result);
}

Answer preview_order(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  auto request = read_place_order(*body);
  if (!request) return tl::unexpected(std::move(request.error()));
  const Side side = request->order.side;
  const auto preview = call.with([&](const Venue::Session& session) -> Found<OrderPreview> {
    const auto order = resolve_order(session.exchange(), call.principal, std::move(*request));
    if (!order) return tl::unexpected(order.error());
    return session.exchange().preview(*order, session.now());
  });
  if (!preview) return tl::unexpected(preview.error());
  if (preview->refused && preview->refused->code == Refusal::invalid_request)
    return tl::unexpected(to_problem(*preview->refused));
  std::string text;
  JsonWriter json(text);
  append_preview(json, *preview, side);
  return json_answer(200, std::move(text));
}

Answer show_order(Call& call) {
  const auto id = path_order(call);
  if (!id) return tl::unexpected(id.error());
  const auto in_memory = call.with([&](const Venue::Session& session) { return find_order(session, *id); });
  const auto order = visible_order(call, *id, in_memory);
  if (!order) return tl::unexpected(order.error());
  return order_answer(*order);
}

Answer show_order_by_client_id(Call& call) {
  QueryReader query(call);
  const auto named = query.slug("trader");
  const auto client_id = parse_client_order_id(call.path["client_order_id"]);
  if (!client_id) query.fail("client_order_id", std::string(kClientOrderIdRule));
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  std::optional<Order> in_memory;
  const auto id = call.with([&](const Venue::Session& session) -> Found<OrderId> {
    const auto trader = acting_trader(call.principal, named, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    auto found = find_client_order(session.exchange(), *trader, *client_id);
    if (found) in_memory = find_order(session, *found);
    return found;
  });
  if (!id) return tl::unexpected(id.error());
  const auto order = visible_order(call, *id, in_memory);
  if (!order) return tl::unexpected(order.error());
  return order_answer(*order);
}

Answer amend_order(Call& call) {
  const auto id = path_order(call);
  if (!id) return tl::unexpected(id.error());
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto change = read_order_change(*body);
  if (!change) return tl::unexpected(change.error());
  auto result =
      call.with([&](Venue::Session& session) { return amend(session, call.principal, *id, *change); });
  if (!result) return unchanged(call, *id, std::move(result.error()));
  return result_answer(*result);
}

Answer cancel_order(Call& call) {
  const auto id = path_order(call);
  if (!id) return tl::unexpected(id.error());
  auto result = call.with([&](Venue::Session& session) { return cancel(session, call.principal, *id); });
  if (!result) return unchanged(call, *id, std::move(result.error()));
  return order_answer(result->order);
}

Answer cancel_orders(Call& call) {
  QueryReader query(call);
  const auto named = query.slug("trader");
  const auto symbol = query.symbol("symbol");
  const auto side = query.word("side", parse_side, kSideWords);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));

  const auto canceled = call.with([&](Venue::Session& session) -> Found<std::vector<OrderId>> {
    const auto trader = trader_filter(call.principal, named, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    CancelAll command{*trader, std::nullopt, side};
    if (symbol) {
      const auto company = find_company(session.exchange(), symbol->view());
      if (!company) return tl::unexpected(company.error());
      command.company = *company;
    }
    if (auto applied = submit(session, command); !applied) return tl::unexpected(std::move(applied.error()));
    return canceled_ids(session.exchange(), *trader);
  });
  if (!canceled) return tl::unexpected(canceled.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("canceled").begin_array();
  for (const OrderId id : *canceled) json.value(id);
  json.end_array().end_object();
  return json_answer(200, std::move(body));
}

Answer cancel_after(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_cancel_after(*body);
  if (!request) return tl::unexpected(request.error());
  const auto deadline = call.with([&](Venue::Session& session) -> Found<Deadline> {
    const Exchange& exchange = session.exchange();
    const auto trader = acting_trader(call.principal, request->trader, exchange);
    if (!trader) return tl::unexpected(trader.error());
    if (auto applied = submit(session, CancelAfter{*trader, request->delay}); !applied)
      return tl::unexpected(std::move(applied.error()));
    return Deadline{exchange.trader(*trader).slug, exchange.cancel_deadline(*trader)};
  });
  if (!deadline) return tl::unexpected(deadline.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object().field("trader", deadline->trader).field("cancel_at", deadline->cancel_at).end_object();
  return json_answer(200, std::move(text));
}

}  // namespace market
