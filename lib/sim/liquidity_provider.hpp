// LiquidityProvider: one account that makes the market follow the price process. On each move it withdraws
// its quotes, fills the resting orders of others that the new price reaches, and quotes several levels a side
// around it. What it cannot do (a halt, no funds, no shares) it leaves, and tries again at the next move.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "sim/agent_spec.hpp"
#include "sim/order_gateway.hpp"
#include "sim/price_driver.hpp"
#include "sim/random.hpp"

namespace market::sim {

class LiquidityProvider final : public PriceFollower {
 public:
  LiquidityProvider(const LiquidityProviderSpec& spec, TraderId trader, std::uint64_t seed,
                    OrderGateway& gateway);

  void on_price(CompanyId company, double price, Timestamp now) override;
  void state(StateArchive& archive) override;

 private:
  void withdraw(CompanyId company, Timestamp now);
  void fill_reached(CompanyId company, Side resting, Price price, Quantity lot, Timestamp now);
  Quantity affordable(CompanyId company, Side side, Price price);
  void quote(CompanyId company, Side side, Price price, const MarketView& view, Timestamp now);

  LiquidityProviderSpec spec_;
  TraderId trader_;
  Random sizes_;
  OrderGateway& gateway_;
  std::map<CompanyId, std::vector<OrderId>> quotes_;
};

}  // namespace market::sim
