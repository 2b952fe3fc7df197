// The price processes a scenario can name, as read from its file. Volatilities are in basis points per square
// root of a second, drifts in basis points a second.
#pragma once
#include <memory>
#include <variant>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "sim/price_series.hpp"

namespace market {

// Each `interval` the price becomes max(floor, price × (1 + U(low, high) / 100)).
struct RandomWalkSpec {
  Duration interval = Duration::seconds(5);
  double low_percent = -0.2;
  double high_percent = 0.2;
  Price floor{10'000};
};

// Geometric Brownian motion.
struct GbmSpec {
  Duration interval = Duration::seconds(1);
  double drift_bps = 0;
  double volatility_bps = 1.2;
};

// Ornstein-Uhlenbeck: the price itself is drawn back to its mean.
struct OuSpec {
  Duration interval = Duration::seconds(1);
  double mean = 0;           // in the currency; 0: the company's initial price
  double reversion = 0.001;  // a second
  double volatility = 0.01;  // in the currency, per square root of a second
};

// Geometric Brownian motion with lognormal jumps at the times of a Poisson process.
struct JumpDiffusionSpec {
  Duration interval = Duration::seconds(1);
  double drift_bps = 0;
  double volatility_bps = 1.2;
  Duration jump_every = Duration::seconds(5'000);  // on average
  double jump_mean_bps = 0;
  double jump_deviation_bps = 15;
};

// Stochastic volatility: dv = reversion (volatility² − v) dt + vol_of_vol √v dW, v in bps² a second.
struct HestonSpec {
  Duration interval = Duration::seconds(1);
  double drift_bps = 0;
  double volatility_bps = 1.2;  // of the long run, and at the start
  double reversion = 0.001;     // a second
  double vol_of_vol_bps = 0.05;
  double correlation = -0.5;  // of the price's and the variance's noise
};

// Recorded prices, from a CSV file with the columns time and price. After its end the last price holds.
struct ReplaySpec {
  Duration interval = Duration::seconds(1);
  std::shared_ptr<const PriceSeries> prices;  // shared by all copies of the scenario: it may be long
};

using PriceProcessSpec =
    std::variant<RandomWalkSpec, GbmSpec, OuSpec, JumpDiffusionSpec, HestonSpec, ReplaySpec>;

}  // namespace market
