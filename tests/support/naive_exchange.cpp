#include "tests/support/naive_exchange.hpp"

#include "tests/support/naive_arithmetic.hpp"

namespace market::test {
namespace {

bool sound(const CircuitBreaker& breaker) {
  return breaker.percent > Rate(0) && breaker.window > Duration() && breaker.duration > Duration();
}

}  // namespace

NaiveOutcome NaiveExchange::apply(const Command& command, Stamp stamp) {
  outcome_ = {};
  ended_.clear();
  stamp_ = stamp;
  outcome_.applied.seq = stamp.seq;
  outcome_.refusal = std::visit([this](const auto& c) { return run(c); }, command);
  if (outcome_.refusal || outcome_.applied.repeated) return outcome_;
  if (!next_session_) next_session_ = next_change(rules_.calendar, stamp.time);
  work_off_pending();
  seq_ = stamp.seq;
  now_ = stamp.time;
  return outcome_;
}

Account NaiveExchange::account(TraderId id) const {
  return {.cash = cash_.at(id.value()),
          .reserved = reserved_cash(id),
          .fees_paid = fees_paid_.at(id.value()),
          .open_orders = static_cast<std::uint32_t>(open_of_.at(id.value()).size())};
}

Position NaiveExchange::position(TraderId trader, CompanyId company) const {
  const auto it = holdings_.find({trader, company});
  if (it == holdings_.end()) return {};
  return {.quantity = it->second.quantity,
          .reserved = reserved_shares(trader, company),
          .cost = it->second.cost,
          .realized_pnl = it->second.realized_pnl};
}

const NaiveOrder& NaiveExchange::order(OrderId id) const {
  const auto it = open_.find(id);
  return it != open_.end() ? it->second : ended_.at(id);
}

const std::vector<OrderId>& NaiveExchange::queue(CompanyId company, Side side) const {
  static const std::vector<OrderId> none;
  const auto it = queues_.find({company, side});
  return it != queues_.end() ? it->second : none;
}

void NaiveExchange::touch(NaiveOrder& order) {
  order.updated_at = stamp_.time;
  order.seq = stamp_.seq;
  outcome_.touched.insert(order.id);
  outcome_.traders.insert(order.trader);
}

void NaiveExchange::tell(NaiveEvent::Kind kind, OrderId id, OrderId other) {
  outcome_.events.push_back({kind, id.value(), other.value()});
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const Configure& command) {
  settings_ = command.settings;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const RegisterCompany& command) {
  const TickTable ticks{command.tick_size, command.tick_steps};
  const bool is_sound = valid(command.shares) && valid(command.initial_price) && valid(command.lot_size) &&
                        check_tick_table(ticks).empty() && (!command.band || *command.band > Rate(0)) &&
                        (!command.breaker || sound(*command.breaker));
  if (!is_sound || !knows_schedule(command.fee_schedule)) return Refusal::invalid_request;
  for (const Company& company : companies_)
    if (company.symbol == command.symbol) return Refusal::duplicate_symbol;
  Company company;
  company.id = CompanyId(static_cast<std::uint32_t>(companies_.size()));
  company.symbol = command.symbol;
  company.ticks = ticks;
  company.lot_size = command.lot_size;
  company.band = command.band;
  company.breaker = command.breaker;
  company.initial_price = company.reference_price = company.last_price = command.initial_price;
  company.fee_schedule = command.fee_schedule;
  companies_.push_back(company);
  issuer_revenue_.emplace_back();
  move_shares(LedgerKind::issue, AccountRef::outside(), AccountRef::treasury(company.id), company.id,
              command.shares);
  open_by_phase(company.id);
  outcome_.applied.company = company.id;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const UpdateCompany& command) {
  const bool is_sound = (!command.tick_size || valid(*command.tick_size)) &&
                        (!command.lot_size || valid(*command.lot_size)) &&
                        (!command.band || !*command.band || **command.band > Rate(0)) &&
                        (!command.breaker || !*command.breaker || sound(**command.breaker)) &&
                        (!command.fee_schedule || knows_schedule(*command.fee_schedule));
  if (!exists(command.company)) return Refusal::not_found;
  Company& company = at(command.company);
  if (company.status == CompanyStatus::delisted) return Refusal::company_delisted;
  if (!is_sound) return Refusal::invalid_request;
  TickTable ticks = company.ticks;
  if (command.tick_size) ticks.base = *command.tick_size;
  if (command.tick_steps) ticks.steps = *command.tick_steps;
  if (!check_tick_table(ticks).empty()) return Refusal::invalid_request;
  company.ticks = ticks;
  if (command.lot_size) company.lot_size = *command.lot_size;
  if (command.band) company.band = *command.band;
  if (command.breaker) {
    company.breaker = *command.breaker;
    windows_[company.id].clear();
  }
  if (command.fee_schedule) {
    company.fee_schedule = *command.fee_schedule;
    rereserve();
  }
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const IssueShares& command) {
  if (!exists(command.company) || !exists(command.trader)) return Refusal::not_found;
  if (company(command.company).status == CompanyStatus::delisted) return Refusal::company_delisted;
  if (!valid(command.quantity)) return Refusal::invalid_request;
  if (command.quantity > company(command.company).treasury_shares) return Refusal::insufficient_shares;
  give(command.trader, command.company, command.quantity);
  return {};
}

// From the treasury, at the last price for the average cost.
void NaiveExchange::give(TraderId trader, CompanyId company_id, Quantity quantity) {
  move_shares(LedgerKind::issue, AccountRef::treasury(company_id), AccountRef::of(trader), company_id,
              quantity);
  holdings_[{trader, company_id}].cost += Amount(value_units(company(company_id).last_price, quantity));
}

// The scenario's name has no effect on trading.
NaiveExchange::MaybeRefusal NaiveExchange::run(const MarkScenario&) {
  return {};
}

}  // namespace market::test
