// What restored rows say together.
#include "engine/restore.hpp"

namespace market {
namespace {

std::string check_cash(const Exchange::State& state) {
  Amount held = state.treasury.exchange_revenue;
  for (const auto& one : state.traders) held += state.accounts.cash(one->id).cash;
  for (const auto& at : state.listings) held += at->issuer_revenue;
  const Amount paid_in = state.treasury.deposits - state.treasury.withdrawals;
  if (held != paid_in || paid_in > kMaxCash)
    return "the venue: the cash of all accounts is not what was paid in";
  return {};
}

std::string check_fees(const Exchange::State& state) {
  Amount paid, received = state.exchange_fees;
  for (const auto& one : state.traders) paid += state.accounts.cash(one->id).fees_paid;
  for (const auto& at : state.listings) received += at->issuer_fees;
  for (const auto& [trader, fees] : state.trader_fees) received += fees;
  const Amount taken = state.treasury.fees_taken;
  if (taken != paid || taken != received || taken != state.treasury.fees_distributed)
    return "the venue: the fees taken are not those paid and distributed";
  return {};
}

std::string check_shares(const Exchange::State& state, const Listing& at) {
  Int128 held = at.company.treasury_shares.shares();
  state.accounts.visit_positions(
      at.company.id, [&](TraderId, const Position& position) { held += position.quantity.shares(); });
  return held == at.company.shares.shares() ? std::string() : "its shares are not those of all who hold them";
}

}  // namespace

std::string check_restored(const Exchange::State& state) {
  if (std::string fault = check_cash(state); !fault.empty()) return fault;
  if (std::string fault = check_fees(state); !fault.empty()) return fault;
  for (const auto& at : state.listings) {
    const std::string name = "company " + std::to_string(at->company.id.value()) + ": ";
    if (std::string fault = check_shares(state, *at); !fault.empty()) return name + fault;
    if (at->company.status == CompanyStatus::trading && state.is_crossed(*at))
      return name + "its book is crossed";
  }
  return {};
}

}  // namespace market
