// Scenario: the description of a simulated market, read from a JSON file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"
#include "model/names.hpp"

namespace market {

// Each `interval` the price becomes max(floor, price × (1 + U(low, high) / 100)).
struct RandomWalkSpec {
  Duration interval = Duration::seconds(5);
  double low_percent = -0.2;
  double high_percent = 0.2;
  Price floor{10'000};
};

using PriceProcessSpec = std::variant<RandomWalkSpec>;

struct CompanySpec {
  Symbol symbol;
  std::string name;
  std::string sector;
  Quantity shares;
  Price initial_price;
  Price tick_size{100};
  Quantity lot_size{1};
  PriceProcessSpec price_process;  // the scenario's, unless the company has its own
};

struct TraderSpec {
  Slug slug;
  std::string name;
  Money cash;
  std::vector<std::pair<Symbol, Quantity>> holdings;
};

// Quotes `levels` prices a side around the process price: the first half_spread_bps away, the next
// level_step_bps further each.
struct LiquidityProviderSpec {
  Slug slug;
  std::string name;
  Money cash;
  Quantity shares;  // of each company
  std::uint32_t levels = 5;
  double half_spread_bps = 5;
  double level_step_bps = 5;
  Quantity level_quantity{300};  // mean; each level has between a half and one and a half of it
};

// `count` accounts named slug-1 … slug-count; rates are for each account, over all companies.
struct NoiseSpec {
  Slug slug;
  std::string name;
  std::uint32_t count = 10;
  Money cash;
  Quantity shares;                            // of each company, for each account
  double limit_rate = 0.5;                    // limit orders a second
  double market_rate = 0.4;                   // market orders a second
  Duration lifetime = Duration::seconds(20);  // mean, of a limit order that is not filled before
  double distance_exponent = 0.8;             // of the power law of the distance to the opposite best price
  double max_distance_bps = 50;
  Quantity mean_quantity{20};
  std::uint32_t max_open_orders = 50;

  Slug account(std::uint32_t index) const;  // index from 0
};

using AgentSpec = std::variant<LiquidityProviderSpec, NoiseSpec>;

struct Scenario {
  std::string name;  // as a trader's slug
  std::string description;
  std::uint64_t seed = 1;
  std::vector<CompanySpec> companies;
  std::vector<TraderSpec> traders;
  std::vector<AgentSpec> agents;
};

// The error names the place ("companies[2].symbol") and says what to do.
[[nodiscard]] tl::expected<Scenario, std::string> parse_scenario(std::string_view json_text);

}  // namespace market
