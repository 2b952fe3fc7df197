// MarketPort: all that the simulator sees of the market. Its agents submit commands like everybody else.
// Implemented over the Venue in daemon/, and over a bare Exchange in tests and benchmarks.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/timestamp.hpp"
#include "model/book_view.hpp"
#include "model/command.hpp"
#include "model/enums.hpp"
#include "model/outcome.hpp"
#include "model/refusal.hpp"
#include "model/trade.hpp"
#include "model/trader.hpp"

namespace market {

// What an agent looks at before it acts in one company.
struct MarketView {
  CompanyStatus status = CompanyStatus::trading;
  Price tick_size{100};
  Quantity lot_size{1};
  Price last_price;
  TopOfBook top;
};

class MarketPort {
 public:
  virtual ~MarketPort() = default;

  // `now` is the simulator's time. A port with a clock of its own stamps the command by that instead.
  [[nodiscard]] virtual tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) = 0;

  virtual Seq seq() = 0;
  virtual bool has_companies_or_traders() = 0;
  // Name of the scenario that made this market (MarkScenario); empty when none did.
  virtual std::string scenario_mark() = 0;

  virtual std::optional<CompanyId> find_company(std::string_view symbol) = 0;
  virtual std::optional<TraderId> find_trader(std::string_view slug) = 0;

  virtual MarketView view(CompanyId company) = 0;
  // Price levels, best first, at most `depth`.
  virtual std::vector<BookLevel> levels(CompanyId company, Side side, std::size_t depth) = 0;
  virtual bool is_open(OrderId order) = 0;
  virtual Account account(TraderId trader) = 0;
  virtual Position position(TraderId trader, CompanyId company) = 0;
  // Ids of the trader's open orders in the company, ascending.
  virtual std::vector<OrderId> open_orders(TraderId trader, CompanyId company) = 0;

  virtual TradeId last_trade() = 0;  // TradeId() before the first
  // Appends the trades after `seen`, of all companies and traders, in order of id. Whoever follows the trades
  // asks again and again, so a port need keep only those after what it was asked for last.
  virtual void trades_after(TradeId seen, std::vector<Trade>& out) = 0;
};

}  // namespace market
