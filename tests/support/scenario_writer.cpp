#include "tests/support/scenario_writer.hpp"

#include "core/decimal.hpp"

namespace market::test {
namespace {

class Writer {
 public:
  explicit Writer(const Exchange& exchange) : exchange_(exchange) {}

  std::string operator()(const Configure& c) const {
    return "window " + std::to_string(c.settings.idempotency_window.ns()) + "ns";
  }
  std::string operator()(const RegisterCompany& c) const {
    std::string line = "company " + c.symbol.str() + " tick " + to_text(c.tick_size) + " lot " +
                       number(c.lot_size) + " shares " + number(c.shares) + " price " +
                       to_text(c.initial_price);
    if (c.band) line += " band " + to_text(*c.band);
    if (!c.fee_schedule.empty()) line += " fees " + c.fee_schedule;
    return line;
  }
  std::string operator()(const UpdateCompany& c) const {
    std::string line = "update " + name(c.company);
    if (c.tick_size) line += " tick " + to_text(*c.tick_size);
    if (c.lot_size) line += " lot " + number(*c.lot_size);
    if (c.band) line += " band " + (*c.band ? to_text(**c.band) : "none");
    if (c.fee_schedule) line += " fees " + (c.fee_schedule->empty() ? "default" : *c.fee_schedule);
    return line;
  }
  std::string operator()(const HaltCompany& c) const { return "halt " + name(c.company); }
  std::string operator()(const ResumeCompany& c) const { return "resume " + name(c.company); }
  std::string operator()(const IssueShares& c) const {
    return "issue " + name(c.company) + " " + name(c.trader) + " " + number(c.quantity);
  }
  std::string operator()(const RegisterTrader& c) const {
    std::string line = "trader " + c.slug.str() + " cash " + to_text(c.cash);
    for (const auto& [company, quantity] : c.holdings)
      line += " holding " + name(company) + "=" + number(quantity);
    if (!c.fee_schedule.empty()) line += " fees " + c.fee_schedule;
    if (c.limits.max_open_orders != kDefaultMaxOpenOrders)
      line += " max_open_orders " + std::to_string(c.limits.max_open_orders);
    if (c.limits.max_order_quantity) line += " max_order_quantity " + number(*c.limits.max_order_quantity);
    if (c.limits.max_order_value) line += " max_order_value " + to_text(*c.limits.max_order_value);
    return line;
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
    std::string line = name(c.trader) + (c.side == Side::buy ? " buys " : " sells ") + number(c.quantity) +
                       " " + name(c.company) +
                       (c.type == OrderType::market ? " market" : " @ " + to_text(c.limit_price)) + " " +
                       std::string(to_text(c.time_in_force));
    if (c.post_only) line += " post_only";
    if (c.self_trade == SelfTradePolicy::allow) line += " allow_self_trade";
    if (!c.client_order_id.empty()) line += " as " + c.client_order_id.str();
    return line;
  }
  std::string operator()(const AmendOrder& c) const {
    std::string line = "amend " + std::to_string(c.order.value());
    if (c.quantity) line += " to " + number(*c.quantity);
    if (c.limit_price) line += " @ " + to_text(*c.limit_price);
    return line;
  }
  std::string operator()(const CancelOrder& c) const { return "cancel " + std::to_string(c.order.value()); }
  std::string operator()(const CancelAll& c) const {
    std::string line = "cancel all";
    if (c.trader) line += " trader " + name(*c.trader);
    if (c.company) line += " company " + name(*c.company);
    if (c.side) line += " side " + std::string(to_text(*c.side));
    return line;
  }
  std::string operator()(const SetFees& c) const {
    std::string line = "fees";
    for (const FeeSchedule& schedule : c.table.schedules)
      line += " schedule " + schedule.name + " " + to_text(schedule.maker.bps) + " " +
              to_text(schedule.taker.bps);
    line += " default " + c.table.default_schedule;
    for (const Beneficiary& beneficiary : c.table.distribution)
      line += " share " + name(beneficiary) + " " + decimal_text(beneficiary.share_units);
    return line;
  }
  std::string operator()(const MarkScenario& c) const { return "# scenario " + c.name; }

 private:
  static std::string number(Quantity quantity) { return std::to_string(quantity.shares()); }
  static std::string name(const Beneficiary& beneficiary) {
    switch (beneficiary.kind) {
      case Beneficiary::Kind::exchange: return "exchange";
      case Beneficiary::Kind::issuer: return "issuer";
      case Beneficiary::Kind::trader: return "trader:" + beneficiary.trader.str();
    }
    return "";
  }
  std::string name(CompanyId id) const {
    return id.value() < exchange_.company_count() ? exchange_.company(id).symbol.str() : "NOTHING";
  }
  std::string name(TraderId id) const {
    return id.value() < exchange_.trader_count() ? exchange_.trader(id).slug.str() : "nobody";
  }

  const Exchange& exchange_;
};

}  // namespace

std::string scenario_line(const Command& command, const Exchange& exchange) {
  return std::visit(Writer(exchange), command);
}

}  // namespace market::test
