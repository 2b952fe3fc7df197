// MarketPort: all that the simulator sees of the market. Its agents submit commands like everybody else.
// Implemented over the Venue in daemon/, and over a bare Exchange in tests and benchmarks.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "model/book_view.hpp"
#include "model/command.hpp"
#include "model/company.hpp"
#include "model/outcome.hpp"
#include "model/refusal.hpp"
#include "model/trader.hpp"

namespace market {

class MarketPort {
 public:
  virtual ~MarketPort() = default;

  [[nodiscard]] virtual tl::expected<Applied, Refused> submit(const Command& command) = 0;

  virtual std::optional<CompanyId> find_company(std::string_view symbol) = 0;
  virtual std::optional<TraderId> find_trader(std::string_view slug) = 0;
  virtual Company company(CompanyId id) = 0;
  virtual TopOfBook top(CompanyId id) = 0;
  virtual Price last_price(CompanyId id) = 0;
  virtual bool is_open(OrderId id) = 0;
  virtual Account account(TraderId id) = 0;
  virtual Position position(TraderId trader, CompanyId company) = 0;
  // Ids of the trader's open orders, ascending.
  virtual std::vector<OrderId> open_orders(TraderId trader) = 0;
};

}  // namespace market
