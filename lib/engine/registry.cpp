// Everything around trading: companies, traders and their accounts, fees and settings.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/percent.hpp"
#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

constexpr std::size_t kMaxText = 256;  // bytes of a name, a sector or a reason

std::optional<Refused> check_text(const std::string& text, const char* field) {
  if (text.size() <= kMaxText) return std::nullopt;
  return refuse::invalid(std::string(field) + " must have at most 256 bytes", field);
}

bool is_price(Price price) {
  return price > Price(0) && price.units() <= kMaxMoney.units();
}
bool is_quantity(Quantity quantity) {
  return quantity > Quantity(0) && quantity <= kMaxQuantity;
}
bool is_money(Money money) {
  return money >= Money(0) && money <= kMaxMoney;
}
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

}  // namespace

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
  accounts.add_company();
  by_symbol.emplace(command.symbol, id);
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
  accounts.enter(trader, company, quantity, wide_notional(at.company.last_price, quantity));
}

Exchange::State::Result Exchange::State::handle(const IssueShares& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
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

void Exchange::State::add_key(Trader& owner, ApiKey key) const {
  key.created_at = stamp.time;
  owner.keys.push_back(key);
}

bool Exchange::State::fits_into_venue(Money cash) const {
  return treasury.deposits - treasury.withdrawals + cash <= Amount(kMaxCash);
}

// Also refuses one company named twice, whose parts might fit the treasury one by one but not together.
std::optional<Refused> Exchange::State::check_holdings(const RegisterTrader& command) const {
  std::vector<CompanyId> seen;
  for (const auto& [company, quantity] : command.holdings) {
    if (!known(company)) return refuse::unknown_company();
    const Company& of = listing(company).company;
    if (std::find(seen.begin(), seen.end(), company) != seen.end())
      return refuse::invalid("holdings name " + of.symbol.str() + " twice", "holdings");
    seen.push_back(company);
    if (of.status == CompanyStatus::delisted) return refuse::delisted(of);
    if (!is_quantity(quantity))
      return refuse::invalid("a holding must lie between 1 and 1000000000000 shares", "holdings");
    if (quantity > of.treasury_shares) return refuse::treasury(quantity, of.treasury_shares, of.symbol);
  }
  return std::nullopt;
}

Exchange::State::Result Exchange::State::handle(const RegisterTrader& command) {
  if (by_slug.contains(command.slug)) return tl::unexpected(refuse::duplicate_trader(command.slug));
  if (!parse_slug(command.slug.view()))
    return tl::unexpected(refuse::invalid("id must match [a-z0-9][a-z0-9_-]{0,31}", "id"));
  if (auto refused = check_text(command.name, "name")) return tl::unexpected(*std::move(refused));
  if (!is_money(command.cash) || !fits_into_venue(command.cash))
    return tl::unexpected(refuse::invalid("cash is more than the venue can hold", "cash"));
  if (auto refused = check_holdings(command)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_schedule(command.fee_schedule)) return tl::unexpected(*std::move(refused));

  const TraderId id(static_cast<std::uint32_t>(traders.size()));
  traders.push_back(std::make_unique<Trader>(Trader{.id = id,
                                                    .slug = command.slug,
                                                    .name = command.name,
                                                    .fee_schedule = command.fee_schedule,
                                                    .limits = command.limits,
                                                    .keys = {},
                                                    .created_at = stamp.time}));
  if (command.key) add_key(*traders.back(), *command.key);
  accounts.add_trader();
  accounts.trading(id).set_limits(command.limits);
  accounts.trading(id).schedule = fees.index_of(command.fee_schedule);
  by_slug.emplace(command.slug, id);
  events.emplace_back(TraderChanged{id});
  if (command.cash > Money(0)) {
    accounts.cash(id).cash = command.cash;
    treasury.deposits += command.cash;
    events.emplace_back(CashMoved{id, command.cash});
  }
  for (const auto& [company, quantity] : command.holdings) {
    give_shares(company, id, quantity);
    company_changed(listing(company));
  }
  return Applied{.trader = id};
}

Exchange::State::Result Exchange::State::handle(const Deposit& command) {
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
  if (command.amount <= Money(0)) return tl::unexpected(refuse::invalid("amount must be above 0", "amount"));
  if (!is_money(command.amount) || !fits_into_venue(command.amount))
    return tl::unexpected(refuse::invalid("amount is more than the venue can hold", "amount"));
  accounts.cash(command.trader).cash += command.amount;
  treasury.deposits += command.amount;
  events.emplace_back(CashMoved{command.trader, command.amount});
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const Withdraw& command) {
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
  if (command.amount <= Money(0)) return tl::unexpected(refuse::invalid("amount must be above 0", "amount"));
  if (command.amount > accounts.available(command.trader))
    return tl::unexpected(refuse::funds(command.amount, accounts.available(command.trader)));
  accounts.cash(command.trader).cash -= command.amount;
  treasury.withdrawals += command.amount;
  events.emplace_back(CashMoved{command.trader, -command.amount});
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const AddKey& command) {
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
  const std::vector<ApiKey>& keys = trader(command.trader).keys;
  if (keys.size() >= kMaxKeysPerTrader)
    return tl::unexpected(refuse::invalid("the trader has 100 keys, the most allowed: revoke one first"));
  if (std::any_of(keys.begin(), keys.end(), [&](const ApiKey& key) { return key.id == command.key.id; }))
    return tl::unexpected(refuse::invalid("the trader has a key with this id already", "key_id"));
  add_key(trader(command.trader), command.key);
  events.emplace_back(TraderChanged{command.trader});
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const RevokeKey& command) {
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
  if (std::erase_if(trader(command.trader).keys, [&](const ApiKey& key) { return key.id == command.key; }) ==
      0)
    return tl::unexpected(refuse::unknown_key());
  events.emplace_back(TraderChanged{command.trader});
  return Applied{.trader = command.trader};
}

void Exchange::State::resolve_schedules() {
  for (const auto& at : listings) at->schedule = fees.index_of(at->company.fee_schedule);
  for (const auto& one : traders) accounts.trading(one->id).schedule = fees.index_of(one->fee_schedule);
  fee_traders.clear();
  for (const Beneficiary& beneficiary : fees.table().distribution)
    fee_traders.push_back(beneficiary.kind == Beneficiary::Kind::trader ? by_slug.at(beneficiary.trader)
                                                                        : TraderId{});
}

Exchange::State::Result Exchange::State::handle(const SetFees& command) {
  if (std::string problem = check_fee_table(command.table); !problem.empty())
    return tl::unexpected(refuse::invalid(std::move(problem)));
  const auto has = [&](const std::string& name) {
    return name.empty() || std::any_of(command.table.schedules.begin(), command.table.schedules.end(),
                                       [&](const FeeSchedule& schedule) { return schedule.name == name; });
  };
  for (const auto& at : listings)
    if (!has(at->company.fee_schedule))
      return tl::unexpected(refuse::invalid("schedule \"" + at->company.fee_schedule + "\" is used by " +
                                                at->company.symbol.str() +
                                                ": keep it or change the company first",
                                            "schedules"));
  for (const auto& one : traders)
    if (!has(one->fee_schedule))
      return tl::unexpected(refuse::invalid(
          "schedule \"" + one->fee_schedule + "\" is used by trader " + one->slug.str() + ": keep it",
          "schedules"));
  for (const Beneficiary& beneficiary : command.table.distribution)
    if (beneficiary.kind == Beneficiary::Kind::trader && !by_slug.contains(beneficiary.trader))
      return tl::unexpected(refuse::invalid(
          "the distribution names trader " + beneficiary.trader.str() + ", who is not registered",
          "distribution"));

  rereserve_all([&] {
    fees.set(command.table);
    resolve_schedules();
  });
  events.emplace_back(FeesChanged{});
  work_off_pending();
  return Applied{};
}

}  // namespace market
