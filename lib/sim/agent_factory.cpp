#include "sim/agent_factory.hpp"

#include <utility>
#include <variant>

#include "sim/execution_trader.hpp"
#include "sim/fcn_trader.hpp"
#include "sim/market_maker.hpp"
#include "sim/metaorder_trader.hpp"
#include "sim/momentum_trader.hpp"
#include "sim/noise_trader.hpp"
#include "sim/order_replayer.hpp"
#include "sim/value_trader.hpp"

namespace market::sim {
namespace {

class Maker {
 public:
  explicit Maker(AgentSeat seat) : seat_(std::move(seat)) {}

  std::unique_ptr<Agent> operator()(const LiquidityProviderSpec&) { return nullptr; }
  std::unique_ptr<Agent> operator()(const NoiseSpec& spec) { return make<NoiseTrader>(spec); }
  std::unique_ptr<Agent> operator()(const MarketMakerSpec& spec) { return make<MarketMaker>(spec); }
  std::unique_ptr<Agent> operator()(const ValueSpec& spec) { return make<ValueTrader>(spec); }
  std::unique_ptr<Agent> operator()(const MomentumSpec& spec) { return make<MomentumTrader>(spec); }
  std::unique_ptr<Agent> operator()(const FcnSpec& spec) { return make<FcnTrader>(spec); }
  std::unique_ptr<Agent> operator()(const MetaorderSpec& spec) { return make<MetaorderTrader>(spec); }
  std::unique_ptr<Agent> operator()(const ExecutionSpec& spec) { return make<ExecutionTrader>(spec); }
  std::unique_ptr<Agent> operator()(const OrderReplaySpec& spec) {
    const TraderId executor = *seat_.gateway->market().find_trader(spec.account(1).view());
    return std::make_unique<OrderReplayer>(spec, std::move(seat_), executor);
  }

 private:
  template <class Trader, class Spec>
  std::unique_ptr<Agent> make(const Spec& spec) {
    return std::make_unique<Trader>(spec, std::move(seat_));
  }

  AgentSeat seat_;
};

}  // namespace

std::unique_ptr<Agent> make_agent(const AgentSpec& spec, AgentSeat seat) {
  return std::visit(Maker(std::move(seat)), spec);
}

}  // namespace market::sim
