// Companies and settings.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/percent.hpp"
#include "engine/refusals.hpp"
#include "engine/registry_checks.hpp"
#include "engine/row_bounds.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

bool is_band(Rate percent) {
  return percent > Rate(0) && percent.units() <= kWholePercent;
}

constexpr Duration kLongestBreaker = Duration::seconds(86'400);

bool is_breaker_time(Duration time) {
  return time > Duration(0) && time <= kLongestBreaker;
}

std::optional<Refused> check_breaker(const CircuitBreaker& breaker) {
  if (!is_band(breaker.percent))
    return refuse::invalid("breaker.percent must be a percentage above 0 and at most 100", "breaker.percent");
  if (!is_breaker_time(breaker.window))
    return refuse::invalid("breaker.window must be above 0 and at most 24h", "breaker.window");
  if (!is_breaker_time(breaker.duration))
    return refuse::invalid("breaker.duration must be above 0 and at most 24h", "breaker.duration");
  return std::nullopt;
}

}  // namespace

std::optional<Refused> check_terms(const TickTable& ticks, std::optional<Quantity> lot,
                                   std::optional<Rate> band, const std::optional<CircuitBreaker>& breaker) {
  if (!is_price(ticks.base)) return refuse::invalid("tick_size must be above 0", "tick_size");
  if (std::string problem = check_tick_table(ticks); !problem.empty())
    return refuse::invalid(std::move(problem), "tick_table");
  if (lot && !is_quantity(*lot))
    return refuse::invalid("lot_size must lie between 1 and 1000000000000", "lot_size");
  if (band && !is_band(*band))
    return refuse::invalid("band must be a percentage above 0 and at most 100", "band");
  return breaker ? check_breaker(*breaker) : std::nullopt;
}

std::optional<Refused> Exchange::State::check_schedule(const std::string& name) const {
  if (name.empty() || fees.index_of(name) != kNoSchedule) return std::nullopt;
  return refuse::invalid("there is no fee schedule \"" + name + "\"", "fee_schedule");
}

Exchange::State::Result Exchange::State::handle(const Configure& command) {
  if (command.settings.idempotency_window < Duration(0))
    return tl::unexpected(refuse::invalid("the idempotency window must not be negative"));
  settings = command.settings;
  return Applied{};
}

Exchange::State::Result Exchange::State::handle(const MarkScenario& command) {
  if (auto refused = check_text(command.name, "name")) return tl::unexpected(*std::move(refused));
  scenario = {command.name, command.seed};
  return Applied{};
}

Exchange::State::Result Exchange::State::handle(const RegisterCompany& command) {
  if (by_symbol.contains(command.symbol)) return tl::unexpected(refuse::duplicate_symbol(command.symbol));
  if (!parse_symbol(command.symbol.view()))
    return tl::unexpected(refuse::invalid("symbol must match [A-Z][A-Z0-9.]{0,9}", "symbol"));
  if (auto refused = check_text(command.name, "name")) return tl::unexpected(*std::move(refused));
  if (auto refused = check_text(command.sector, "sector")) return tl::unexpected(*std::move(refused));
  if (!is_quantity(command.shares))
    return tl::unexpected(refuse::invalid("shares must lie between 1 and 1000000000000", "shares"));
  if (!is_price(command.initial_price))
    return tl::unexpected(refuse::invalid("initial_price must be above 0", "initial_price"));
  TickTable ticks{command.tick_size, command.tick_steps};
  if (auto refused = check_terms(ticks, command.lot_size, command.band, command.breaker))
    return tl::unexpected(*std::move(refused));
  if (auto refused = check_schedule(command.fee_schedule)) return tl::unexpected(*std::move(refused));

  const CompanyId id(static_cast<std::uint32_t>(listings.size()));
  listings.push_back(std::make_unique<Listing>(Company{.id = id,
                                                       .symbol = command.symbol,
                                                       .name = command.name,
                                                       .sector = command.sector,
                                                       .status = CompanyStatus::trading,
                                                       .halt_reason = {},
                                                       .shares = command.shares,
                                                       .treasury_shares = command.shares,
                                                       .ticks = std::move(ticks),
                                                       .lot_size = command.lot_size,
                                                       .band = command.band,
                                                       .breaker = command.breaker,
                                                       .auction = std::nullopt,
                                                       .initial_price = command.initial_price,
                                                       .reference_price = command.initial_price,
                                                       .last_price = command.initial_price,
                                                       .fee_schedule = command.fee_schedule,
                                                       .created_at = stamp.time}));
  listings.back()->schedule = fees.index_of(command.fee_schedule);
  listings.back()->book.watch(touched, id);
  accounts.add_company();
  by_symbol.emplace(command.symbol, id);
  note_transfer(LedgerKind::issue, AccountRef::outside(), AccountRef::treasury(id), id,
                command.shares.shares());
  resume_by_phase(listing(id));
  return Applied{.company = id};
}

