#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>

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

struct OrderFilter {
  StatusFilter status = StatusFilter::open;
  std::optional<Symbol> symbol;
  std::optional<Side> side;
  std::optional<CompanyId> company;  // resolved from symbol
};

OrderFilter read_filter(QueryReader& query) {
  OrderFilter filter;
  filter.symbol = query.symbol("symbol");
  filter.status =
      query.word("status", parse_status_filter, Words{kStatusFilters}).value_or(StatusFilter::open);
  filter.side = query.word("side", parse_side, kSideWords);
  return filter;
}

bool passes(const OrderFilter& filter, CompanyId company, Side side) {
  return (!filter.company || company == *filter.company) && (!filter.side || side == *filter.side);
}

struct OrderPage {
  std::vector<Order> orders;
  std::optional<std::string> next;
};

// The ids of a page of open orders, those that ended never being looked at.
struct IdPage {
  std::deque<OrderId> ids;
  std::optional<std::string> next;
};

IdPage oldest_open(const Exchange& exchange, const OrderFilter& filter, const Page& page,
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
IdPage newest_open(const Exchange& exchange, const OrderFilter& filter, const Page& page, TraderId trader) {
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

OrderPage find_open(const Exchange& exchange, const OrderFilter& filter, const Page& page,
                    std::optional<TraderId> trader) {
  return describe(exchange, page.order == Page::Order::newest_first && trader
                                ? newest_open(exchange, filter, page, *trader)
                                : oldest_open(exchange, filter, page, trader));
}

// What memory knows of a list that ended orders are in, and what is left for the archive.
struct OrdersInMemory {
  PagePart<Order> part;
  std::optional<TraderId> trader;
  NumberRange ids;  // that the page is about
  Seq seq = 0;      // what changed later is not to be seen
};

std::optional<Order> open_order(const Exchange& exchange, const OrderFilter& filter, OrderId id) {
  const auto open = exchange.find_open(id);
  if (filter.status == StatusFilter::closed || !open || !passes(filter, open->company, open->side))
    return std::nullopt;
  return exchange.order(id);
}

std::optional<Order> recent_order(const History& history, const OrderFilter& filter, OrderId id) {
  const Order* ended = history.ended(id);
  if (filter.status == StatusFilter::open || ended == nullptr || !passes(filter, ended->company, ended->side))
    return std::nullopt;
  return *ended;
}

// The ids of one trader's orders in memory in the order of the page, open ones and those that ended lately;
// of either no more than a page looks at.
std::vector<OrderId> ids_of(const Venue::Session& session, const OrderFilter& filter, const Page& page,
                            TraderId trader, NumberRange ids) {
  const OrderId from(ids.from), below(ids.below);
  const bool forward = page.order == Page::Order::oldest_first;
  std::vector<OrderId> open, ended;
  if (filter.status != StatusFilter::closed)
    session.exchange().visit_open_orders(trader, OrderId(ids.from == 0 ? 0 : ids.from - 1),
                                         [&](const OpenOrder& one) {
                                           if (one.id < below) open.push_back(one.id);
                                           return one.id < below && (!forward || open.size() <= kMaxScanned);
                                         });
  const auto take = [&](const Order& order) {
    ended.push_back(order.id);
    return ended.size() <= kMaxScanned;
  };
  std::vector<OrderId> found;
  if (forward) {
    session.history().orders().visit_ascending(trader, from, below, take);
    std::merge(open.begin(), open.end(), ended.begin(), ended.end(), std::back_inserter(found));
  } else {
    std::reverse(open.begin(), open.end());
    session.history().orders().visit_descending(trader, from, below, take);
    std::merge(open.begin(), open.end(), ended.begin(), ended.end(), std::back_inserter(found),
               std::greater<>());
  }
  return found;
}

// Of one trader: everything in memory can be walked. Of all: a stretch of ids, the archive's among them.
OrdersInMemory orders_in_memory(const Venue::Session& session, const OrderFilter& filter, const Page& page,
                                std::optional<TraderId> trader) {
  const Exchange& exchange = session.exchange();
  OrdersInMemory found{PagePart<Order>(page), trader, numbers_of(page, exchange.last_order_id().value() + 1),
                       session.seq()};
  const auto offer = [&](OrderId id) {
    auto order = open_order(exchange, filter, id);
    if (!order) order = recent_order(session.history(), filter, id);
    return found.part.offer(id.value(), std::move(order));
  };
  if (trader) {
    for (const OrderId id : ids_of(session, filter, page, *trader, found.ids))
      if (!offer(id)) break;
    return found;
  }
  const bool forward = page.order == Page::Order::oldest_first;
  const std::uint64_t from = std::max<std::uint64_t>(found.ids.from, 1);
  for (std::uint64_t step = 0; from + step < found.ids.below; ++step) {
    const std::uint64_t id = forward ? from + step : found.ids.below - 1 - step;
    if (!offer(OrderId(id))) break;
  }
  return found;
}

// Of all, no further than memory was looked at.
NumberRange archived_ids(const OrdersInMemory& memory, const Page& page) {
  NumberRange ids = memory.ids;
  const auto stop = memory.part.stopped_at();
  if (memory.trader || !stop) return ids;
  if (page.order == Page::Order::oldest_first)
    ids.below = *stop + 1;
  else
    ids.from = *stop;
  return ids;
}

// Both parts in order of id. An order that ended meanwhile is in both: memory's stands.
PageFiller<Order> join_orders(const Call& call, const OrderFilter& filter, const Page& page,
                              OrdersInMemory memory) {
  PagePart<Order> archived(page);
  const NumberRange ids = archived_ids(memory, page);
  const Archive* archive = call.venue.archive();
  if (archive != nullptr && ids.from < ids.below && filter.status != StatusFilter::open)
    archive->ended_orders({memory.trader, {}, {}}, ids, direction_of(page), [&](const Order& order) {
      const bool fits = order.seq <= memory.seq && passes(filter, order.company, order.side);
      return archived.offer(order.id.value(), fits ? std::optional(order) : std::nullopt);
    });
  PageFiller<Order> filler(page);
  PagePart<Order>::merge_into(filler, std::move(memory.part), std::move(archived), page.order);
  return filler;
}

// `whose(session)` tells whose orders are listed: a trader's, or everybody's.
template <class Whose>
Answer list(Call& call, QueryReader& query, Whose whose) {
  OrderFilter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  std::optional<OrdersInMemory> memory;
  const auto open = call.with([&](const Venue::Session& session) -> Found<OrderPage> {
    const Found<std::optional<TraderId>> trader = whose(session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    if (filter.symbol) {
      const auto company = find_company(session.exchange(), filter.symbol->view());
      if (!company) return tl::unexpected(company.error());
      filter.company = *company;
    }
    const bool newest_of_all = page.order == Page::Order::newest_first && !*trader;
    if (filter.status == StatusFilter::open && !newest_of_all)
      return find_open(session.exchange(), filter, page, *trader);
    memory = orders_in_memory(session, filter, page, *trader);
    return OrderPage();
  });
  if (!open) return tl::unexpected(open.error());
  if (!memory) return json_answer(200, list_body(open->orders, open->next, call.seq, append_order));
  const auto found = join_orders(call, filter, page, *std::move(memory));
  return json_answer(200, list_body(found.items, found.next(), call.seq, append_order));
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
