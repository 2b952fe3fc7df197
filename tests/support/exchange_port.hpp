// ExchangePort: the simulator's door to a bare Exchange, without venue, journal or threads. Commands are
// stamped with the simulator's own time.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/exchange.hpp"
#include "sim/market_port.hpp"

namespace market::test {

class ExchangePort final : public MarketPort {
 public:
  explicit ExchangePort(Exchange& exchange) : exchange_(exchange) {}

  std::uint64_t trades() const { return trades_; }
  std::uint64_t refused(Refusal code) const { return refused_[static_cast<std::size_t>(code)]; }

  // What has become due by then is done first, as the venue does it.
  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override {
    while (exchange_.next_due() && *exchange_.next_due() <= now)
      (void)apply(AdvanceTime{}, *exchange_.next_due());
    return apply(command, now);
  }

  Seq seq() override { return exchange_.seq(); }
  bool has_companies_or_traders() override {
    return exchange_.company_count() + exchange_.trader_count() > 0;
  }
  std::string scenario_mark() override { return exchange_.scenario().name; }
  std::optional<CompanyId> find_company(std::string_view symbol) override {
    return exchange_.find_company(symbol);
  }
  std::optional<TraderId> find_trader(std::string_view slug) override { return exchange_.find_trader(slug); }

  MarketView view(CompanyId id) override {
    const Company& company = exchange_.company(id);
    return {company.status, company.ticks.tick_at(company.last_price), company.lot_size, company.last_price,
            exchange_.top(id)};
  }

  std::vector<BookLevel> levels(CompanyId company, Side side, std::size_t depth) override {
    return exchange_.levels(company, side, depth);
  }

  bool is_open(OrderId order) override { return exchange_.is_open(order); }
  Account account(TraderId trader) override { return exchange_.account(trader); }
  Position position(TraderId trader, CompanyId company) override {
    return exchange_.position(trader, company);
  }

  std::vector<OrderId> open_orders(TraderId trader, CompanyId company) override {
    std::vector<OrderId> ids;
    exchange_.visit_open_orders(trader, OrderId(), [&](const OpenOrder& order) {
      if (order.company == company) ids.push_back(order.id);
      return true;
    });
    return ids;
  }

  TradeId last_trade() override { return exchange_.last_trade_id(); }
  void trades_after(TradeId seen, std::vector<Trade>& out) override {
    for (const Trade& trade : fresh_)
      if (trade.id > seen) out.push_back(trade);
    fresh_.clear();
  }

 private:
  tl::expected<Applied, Refused> apply(const Command& command, Timestamp time) {
    auto outcome = exchange_.apply(command, Stamp{exchange_.seq() + 1, time});
    if (!outcome) ++refused_[static_cast<std::size_t>(outcome.error().code)];
    if (outcome)
      for (const Event& event : exchange_.events())
        if (const auto* trade = std::get_if<Trade>(&event)) {
          ++trades_;
          fresh_.push_back(*trade);
        }
    return outcome;
  }

  Exchange& exchange_;
  std::uint64_t trades_ = 0;
  std::vector<Trade> fresh_;  // nobody asked for yet
  std::array<std::uint64_t, kRefusals> refused_{};
};

}  // namespace market::test