// Orders that wait elsewhere (stops with their limits, legs, auction orders) come into the book later.
Price Exchange::State::grid_for(const Listing& at, const TickTable& ticks) const {
  std::int64_t grid = ticks.grid().units();
  orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    const RestingOrder& order = orders.resting(slot);
    if (order.company != at.company.id) return true;
    grid = std::gcd(grid, order.limit_price.units());
    if (const ConditionalOrder* own = orders.find_conditions(order))
      grid = std::gcd(grid, own->stop_price.units());
    return true;
  });
  return Price(grid);
}

Exchange::State::Result Exchange::State::handle(const UpdateCompany& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  if (at.company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(at.company));
  if (command.name)
    if (auto refused = check_text(*command.name, "name")) return tl::unexpected(*std::move(refused));
  if (command.sector)
    if (auto refused = check_text(*command.sector, "sector")) return tl::unexpected(*std::move(refused));
  const TickTable ticks{command.tick_size.value_or(at.company.ticks.base),
                        command.tick_steps.value_or(at.company.ticks.steps)};
  if (auto refused = check_terms(ticks, command.lot_size, command.band.value_or(std::nullopt),
                                 command.breaker.value_or(std::nullopt)))
    return tl::unexpected(*std::move(refused));
  if (command.fee_schedule)
    if (auto refused = check_schedule(*command.fee_schedule)) return tl::unexpected(*std::move(refused));

  Company& company = at.company;
  if (command.name) company.name = *command.name;
  if (command.sector) company.sector = *command.sector;
  if (command.lot_size) company.lot_size = *command.lot_size;
  if (command.band) company.band = *command.band;
  if (command.breaker) {
    company.breaker = *command.breaker;
    at.window.clear();
  }
  if (ticks != company.ticks) {
    company.ticks = ticks;
    const Price grid = grid_for(at, ticks);
    at.book.change_grid(orders, grid);
    at.stops.change_grid(orders, grid);
  }
  if (command.fee_schedule)
    rereserve_all([&] {
      company.fee_schedule = *command.fee_schedule;
      at.schedule = fees.index_of(company.fee_schedule);
    });
  company_changed(listing(company.id));
  work_off_pending();
  return Applied{.company = company.id};
}

Exchange::State::Result Exchange::State::handle(const HaltCompany& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  Company& company = at.company;
  if (company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(company));
  if (auto refused = check_text(command.reason, "reason")) return tl::unexpected(*std::move(refused));
  if (company.status == CompanyStatus::auction) end_auction_only(at, AuctionEnd::halted);
  leave_auction_state(at);
  company.status = CompanyStatus::halted;
  company.halt_reason = command.reason;
  company_changed(listing(company.id));
  work_off_pending();
  return Applied{.company = company.id};
}

Exchange::State::Result Exchange::State::handle(const DelistCompany& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  if (at.company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(at.company));
  cancel_matching(CancelAll{.trader = {}, .company = command.company, .side = {}},
                  EndReason::company_delisted);
  leave_auction_state(at);
  at.company.status = CompanyStatus::delisted;
  at.company.halt_reason.clear();
  company_changed(at);
  return Applied{.company = command.company};
}

// Shares that were not bought enter at what they are worth now, so that their owner's profit starts at 0.
void Exchange::State::give_shares(CompanyId company, TraderId trader, Quantity quantity) {
  Listing& at = listing(company);
  at.company.treasury_shares -= quantity;
  note_transfer(LedgerKind::issue, AccountRef::treasury(company), AccountRef::of(trader), company,
                quantity.shares());
  accounts.holder(trader, company).enter(quantity, wide_notional(at.company.last_price, quantity));
}

Exchange::State::Result Exchange::State::handle(const IssueShares& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  const Company& company = listing(command.company).company;
  if (company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(company));
  if (!is_quantity(command.quantity))
    return tl::unexpected(refuse::invalid("quantity must lie between 1 and 1000000000000", "quantity"));
  if (command.quantity > company.treasury_shares)
    return tl::unexpected(refuse::treasury(command.quantity, company.treasury_shares, company.symbol));
  give_shares(command.company, command.trader, command.quantity);
  company_changed(listing(company.id));
  return Applied{.company = company.id, .trader = command.trader};
}

}  // namespace market
