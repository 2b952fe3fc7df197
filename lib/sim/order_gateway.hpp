// OrderGateway: how agents send commands to the market; it counts what became of them. A refusal is a normal
// answer for an agent (a halt, a lack of funds): it goes on with its life.
//
// Thread rule: as the simulator that owns it, except counters(), which any thread may read.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

#include "sim/market_port.hpp"

namespace market::sim {

struct OrderCounters {
  std::uint64_t orders = 0;    // accepted PlaceOrder commands
  std::uint64_t commands = 0;  // accepted commands of any kind
  std::uint64_t refused = 0;
};

class OrderGateway {
 public:
  explicit OrderGateway(MarketPort& market) : market_(market) {}

  MarketPort& market() { return market_; }

  // nullopt when the market refused.
  std::optional<Applied> submit(const Command& command, Timestamp now);
  std::optional<OrderId> place_limit(TraderId trader, CompanyId company, Side side, Quantity quantity,
                                     Price price, TimeInForce time_in_force, Timestamp now);
  std::optional<OrderId> place_market(TraderId trader, CompanyId company, Side side, Quantity quantity,
                                      Timestamp now);

  OrderCounters counters() const;

 private:
  std::optional<OrderId> place(const PlaceOrder& order, Timestamp now);

  MarketPort& market_;
  std::atomic<std::uint64_t> orders_{0}, commands_{0}, refused_{0};
};

}  // namespace market::sim
