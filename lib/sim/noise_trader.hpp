// NoiseTrader: a zero-intelligence account. Limit and market orders arrive as Poisson processes on random
// companies and sides; a limit order stands a power-law number of ticks from the opposite best price and is
// canceled after an exponential lifetime. After Daniels, Farmer, Gillemot, Iori, Smith (2003) and Cont,
// Stoikov, Talreja (2010).
#pragma once
#include <cstdint>
#include <vector>

#include "sim/kernel.hpp"
#include "sim/order_gateway.hpp"
#include "sim/random.hpp"
#include "sim/scenario.hpp"

namespace market::sim {

class NoiseTrader final : public Agent {
 public:
  // `name` names the streams of random numbers: the account's slug.
  NoiseTrader(const NoiseSpec& spec, std::string_view name, TraderId trader, std::vector<CompanyId> companies,
              std::uint64_t seed, OrderGateway& gateway);

  // Takes charge of the orders that the account has open from before.
  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;

 private:
  void schedule_arrival(Kernel& kernel);
  void schedule_cancel(Kernel& kernel, OrderId order);
  void arrive(Kernel& kernel);
  void place_limit(Kernel& kernel, CompanyId company, Side side, Quantity quantity, const MarketView& view);

  NoiseSpec spec_;
  TraderId trader_;
  std::vector<CompanyId> companies_;
  Random arrivals_, orders_, lifetimes_;
  OrderGateway& gateway_;
  std::uint32_t pending_cancels_ = 0;  // bounds the orders open at a time
};

}  // namespace market::sim
