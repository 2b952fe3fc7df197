// Time and the state of trading: what becomes due, the phases of the session, halts, the end of a listing.
#include <algorithm>

#include "tests/support/naive_exchange.hpp"

namespace market::test {

// ---- what is due ----

std::optional<NaiveExchange::Due> NaiveExchange::first_due() const {
  std::vector<Due> dues;
  for (const auto& [id, order] : open_)
    if (order.expires_at) dues.push_back({*order.expires_at, Due::Kind::order, id.value()});
  for (const auto& [trader, at] : cancel_deadlines_)
    dues.push_back({at, Due::Kind::cancel_after, trader.value()});
  if (next_session_) dues.push_back({next_session_->at, Due::Kind::session, 0});
  for (const Company& company : companies_)
    if (company.auction && company.auction->ends_at)
      dues.push_back({*company.auction->ends_at, Due::Kind::auction, company.id.value()});
  if (dues.empty()) return {};
  return *std::min_element(dues.begin(), dues.end());
}

std::optional<Timestamp> NaiveExchange::next_due() const {
  const auto due = first_due();
  return due ? std::optional(due->at) : std::nullopt;
}

std::optional<Timestamp> NaiveExchange::cancel_deadline(TraderId trader) const {
  const auto it = cancel_deadlines_.find(trader);
  return it != cancel_deadlines_.end() ? std::optional(it->second) : std::nullopt;
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const AdvanceTime&) {
  auto due = first_due();
  if (!due || due->at > stamp_.time) return Refusal::invalid_request;
  for (; due && due->at <= stamp_.time; due = first_due()) {
    do_due(*due);
    work_off_pending();
  }
  return {};
}

void NaiveExchange::do_due(const Due& due) {
  switch (due.kind) {
    case Due::Kind::order: end(OrderId(due.id), OrderStatus::expired, EndReason::expired); break;
    case Due::Kind::cancel_after: {
      const TraderId trader(static_cast<std::uint32_t>(due.id));
      cancel_deadlines_.erase(trader);
      for (const OrderId id : open_ids())
        if (is_open(id) && open_.at(id).trader == trader)
          end(id, OrderStatus::canceled, EndReason::cancel_after);
      break;
    }
    case Due::Kind::session: change_session(); break;
    case Due::Kind::auction: end_auction(CompanyId(static_cast<std::uint32_t>(due.id))); break;
  }
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const CancelAfter& command) {
  if (command.delay < Duration() || command.delay > kMaxCancelAfter) return Refusal::invalid_request;
  if (!exists(command.trader)) return Refusal::not_found;
  cancel_deadlines_.erase(command.trader);
  if (command.delay > Duration()) cancel_deadlines_[command.trader] = stamp_.time + command.delay;
  return {};
}

// ---- the session ----

NaiveExchange::MaybeRefusal NaiveExchange::run(const SetMarketRules& command) {
  const MarketRules& rules = command.rules;
  if (!check_calendar(rules.calendar).empty() || rules.collar <= Rate(0) || rules.collar > kMaxCollar)
    return Refusal::invalid_request;
  rules_ = rules;
  next_session_ = next_change(rules.calendar, stamp_.time);
  const SessionPhase phase = phase_at(rules.calendar, stamp_.time);
  if (phase != phase_) enter_phase(phase);
  return {};
}

void NaiveExchange::change_session() {
  const SessionChange change = *next_session_;
  next_session_ = next_change(rules_.calendar, change.at);
  enter_phase(change.to);
  if (change.day_end) end_day();
}

void NaiveExchange::enter_phase(SessionPhase phase) {
  phase_ = phase;
  for (const Company& company : companies_)
    if (company.status != CompanyStatus::halted && company.status != CompanyStatus::delisted)
      enter_phase(company.id);
}

void NaiveExchange::enter_phase(CompanyId id) {
  const CompanyStatus before = company(id).status;
  const auto is_session_auction = [&] {
    return company(id).status == CompanyStatus::auction &&
           (company(id).auction->kind == AuctionKind::opening ||
            company(id).auction->kind == AuctionKind::closing);
  };
  switch (phase_) {
    case SessionPhase::opening_auction:
      if (before != CompanyStatus::auction || company(id).auction->kind != AuctionKind::opening)
        begin_auction(id, AuctionKind::opening, std::nullopt);
      break;
    case SessionPhase::trading:
      if (before == CompanyStatus::closed) begin_auction(id, AuctionKind::opening, std::nullopt);
      if (is_session_auction()) end_auction(id);
      break;
    case SessionPhase::closing_auction: begin_auction(id, AuctionKind::closing, std::nullopt); break;
    case SessionPhase::closed:
      if (before == CompanyStatus::closed) break;
      if (!is_session_auction() || company(id).auction->kind != AuctionKind::closing)
        begin_auction(id, AuctionKind::closing, std::nullopt);
      end_auction(id);
      break;
  }
}

// Where a company stands that no auction or halt holds back.
void NaiveExchange::open_by_phase(CompanyId id) {
  Company& company = at(id);
  company.auction.reset();
  company.halt_reason.clear();
  switch (phase_) {
    case SessionPhase::closed: company.status = CompanyStatus::closed; break;
    case SessionPhase::trading:
      company.status = CompanyStatus::trading;
      trigger(id);
      break;
    case SessionPhase::opening_auction: begin_auction(id, AuctionKind::opening, std::nullopt); break;
    case SessionPhase::closing_auction: begin_auction(id, AuctionKind::closing, std::nullopt); break;
  }
}

void NaiveExchange::end_day() {
  for (const OrderId id : open_ids())
    if (is_open(id) && open_.at(id).time_in_force == TimeInForce::day)
      end(id, OrderStatus::expired, EndReason::day_end);
  for (Company& company : companies_) company.reference_price = company.last_price;
}

// ---- halts ----

void NaiveExchange::trip_breaker(CompanyId id) {
  windows_[id].clear();
  begin_auction(id, AuctionKind::breaker, stamp_.time + company(id).breaker->duration);
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const HaltCompany& command) {
  if (!exists(command.company)) return Refusal::not_found;
  Company& company = at(command.company);
  if (company.status == CompanyStatus::delisted) return Refusal::company_delisted;
  const bool in_auction = company.status == CompanyStatus::auction;
  company.status = CompanyStatus::halted;
  company.halt_reason = command.reason;
  company.auction.reset();
  if (in_auction) end_participants(company.id, EndReason::halt, OrderStatus::canceled, EndReason::halt);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const ResumeCompany& command) {
  if (!exists(command.company)) return Refusal::not_found;
  switch (company(command.company).status) {
    case CompanyStatus::delisted: return Refusal::company_delisted;
    case CompanyStatus::auction:
    case CompanyStatus::closed: return Refusal::invalid_request;
    case CompanyStatus::trading: return {};
    case CompanyStatus::halted: break;
  }
  if (phase_ == SessionPhase::trading && crossed(command.company)) uncross(command.company);
  open_by_phase(command.company);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const DelistCompany& command) {
  if (!exists(command.company)) return Refusal::not_found;
  Company& company = at(command.company);
  if (company.status == CompanyStatus::delisted) return Refusal::company_delisted;
  company.status = CompanyStatus::delisted;
  company.auction.reset();
  company.halt_reason.clear();
  for (const OrderId id : open_ids())
    if (is_open(id) && open_.at(id).company == company.id)
      end(id, OrderStatus::canceled, EndReason::company_delisted);
  return {};
}

}  // namespace market::test
