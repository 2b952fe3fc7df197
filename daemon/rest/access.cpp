#include "daemon/rest/access.hpp"

#include "daemon/rest/problems.hpp"

namespace market {
namespace {

// Enough of a name from outside to recognise it.
std::string quoted(std::string_view text) {
  return "\"" + std::string(text.substr(0, 64)) + "\"";
}

Problem no_order(OrderId id) {
  return not_found("there is no order " + std::to_string(id.value()));
}

bool is_itself(const Principal& principal, std::string_view slug, const Exchange& exchange) {
  return exchange.trader(principal.trader).slug.view() == slug;
}

Problem not_yours(std::string_view slug) {
  return forbidden("this key may not act for trader " + quoted(slug) +
                   ": use that trader's key or an admin key");
}

}  // namespace

Found<CompanyId> find_company(const Exchange& exchange, std::string_view symbol) {
  const auto id = exchange.find_company(symbol);
  if (id) return *id;
  return tl::unexpected(
      not_found("there is no company " + quoted(symbol) + ": GET /v1/companies lists them"));
}

Found<TraderId> find_trader(const Exchange& exchange, std::string_view slug) {
  const auto id = exchange.find_trader(slug);
  if (id) return *id;
  return tl::unexpected(not_found("there is no trader " + quoted(slug)));
}

Found<TraderId> path_trader(const Call& call, const Exchange& exchange) {
  const std::string_view slug = call.path["id"];
  if (call.is_admin()) {
    if (slug == "me")
      return tl::unexpected(not_found("\"me\" names the trader of a key; an admin key has none"));
    return find_trader(exchange, slug);
  }
  if (slug == "me" || is_itself(call.principal, slug, exchange)) return call.principal.trader;
  return tl::unexpected(not_yours(slug));
}

Found<TraderId> acting_trader(const Principal& principal, const std::optional<Slug>& named,
                              const Exchange& exchange) {
  if (principal.role == Principal::Role::admin) {
    if (!named) return tl::unexpected(wrong_field("trader", "is required with an admin key"));
    return find_trader(exchange, named->view());
  }
  if (named && !is_itself(principal, named->view(), exchange))
    return tl::unexpected(not_yours(named->view()));
  return principal.trader;
}

Found<std::optional<TraderId>> trader_filter(const Principal& principal, const std::optional<Slug>& named,
                                             const Exchange& exchange) {
  if (principal.role == Principal::Role::admin && !named) return std::nullopt;
  const auto trader = acting_trader(principal, named, exchange);
  if (!trader) return tl::unexpected(trader.error());
  return std::optional(*trader);
}

std::optional<Order> find_order(const Venue::Session& session, OrderId id) {
  if (auto order = session.exchange().order(id)) return order;
  const Order* ended = session.history().ended(id);
  return ended != nullptr ? std::optional(*ended) : std::nullopt;
}

std::optional<Problem> check_visible(const Principal& principal, const Venue::Session& session, OrderId id) {
  if (id == OrderId() || id > session.exchange().last_order_id()) return no_order(id);
  if (principal.role != Principal::Role::trader) return std::nullopt;
  std::optional<TraderId> owner;
  if (const auto open = session.exchange().find_open(id)) owner = open->trader;
  if (const Order* ended = session.history().ended(id)) owner = ended->trader;
  if (owner && *owner != principal.trader) return no_order(id);
  return std::nullopt;
}

void conceal_others(const Call& call, OrderId id, Problem& problem) {
  const Archive* archive = call.venue.archive();
  if (problem.code != to_text(Refusal::order_closed) || archive == nullptr || call.is_admin()) return;
  if (call.venue.with([&](const Venue::Session& session) { return find_order(session, id).has_value(); }))
    return;
  const auto order = archive->ended_order(id);
  if (!order || order->trader != call.principal.trader) problem = no_order(id);
}

Found<Order> visible_order(const Call& call, OrderId id, const std::optional<Order>& in_memory) {
  std::optional<Order> order = in_memory;
  const Archive* archive = call.venue.archive();
  if (!order && archive != nullptr) order = archive->ended_order(id);
  if (!order || (call.principal.role == Principal::Role::trader && order->trader != call.principal.trader))
    return tl::unexpected(no_order(id));
  return std::move(*order);
}

Found<OrderId> find_client_order(const Exchange& exchange, TraderId trader, const ClientOrderId& id) {
  const auto order = exchange.find_client_order(trader, id);
  if (order) return *order;
  return tl::unexpected(not_found("trader " + quoted(exchange.trader(trader).slug.view()) +
                                  " has no order with client_order_id " + quoted(id.view())));
}

}  // namespace market
