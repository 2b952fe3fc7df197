#include "tests/support/scenario_writer.hpp"

#include "core/decimal.hpp"
#include "tests/support/scenario_checks.hpp"
#include "tests/support/scenario_events.hpp"
#include "tests/support/scenario_fees.hpp"
#include "tests/support/scenario_traders.hpp"

namespace market::test {
namespace {

std::string text(const std::vector<TickStep>& steps) {
  std::string words;
  for (const TickStep& step : steps) words += " " + to_text(step.from) + ":" + to_text(step.tick);
  return words;
}

std::string text(const CircuitBreaker& breaker) {
  return " " + to_text(breaker.percent) + "% " + scenario_duration(breaker.window) + " " +
         scenario_duration(breaker.duration);
}

std::string text(const SessionCalendar& calendar) {
  constexpr const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::string days;
  for (unsigned day = 0; day < 7; ++day)
    if ((calendar.days >> day & 1u) != 0) days += (days.empty() ? "" : ",") + std::string(kDays[day]);
  std::string words = " days " + days + " open " + scenario_duration(calendar.open) + " close " +
                      scenario_duration(calendar.close) + " opening " +
                      scenario_duration(calendar.opening_auction) + " closing " +
                      scenario_duration(calendar.closing_auction);
  for (const std::int64_t holiday : calendar.holidays)
    words +=
        " holiday " +
        to_rfc3339(Timestamp(holiday * Duration::seconds(86'400).ns())).substr(0, sizeof "2026-01-31" - 1);
  return words;
}

std::string price_text(const PlaceOrder& order, const OrderTerms& terms) {
  switch (order.type) {
    case OrderType::limit: return "@ " + to_text(order.limit_price);
    case OrderType::market: return "market";
    case OrderType::stop: return "stop " + to_text(terms.stop_price);
    case OrderType::stop_limit:
      return "stop " + to_text(terms.stop_price) + " @ " + to_text(order.limit_price);
    case OrderType::trailing_stop:
      return "trail " + (terms.trail_percent != Rate(0) ? to_text(terms.trail_percent) + "%"
                                                        : to_text(terms.trail_amount));
  }
  return {};
}

std::string class_text(const OrderTerms& terms) {
  if (terms.order_class == OrderClass::simple) return {};
  std::string words = " " + std::string(to_text(terms.order_class));
  if (terms.take_profit != Price(0)) words += " target " + to_text(terms.take_profit);
  if (terms.stop_loss != Price(0)) words += " stop " + to_text(terms.stop_loss);
  if (terms.stop_loss_limit != Price(0)) words += " limit " + to_text(terms.stop_loss_limit);
  return words;
}

class Writer {
 public:
  explicit Writer(const Exchange& exchange) : exchange_(exchange) {}

  std::string operator()(const Configure& c) const {
    return "window " + scenario_duration(c.settings.idempotency_window);
  }
  std::string operator()(const RegisterCompany& c) const {
    std::string line = "company " + c.symbol.str() + " tick " + to_text(c.tick_size) + " lot " +
                       number(c.lot_size) + " shares " + number(c.shares) + " price " +
                       to_text(c.initial_price);
    if (c.band) line += " band " + to_text(*c.band);
    if (!c.fee_schedule.empty()) line += " fees " + c.fee_schedule;
    if (!c.tick_steps.empty()) line += " steps" + text(c.tick_steps);
    if (c.breaker) line += " breaker" + text(*c.breaker);
    return line;
  }
  std::string operator()(const UpdateCompany& c) const {
    std::string line = "update " + name(c.company);
    if (c.tick_size) line += " tick " + to_text(*c.tick_size);
    if (c.lot_size) line += " lot " + number(*c.lot_size);
    if (c.band) line += " band " + (*c.band ? to_text(**c.band) : "none");
    if (c.fee_schedule) line += " fees " + (c.fee_schedule->empty() ? "default" : *c.fee_schedule);
    if (c.tick_steps) line += " steps" + (c.tick_steps->empty() ? " none" : text(*c.tick_steps));
    if (c.breaker) line += " breaker" + (*c.breaker ? text(**c.breaker) : " none");
    return line;
  }
  std::string operator()(const HaltCompany& c) const { return "halt " + name(c.company); }
  std::string operator()(const ResumeCompany& c) const { return "resume " + name(c.company); }
  std::string operator()(const DelistCompany& c) const { return "delist " + name(c.company); }
  std::string operator()(const Uncross& c) const { return "uncross " + name(c.company); }
  std::string operator()(const StartAuction& c) const {
    std::string line = "auction " + name(c.company);
    if (c.ends_at) line += " for " + scenario_duration(*c.ends_at - exchange_.now());
    return line;
  }
  std::string operator()(const SetMarketRules& c) const {
    const SessionCalendar& calendar = c.rules.calendar;
    return "rules collar " + to_text(c.rules.collar) +
           (calendar.always_open ? " always_open" : text(calendar));
  }
  std::string operator()(const CancelAfter& c) const {
    return "cancel_after " + name(c.trader) + " " + scenario_duration(c.delay);
  }
  std::string operator()(const AdvanceTime&) const { return "advance"; }
  std::string operator()(const IssueShares& c) const {
    return "issue " + name(c.company) + " " + name(c.trader) + " " + number(c.quantity);
  }
  std::string operator()(const RegisterTrader& c) const {
    std::string line = "trader " + c.slug.str() + " cash " + to_text(c.cash);
    for (const auto& [company, quantity] : c.holdings)
      line += " holding " + name(company) + "=" + number(quantity);
    if (!c.fee_schedule.empty()) line += " fees " + c.fee_schedule;
    const std::string limits = limits_text(c.limits);
    return limits == limits_text(TraderLimits{}) ? line : line + limits;
  }
  std::string operator()(const Deposit& c) const {
    return "deposit " + name(c.trader) + " " + to_text(c.amount);
  }
  std::string operator()(const Withdraw& c) const {
    return "withdraw " + name(c.trader) + " " + to_text(c.amount);
  }
  std::string operator()(const AddKey& c) const { return "key " + name(c.trader) + " " + c.key.id.str(); }
  std::string operator()(const RevokeKey& c) const { return "revoke " + name(c.trader) + " " + c.key.str(); }
  std::string operator()(const PlaceOrder& c) const {
    const OrderTerms terms = c.terms.value_or(OrderTerms());
    std::string line = name(c.trader) + (c.side == Side::buy ? " buys " : " sells ") + number(c.quantity) +
                       " " + name(c.company) + " " + price_text(c, terms) + " " +
                       std::string(to_text(c.time_in_force));
    if (c.time_in_force == TimeInForce::gtd) line += " " + to_rfc3339(terms.expires_at);
    if (c.post_only) line += " post_only";
    if (terms.display_quantity != Quantity(0)) line += " show " + number(terms.display_quantity);
    if (c.self_trade != SelfTradePolicy::cancel_newest) line += " stp " + std::string(to_text(c.self_trade));
    if (!c.client_order_id.empty()) line += " as " + c.client_order_id.str();
    return line + class_text(terms);
  }
  std::string operator()(const AmendOrder& c) const {
    std::string line = "amend " + number(c.order);
    if (c.quantity) line += " to " + number(*c.quantity);
    if (c.limit_price) line += " @ " + to_text(*c.limit_price);
    if (c.stop_price) line += " stop " + to_text(*c.stop_price);
    return line;
  }
  std::string operator()(const CancelOrder& c) const { return "cancel " + number(c.order); }
  std::string operator()(const CancelAll& c) const {
    std::string line = "cancel all";
    if (c.trader) line += " trader " + name(*c.trader);
    if (c.company) line += " company " + name(*c.company);
    if (c.side) line += " side " + std::string(to_text(*c.side));
    return line;
  }
  std::string operator()(const SetFees& c) const { return "fees " + fees_text(c.table); }
  std::string operator()(const UpdateTrader& c) const {
    std::string line = "update " + name(c.trader);
    if (c.name) line += " name " + *c.name;
    if (c.fee_schedule) line += " fees " + (c.fee_schedule->empty() ? "default" : *c.fee_schedule);
    if (c.limits) line += limits_text(*c.limits);
    return line;
  }
  std::string operator()(const CloseTrader& c) const { return "close " + name(c.trader); }
  std::string operator()(const PayDividend& c) const {
    std::string line = "dividend " + name(c.company);
    if (c.per_share != Money(0)) line += " per_share " + to_text(c.per_share);
    if (c.total != Money(0)) line += " total " + to_text(c.total);
    return line + " from " + account_text(c.payer, exchange_);
  }
  std::string operator()(const SplitShares& c) const {
    return "split " + name(c.company) + " " + std::to_string(c.to) + " for " + std::to_string(c.from);
  }
  std::string operator()(const MarkScenario& c) const { return "# scenario " + c.name; }

 private:
  std::string name(CompanyId id) const { return company_name(id, exchange_); }
  std::string name(TraderId id) const { return trader_name(id, exchange_); }

  const Exchange& exchange_;
};

}  // namespace

std::string scenario_line(const Command& command, const Exchange& exchange) {
  return std::visit(Writer(exchange), command);
}

std::string scenario_trade(const Trade& trade) {
  return trade_text(trade);
}

std::string scenario_duration(Duration duration) {
  constexpr std::int64_t kMillisecond = 1'000'000, kSecond = 1'000'000'000;
  const std::int64_t ns = duration.ns();
  if (ns % kSecond == 0) return std::to_string(ns / kSecond) + "s";
  if (ns % kMillisecond == 0) return std::to_string(ns / kMillisecond) + "ms";
  return std::to_string(ns) + "ns";
}

}  // namespace market::test
