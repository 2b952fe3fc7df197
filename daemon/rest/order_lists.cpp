#include <algorithm>
#include <deque>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "wire/order_json.hpp"
#include "wire/order_requests.hpp"

namespace market {
namespace {

enum class StatusFilter { open, closed, all };
constexpr std::string_view kStatusFilters[] = {"open", "closed", "all"};

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
  filter.side = query.word("side", parse_side, kSideWords);
  return filter;
}

bool passes(const Filter& filter, CompanyId company, Side side) {
  return (!filter.company || company == *filter.company) && (!filter.side || side == *filter.side);
}

// The order if it passes the filter: only then is it described, which costs more than the look.
std::optional<Order> pick(const Venue::Session& session, const Filter& filter, OrderId id) {
  if (const auto open = session.exchange().find_open(id)) {
    if (filter.status == StatusFilter::closed || !passes(filter, open->company, open->side))
      return std::nullopt;
    return session.exchange().order(id);
  }
  const Order* ended = session.history().ended(id);
  if (filter.status == StatusFilter::open || ended == nullptr || !passes(filter, ended->company, ended->side))
    return std::nullopt;
  return *ended;
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

// The ids of a page of open orders, those that ended never being looked at.
struct IdPage {
  std::deque<OrderId> ids;
  std::optional<std::string> next;
};

IdPage oldest_open(const Exchange& exchange, const Filter& filter, const Page& page,
                   std::optional<TraderId> trader) {
  IdPage found;
  std::size_t scanned = 0;
  OrderId last_scanned;
  const OrderId after(std::min(page.after.value_or(0), exchange.last_order_id().value()));
  exchange.visit_open_orders(trader, after, [&](const OpenOrder& open) {
    if (scanned++ == kMaxScanned) {
      found.next = cursor_text(page, last_scanned.value());
      return false;
    }
    last_scanned = open.id;
    if (!passes(filter, open.company, open.side)) return true;
    if (found.ids.size() == page.limit) {
      found.next = cursor_text(page, found.ids.back().value());
      return false;
    }
    found.ids.push_back(open.id);
    return true;
  });
  return found;
}

// Of one trader: the newest can only be reached past all older open orders.
IdPage newest_open(const Exchange& exchange, const Filter& filter, const Page& page, TraderId trader) {
  IdPage found;
  bool more = false;
  exchange.visit_open_orders(trader, OrderId(0), [&](const OpenOrder& open) {
    if (page.after && open.id.value() >= *page.after) return false;
    if (!passes(filter, open.company, open.side)) return true;
    found.ids.push_front(open.id);
    if (found.ids.size() > page.limit) {
      found.ids.pop_back();
      more = true;
    }
    return true;
  });
  if (more) found.next = cursor_text(page, found.ids.back().value());
  return found;
}

OrderPage describe(const Exchange& exchange, IdPage found) {
  OrderPage page{{}, std::move(found.next)};
  page.orders.reserve(found.ids.size());
  for (const OrderId id : found.ids) page.orders.push_back(*exchange.order(id));
  return page;
}

OrderPage find_orders(const Venue::Session& session, const Filter& filter, const Page& page,
                      std::optional<TraderId> trader) {
  const Exchange& exchange = session.exchange();
  if (filter.status == StatusFilter::open && page.order == Page::Order::oldest_first)
    return describe(exchange, oldest_open(exchange, filter, page, trader));
  if (filter.status == StatusFilter::open && trader)
    return describe(exchange, newest_open(exchange, filter, page, *trader));
  if (trader) {
    const std::vector<OrderId>& ids = session.history().orders_of(*trader);
    return walk_orders(session, filter, page, ids.size(), [&](std::size_t i) { return ids[i]; });
  }
  return walk_orders(session, filter, page, exchange.last_order_id().value(),
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
