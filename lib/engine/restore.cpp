#include "engine/restore.hpp"

#include <new>
#include <stdexcept>

#include "core/check.hpp"
#include "engine/registry_checks.hpp"
#include "engine/row_bounds.hpp"

namespace market {
namespace {

// Leaves room for what commands add to a time.
constexpr Timestamp kLastTime = Timestamp(INT64_MAX) - Duration::seconds(2 * 366 * 86'400);

std::string check_counters(const VenueImage& venue) {
  if (venue.seq >= kMaxNumber) return "its seq is out of range";
  if (venue.now < Timestamp() || venue.now > kLastTime) return "its time is out of range";
  // A command makes at most an entry and two legs.
  if (venue.last_order.value() > 3 * venue.seq) return "its last order is out of range";
  if (venue.last_trade.value() >= kMaxNumber) return "its last trade is out of range";
  if (venue.first_ended_client_id < 1 || venue.first_ended_client_id > venue.last_order.value() + 1)
    return "its first client order id is out of range";
  return {};
}

std::string check_money(const VenueImage& venue) {
  for (const Amount sum :
       {venue.deposits, venue.withdrawals, venue.fees_taken, venue.fees_distributed, venue.exchange_fees})
    if (!is_sum(sum)) return "a sum of its money is out of range";
  if (venue.exchange_revenue < Money() || venue.exchange_revenue > kMaxCash)
    return "the cash of the exchange is out of range";
  return {};
}

std::string check_session(const VenueImage& venue) {
  if (!is_at_most(venue.phase, SessionPhase::closing_auction)) return "its phase is unknown";
  if (venue.next_session.has_value() != (venue.seq > 0)) return "its next session is missing or too early";
  if (venue.next_session && (venue.next_session->at < Timestamp() ||
                             !is_at_most(venue.next_session->to, SessionPhase::closing_auction)))
    return "its next session is unknown";
  if (std::string problem = check_calendar(venue.rules.calendar); !problem.empty()) return problem;
  if (venue.rules.collar <= Rate() || venue.rules.collar > kMaxCollar) return "its collar is out of range";
  if (venue.settings.idempotency_window < Duration()) return "its idempotency window is out of range";
  return {};
}

std::string check_venue(const VenueImage& venue) {
  if (std::string fault = check_counters(venue); !fault.empty()) return fault;
  if (std::string fault = check_money(venue); !fault.empty()) return fault;
  if (std::string fault = check_session(venue); !fault.empty()) return fault;
  if (check_text(venue.scenario, "scenario")) return "the name of its scenario is too long";
  return {};
}

std::string check_count(const char* what, std::uint64_t expected, std::uint64_t rows) {
  if (expected == rows) return {};
  return "the venue has " + std::to_string(expected) + " " + what + ", not " + std::to_string(rows);
}

std::string check_counts(const StateImage& image) {
  const VenueImage& venue = image.venue;
  if (std::string fault = check_count("companies", venue.companies, image.companies.size()); !fault.empty())
    return fault;
  if (std::string fault = check_count("traders", venue.traders, image.traders.size()); !fault.empty())
    return fault;
  return check_count("open orders", venue.open_orders, image.orders.size());
}

std::string restore_all(Exchange::State& state, const StateImage& image) {
  if (std::string fault = check_counts(image); !fault.empty()) return fault;
  if (std::string fault = restore_venue(state, image.venue); !fault.empty()) return fault;
  if (std::string fault = restore_companies(state, image.companies); !fault.empty()) return fault;
  if (std::string fault = restore_traders(state, image.traders); !fault.empty()) return fault;
  if (std::string fault = restore_fees(state, image.venue.fees); !fault.empty()) return fault;
  if (std::string fault = restore_positions(state, image.positions); !fault.empty()) return fault;
  if (std::string fault = restore_orders(state, image.venue, image.orders); !fault.empty()) return fault;
  if (std::string fault = restore_client_ids(state, image.venue, image.client_ids); !fault.empty())
    return fault;
  return check_restored(state);
}

}  // namespace

std::string restore_venue(Exchange::State& state, const VenueImage& venue) {
  if (std::string fault = check_venue(venue); !fault.empty()) return "the venue: " + fault;
  state.seq = venue.seq;
  state.now = venue.now;
  state.stamp = {venue.seq, venue.now};
  state.settings = venue.settings;
  state.rules = venue.rules;
  state.phase = venue.phase;
  state.next_session = venue.next_session;
  state.scenario = {venue.scenario, venue.scenario_seed};
  state.treasury = {.deposits = venue.deposits,
                    .withdrawals = venue.withdrawals,
                    .exchange_revenue = venue.exchange_revenue,
                    .fees_taken = venue.fees_taken,
                    .fees_distributed = venue.fees_distributed};
  state.exchange_fees = venue.exchange_fees;
  state.last_order = venue.last_order;
  state.last_trade = venue.last_trade;
  return {};
}

std::string restore_fees(Exchange::State& state, const FeeTable& table) {
  if (std::string problem = check_fee_table(table); !problem.empty()) return "the fees: " + problem;
  for (const Beneficiary& one : table.distribution)
    if (!is_at_most(one.kind, Beneficiary::Kind::trader)) return "the fees: a beneficiary is unknown";
  if (const auto refused = state.check_users(table)) return "the fees: " + refused->detail;
  if (const auto refused = state.check_beneficiaries(table)) return "the fees: " + refused->detail;
  state.fees.set(table);
  state.resolve_schedules();
  return {};
}

std::string Exchange::restore(const StateImage& image) {
  MARKET_CHECK(state_->seq == 0 && state_->listings.empty() && state_->traders.empty());
  try {
    std::string fault = restore_all(*state_, image);
    for (const auto& at : state_->listings) at->book.watch(state_->touched, at->company.id);
    return fault;
  } catch (const std::bad_alloc&) {
    return "there is no memory for what the rows speak of";
  } catch (const std::length_error&) {
    return "there is no memory for what the rows speak of";
  }
}

}  // namespace market
