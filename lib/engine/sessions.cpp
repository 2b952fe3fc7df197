// What time brings: orders that expire, dead man's switches, the session calendar and the ends of auctions.
#include <algorithm>

#include "core/check.hpp"
#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {

std::optional<Timestamp> Exchange::State::next_due() const {
  if (!next_session) return std::nullopt;
  Timestamp due = next_session->at;
  if (!expiries.empty()) due = std::min(due, expiries.begin()->first);
  if (!deadlines.empty()) due = std::min(due, deadlines.begin()->first);
  if (!auction_ends.empty()) due = std::min(due, auction_ends.begin()->first);
  return due;
}

Exchange::State::Result Exchange::State::handle(const AdvanceTime&) {
  if (const auto due = next_due(); !due || *due > stamp.time)
    return tl::unexpected(refuse::invalid("nothing is due yet"));
  while (*next_due() <= stamp.time) {
    do_next_due();
    work_off_pending();
  }
  return Applied{};
}

// Of things due at the same time: expiries by order, switches by trader, the session, auctions by company.
void Exchange::State::do_next_due() {
  const Timestamp due = *next_due();
  if (!expiries.empty() && expiries.begin()->first == due) {
    end_order(orders.find(expiries.begin()->second), OrderStatus::expired, EndReason::expired);
  } else if (!deadlines.empty() && deadlines.begin()->first == due) {
    const TraderId trader = deadlines.begin()->second;
    deadlines.erase(deadlines.begin());
    armed.erase(trader);
    events.emplace_back(TraderChanged{trader});
    cancel_matching(CancelAll{.trader = trader, .company = {}, .side = {}}, EndReason::cancel_after);
  } else if (next_session->at == due) {
    const SessionChange change = *next_session;
    next_session = next_change(rules.calendar, change.at);
    change_session(change);
  } else {
    finish_auction(listing(auction_ends.begin()->second));
  }
}

void Exchange::State::change_session(const SessionChange& change) {
  if (change.to != phase) enter_phase(change.to);
  if (change.day_end) end_day();
}

void Exchange::State::enter_phase(SessionPhase to) {
  phase = to;
  events.emplace_back(SessionChanged{});
  for (const auto& one : listings) {
    Listing& at = *one;
    const CompanyStatus status = at.company.status;
    if (status == CompanyStatus::halted || status == CompanyStatus::delisted) continue;
    const auto in = [&](AuctionKind kind) { return at.company.auction && at.company.auction->kind == kind; };
    switch (to) {
      case SessionPhase::opening_auction:
        if (!in(AuctionKind::opening)) begin_auction(at, AuctionKind::opening, std::nullopt);
        break;
      case SessionPhase::trading:
        if (status == CompanyStatus::closed) begin_auction(at, AuctionKind::opening, std::nullopt);
        if (in(AuctionKind::opening) || in(AuctionKind::closing)) finish_auction(at);
        break;
      case SessionPhase::closing_auction: begin_auction(at, AuctionKind::closing, std::nullopt); break;
      case SessionPhase::closed:
        if (status == CompanyStatus::closed) break;
        if (!in(AuctionKind::closing)) begin_auction(at, AuctionKind::closing, std::nullopt);
        finish_auction(at);
        break;
    }
  }
}

void Exchange::State::end_day() {
  std::vector<OrderId> over;
  orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (orders.resting(slot).time_in_force == TimeInForce::day) over.push_back(orders.resting(slot).id);
    return true;
  });
  for (const OrderId id : over)
    if (const std::uint32_t slot = orders.find(id); orders.is_open(slot))
      end_order(slot, OrderStatus::expired, EndReason::day_end);
  for (const auto& at : listings) {
    Company& company = at->company;
    if (company.reference_price == company.last_price) continue;
    company.reference_price = company.last_price;
    company_changed(*at);
  }
}

Exchange::State::Result Exchange::State::handle(const SetMarketRules& command) {
  if (std::string problem = check_calendar(command.rules.calendar); !problem.empty())
    return tl::unexpected(refuse::invalid(std::move(problem), "calendar"));
  if (command.rules.collar <= Rate(0) || command.rules.collar > kMaxCollar)
    return tl::unexpected(
        refuse::invalid("the collar must be a percentage above 0 and at most 10000", "collar"));
  rules = command.rules;
  next_session = next_change(rules.calendar, stamp.time);
  if (const SessionPhase now_in = phase_at(rules.calendar, stamp.time); now_in != phase) enter_phase(now_in);
  work_off_pending();
  return Applied{};
}

void Exchange::State::disarm(TraderId id) {
  const auto before = armed.find(id);
  if (before == armed.end()) return;
  deadlines.erase({before->second, id});
  armed.erase(before);
}

Exchange::State::Result Exchange::State::handle(const CancelAfter& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (command.delay < Duration(0) || command.delay > kMaxCancelAfter)
    return tl::unexpected(refuse::invalid("seconds must lie between 0 and 31536000", "seconds"));
  disarm(command.trader);
  if (command.delay > Duration(0)) {
    deadlines.insert({stamp.time + command.delay, command.trader});
    armed.emplace(command.trader, stamp.time + command.delay);
  }
  events.emplace_back(TraderChanged{command.trader});
  return Applied{.trader = command.trader};
}

}  // namespace market
