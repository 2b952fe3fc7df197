// Who may do what: finds the traders and orders that a request names and refuses those that its sender may
// not touch. All under the venue's lock.
#pragma once
#include <optional>

#include <tl/expected.hpp>

#include "daemon/rest/call.hpp"
#include "model/order.hpp"

namespace market {

template <class T>
using Found = tl::expected<T, Problem>;

[[nodiscard]] Found<CompanyId> find_company(const Exchange& exchange, std::string_view symbol);
[[nodiscard]] Found<TraderId> find_trader(const Exchange& exchange, std::string_view slug);

// The trader of a path: a slug, or "me" for the trader of the key. A trader reaches only itself.
[[nodiscard]] Found<TraderId> path_trader(const Call& call, const Exchange& exchange);

// For whom an order is placed: an admin must name a trader, a trader may name only itself.
[[nodiscard]] Found<TraderId> acting_trader(const Principal& principal, const std::optional<Slug>& named,
                                            const Exchange& exchange);

// Whose things a list or a mass cancel concerns: all (nullopt) for an admin who names nobody, always itself
// for a trader.
[[nodiscard]] Found<std::optional<TraderId>> trader_filter(const Principal& principal,
                                                           const std::optional<Slug>& named,
                                                           const Exchange& exchange);

// An order, open or ended, wherever it is kept.
std::optional<Order> find_order(const Venue::Session& session, OrderId id);
// Why this sender may not touch that order, if so: another's order is as unknown as none. Cheap, unlike a
// look at the order.
std::optional<Problem> check_visible(const Principal& principal, const Venue::Session& session, OrderId id);
// The order, where check_visible has nothing against it.
[[nodiscard]] Found<Order> visible_order(const Principal& principal, const Venue::Session& session,
                                         OrderId id);
// The order that holds a trader's client_order_id.
[[nodiscard]] Found<OrderId> find_client_order(const Exchange& exchange, TraderId trader,
                                               const ClientOrderId& id);

}  // namespace market
