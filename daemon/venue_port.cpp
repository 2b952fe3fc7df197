#include "daemon/venue_port.hpp"

#include <algorithm>

namespace market {

tl::expected<Applied, Refused> VenuePort::submit(const Command& command, Timestamp now) {
  return session_->submit_at(command, now);
}

Seq VenuePort::seq() {
  return session_->seq();
}

bool VenuePort::has_companies_or_traders() {
  return exchange().company_count() > 0 || exchange().trader_count() > 0;
}

std::string VenuePort::scenario_mark() {
  return exchange().scenario().name;
}

std::optional<CompanyId> VenuePort::find_company(std::string_view symbol) {
  return exchange().find_company(symbol);
}

std::optional<TraderId> VenuePort::find_trader(std::string_view slug) {
  return exchange().find_trader(slug);
}

MarketView VenuePort::view(CompanyId id) {
  const Company& company = exchange().company(id);
  return {company.status, company.ticks.tick_at(company.last_price), company.lot_size, company.last_price,
          exchange().top(id)};
}

std::vector<BookLevel> VenuePort::levels(CompanyId company, Side side, std::size_t depth) {
  return exchange().levels(company, side, depth);
}

bool VenuePort::is_open(OrderId order) {
  return exchange().is_open(order);
}

Account VenuePort::account(TraderId trader) {
  return exchange().account(trader);
}

Position VenuePort::position(TraderId trader, CompanyId company) {
  return exchange().position(trader, company);
}

std::vector<OrderId> VenuePort::open_orders(TraderId trader, CompanyId company) {
  std::vector<OrderId> ids;
  exchange().visit_open_orders(trader, OrderId(), [&](const OpenOrder& order) {
    if (order.company == company) ids.push_back(order.id);
    return true;
  });
  return ids;
}

TradeId VenuePort::last_trade() {
  return exchange().last_trade_id();
}

// Those that a snapshot took out of memory meanwhile, while the agents stood still, are read from it.
void VenuePort::trades_after(TradeId seen, std::vector<Trade>& out) {
  const RecentTrades& recent = session_->history().trades();
  TradeId id(seen.value() + 1);
  if (id < recent.first() && venue_.archive() != nullptr)
    venue_.archive()->trades(std::nullopt, {id.value(), recent.first().value()}, Direction::oldest_first,
                             [&](const Trade& trade) {
                               out.push_back(trade);
                               return true;
                             });
  for (id = std::max(id, recent.first()); id < recent.next(); id = TradeId(id.value() + 1))
    out.push_back(recent[id]);
}

}  // namespace market
