// The agents a scenario can name, as read from its file. Rates are a second at an activity of 1, for each
// account over all its companies. Distances and margins are in basis points of the price.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"
#include "model/names.hpp"
#include "sim/recorded_order.hpp"

namespace market {

// The accounts that agents of one kind trade with: slug-1 … slug-count; one named slug when count is 0.
struct AgentAccounts {
  Slug slug;
  std::string name;
  std::uint32_t count = 0;
  Money cash;                   // of each account
  Quantity shares;              // of each of its companies, for each account
  std::vector<Symbol> symbols;  // the companies they trade in; empty: all of the scenario

  std::uint32_t size() const { return count == 0 ? 1 : count; }
  Slug account(std::uint32_t index) const;  // index from 0
};

// Quotes `levels` prices a side around the price of the process: the first half_spread_bps away, the next
// level_step_bps further each.
struct LiquidityProviderSpec : AgentAccounts {
  std::uint32_t levels = 5;
  double half_spread_bps = 5;
  double level_step_bps = 5;
  Quantity level_quantity{300};  // mean; each level has between a half and one and a half of it
};

struct NoiseSpec : AgentAccounts {
  NoiseSpec() { count = 10; }
  double limit_rate = 0.5;
  double market_rate = 0.4;
  Duration lifetime = Duration::seconds(20);  // mean, of a limit order that is not filled before
  double distance_exponent = 0.8;             // of the power law of the distance to the opposite best price
  double max_distance_bps = 50;
  Quantity mean_quantity{20};
  std::uint32_t max_open_orders = 50;  // of an account
};

struct MarketMakerSpec : AgentAccounts {
  MarketMakerSpec() { count = 1; }
  std::uint32_t levels = 5;
  double refresh_rate = 0.5;
  double half_spread_bps = 2;
  double level_step_bps = 2;
  Quantity level_quantity{100};    // mean; each level has between a half and one and a half of it
  double impact_bps = 1.2;         // how far a trade of one share moves the belief; grows with the root
  double reversion = 0.02;         // a second at an activity of 1, of the belief to the fundamental
  double skew_bps = 5;             // by which quotes move away at a position of max_position
  Quantity max_position{100'000};  // above or below the shares that it began with
};

struct ValueSpec : AgentAccounts {
  ValueSpec() { count = 10; }
  enum class View : std::uint8_t { bayesian, threshold };
  View view = View::bayesian;
  double rate = 0.02;
  double noise_bps = 5;         // deviation of one observation of the fundamental
  double volatility_bps = 1.2;  // that a Bayesian expects of the fundamental, per root of a second
  double margin_bps = 2;        // the gain without which it does not trade
  Quantity mean_quantity{20};
  double cap_chance = 0.85;  // that a take is no larger than the best queue
};

struct MomentumSpec : AgentAccounts {
  MomentumSpec() { count = 5; }
  double rate = 1.0 / 37;
  std::uint32_t short_window = 20, long_window = 50;  // observations
  double threshold_bps = 0;                           // of the averages' distance
  Quantity mean_quantity{20};
  Quantity max_position{1'000};  // above or below the shares that it began with
};

struct FcnSpec : AgentAccounts {
  FcnSpec() { count = 20; }
  double rate = 0.1;
  double fundamental_weight = 1, trend_weight = 10, noise_weight = 1;  // means of exponential draws
  double noise_bps = 1;  // deviation of the noise term of the return, a second
  Duration min_window = Duration::seconds(20), max_window = Duration::seconds(200);
  Duration reversion = Duration::seconds(200);  // in which the fundamental is expected to be reached
  double max_margin_bps = 20;
  Quantity mean_quantity{20};
};

struct MetaorderSpec : AgentAccounts {
  MetaorderSpec() { count = 3; }
  double rate = 0.07;     // child orders
  double exponent = 1.5;  // of the Pareto law of a parent's number of children
  double min_children = 5;
  double max_children = 10'000;
  Quantity mean_quantity{20};  // of a child
  double cap_chance = 0.85;    // that a child is no larger than the best queue
};

struct ExecutionSpec : AgentAccounts {
  enum class Style : std::uint8_t { twap, pov };
  Style style = Style::twap;
  Side side = Side::buy;
  Quantity quantity{1'000};
  Duration begin;                                // after the start
  Duration duration = Duration::seconds(3'600);  // twap: over which
  double participation = 0.1;                    // pov: of the shares traded
  Duration interval = Duration::seconds(10);     // from one child order to the next
};

// Plays recorded orders. Its first account places and cancels what the file says, the second sends what
// executes them.
struct OrderReplaySpec : AgentAccounts {
  OrderReplaySpec() { count = 2; }
  std::shared_ptr<const RecordedOrders> orders;  // shared by all copies of the scenario: it may be long
};

using AgentSpec = std::variant<LiquidityProviderSpec, NoiseSpec, MarketMakerSpec, ValueSpec, MomentumSpec,
                               FcnSpec, MetaorderSpec, ExecutionSpec, OrderReplaySpec>;

inline const AgentAccounts& accounts_of(const AgentSpec& agent) {
  return std::visit([](const auto& spec) -> const AgentAccounts& { return spec; }, agent);
}

}  // namespace market
