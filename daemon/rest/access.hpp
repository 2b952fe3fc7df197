// Who may do what: finds the traders and orders that a request names and refuses those that its sender may
// not touch. Under the venue's lock unless it says otherwise.
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

// An order, open or ended, that is in memory.
std::optional<Order> find_order(const Venue::Session& session, OrderId id);
// Why this sender may not touch that order, if so: another's order is as unknown as none. Cheap, unlike a
// look at the order. One that ended and left memory passes; see conceal_others().
std::optional<Problem> check_visible(const Principal& principal, const Venue::Session& session, OrderId id);
// Without the lock, when an order could not be changed because it has ended: whose it was the archive may
// have to tell, and another's is unknown.
void conceal_others(const Call& call, OrderId id, Problem& problem);
// Without the lock: the order as find_order() found it, or else the archive's, if its sender may see it.
[[nodiscard]] Found<Order> visible_order(const Call& call, OrderId id, const std::optional<Order>& in_memory);
// The order that holds a trader's client_order_id.
[[nodiscard]] Found<OrderId> find_client_order(const Exchange& exchange, TraderId trader,
                                               const ClientOrderId& id);

}  // namespace market
