#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "wire/order_json.hpp"

namespace market {
namespace {

enum class StatusFilter { open, closed, all };
constexpr std::string_view kStatusFilters[] = {"open", "closed", "all"};
constexpr std::string_view kSides[] = {"buy", "sell"};

std::optional<StatusFilter> parse_status_filter(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kStatusFilters); ++i)
    if (kStatusFilters[i] == text) return static_cast<StatusFilter>(i);
  return std::nullopt;
}

struct Filter {
  StatusFilter status = StatusFilter::open;
  std::optional<Symbol> symbol;
  std::optional<Side> side;
  std::optional<CompanyId> company;  // resolved from symbol
};

Filter read_filter(QueryReader& query) {
  Filter filter;
  filter.symbol = query.symbol("symbol");
  filter.status =
      query.word("status", parse_status_filter, Words{kStatusFilters}).value_or(StatusFilter::open);
  filter.side = query.word("side", parse_side, Words{kSides});
  return filter;
}

// The order if it passes the filter.
std::optional<Order> pick(const Venue::Session& session, const Filter& filter, OrderId id) {
  const bool open = session.exchange().is_open(id);
  if (filter.status != StatusFilter::all && open != (filter.status == StatusFilter::open))
    return std::nullopt;
  auto order = find_order(session, id);
  if (!order || (filter.company && order->company != *filter.company)) return std::nullopt;
  if (filter.side && order->side != *filter.side) return std::nullopt;
  return order;
}

struct OrderPage {
  std::vector<Order> orders;
  std::optional<std::string> next;
};

// A page over orders whose ids ascend with their position.
template <class IdAt>
OrderPage walk_orders(const Venue::Session& session, const Filter& filter, const Page& page,
                      std::size_t count, IdAt id_at) {
  OrderPage found;
  std::optional<Order> picked;
  found.next = walk_page(
      page, count, [&](std::size_t i) { return id_at(i).value(); },
      [&](std::size_t i) {
        picked = pick(session, filter, id_at(i));
        return picked.has_value();
      },
      [&](std::size_t) { found.orders.push_back(std::move(*picked)); });
  return found;
}

// The open orders of everybody, without a look at the many that ended.
OrderPage walk_open_orders(const Venue::Session& session, const Filter& filter, const Page& page) {
  OrderPage found;
  session.exchange().visit_open_orders(OrderId(page.after.value_or(0)), [&](OrderId id) {
    auto order = pick(session, filter, id);
    if (!order) return true;
    if (found.orders.size() == page.limit) {
      found.next = cursor_text(page, found.orders.back().id.value());
      return false;
    }
    found.orders.push_back(std::move(*order));
    return true;
  });
  return found;
}

OrderPage find_orders(const Venue::Session& session, const Filter& filter, const Page& page,
                      std::optional<TraderId> trader) {
  if (trader) {
    const std::vector<OrderId>& ids = session.history().orders_of(*trader);
    return walk_orders(session, filter, page, ids.size(), [&](std::size_t i) { return ids[i]; });
  }
  if (filter.status == StatusFilter::open && page.order == Page::Order::oldest_first)
    return walk_open_orders(session, filter, page);
  return walk_orders(session, filter, page, session.exchange().last_order_id().value(),
                     [](std::size_t i) { return OrderId(i + 1); });
}

// `whose(session)` tells whose orders are listed: a trader's, or everybody's.
template <class Whose>
Answer list(Call& call, QueryReader& query, Whose whose) {
  Filter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  const auto found = call.with([&](const Venue::Session& session) -> Found<OrderPage> {
    const Found<std::optional<TraderId>> trader = whose(session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    if (filter.symbol) {
      const auto company = find_company(session.exchange(), filter.symbol->view());
      if (!company) return tl::unexpected(company.error());
      filter.company = *company;
    }
    return find_orders(session, filter, page, *trader);
  });
  if (!found) return tl::unexpected(found.error());
  return json_answer(200, list_body(found->orders, found->next, call.seq, append_order));
}

}  // namespace

Answer list_orders(Call& call) {
  QueryReader query(call);
  const auto named = query.slug("trader");
  return list(call, query,
              [&](const Exchange& exchange) { return trader_filter(call.principal, named, exchange); });
}

Answer list_trader_orders(Call& call) {
  QueryReader query(call);
  return list(call, query, [&](const Exchange& exchange) -> Found<std::optional<TraderId>> {
    const auto trader = path_trader(call, exchange);
    if (!trader) return tl::unexpected(trader.error());
    return std::optional(*trader);
  });
}

}  // namespace market
