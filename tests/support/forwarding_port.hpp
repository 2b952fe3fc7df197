// ForwardingPort: a simulator's door to a market that passes everything on to another one. Tests derive from
// it to see, or to change, what goes through.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/market_port.hpp"

namespace market::test {

class ForwardingPort : public MarketPort {
 public:
  explicit ForwardingPort(MarketPort& market) : market_(market) {}

  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override {
    return market_.submit(command, now);
  }
  Seq seq() override { return market_.seq(); }
  bool has_companies_or_traders() override { return market_.has_companies_or_traders(); }
  std::string scenario_mark() override { return market_.scenario_mark(); }
  std::optional<CompanyId> find_company(std::string_view symbol) override {
    return market_.find_company(symbol);
  }
  std::optional<TraderId> find_trader(std::string_view slug) override { return market_.find_trader(slug); }
  MarketView view(CompanyId company) override { return market_.view(company); }
  std::vector<BookLevel> levels(CompanyId company, Side side, std::size_t depth) override {
    return market_.levels(company, side, depth);
  }
  bool is_open(OrderId order) override { return market_.is_open(order); }
  Account account(TraderId trader) override { return market_.account(trader); }
  Position position(TraderId trader, CompanyId company) override { return market_.position(trader, company); }
  std::vector<OrderId> open_orders(TraderId trader, CompanyId company) override {
    return market_.open_orders(trader, company);
  }
  TradeId last_trade() override { return market_.last_trade(); }
  void trades_after(TradeId seen, std::vector<Trade>& out) override { market_.trades_after(seen, out); }

 private:
  MarketPort& market_;
};

}  // namespace market::test
