#include <memory>
#include <utility>

#include "sim/scenario_reader.hpp"

namespace market::sim {
namespace {

constexpr double kMostVolatility = 1'000;  // bps per root of a second

RandomWalkSpec read_random_walk(JsonObject& object) {
  RandomWalkSpec spec;
  spec.interval = object.duration("interval", spec.interval);
  spec.low_percent = object.number("low_percent", -99, 1'000, spec.low_percent);
  spec.high_percent = object.number("high_percent", -99, 1'000, spec.high_percent);
  spec.floor = Price(object.decimal("floor", 1, kHighestPriceUnits, spec.floor.units()));
  if (spec.low_percent > spec.high_percent) object.fail("low_percent", "must not be above high_percent");
  return spec;
}

// The members that the diffusions of the logarithm share.
template <class Spec>
Spec read_diffusion(JsonObject& object) {
  Spec spec;
  spec.interval = object.duration("interval", spec.interval);
  spec.drift_bps = object.number("drift_bps", -100, 100, spec.drift_bps);
  spec.volatility_bps = object.number("volatility_bps", 0, kMostVolatility, spec.volatility_bps);
  return spec;
}

OuSpec read_ou(JsonObject& object) {
  OuSpec spec;
  spec.interval = object.duration("interval", spec.interval);
  spec.mean = static_cast<double>(object.decimal("mean", 1, kHighestPriceUnits, 0)) / kUnitsPerCurrency;
  spec.reversion = object.number("reversion", 1e-9, 1'000, spec.reversion);
  spec.volatility = object.number("volatility", 0, 1e6, spec.volatility);
  return spec;
}

JumpDiffusionSpec read_jump_diffusion(JsonObject& object) {
  auto spec = read_diffusion<JumpDiffusionSpec>(object);
  spec.jump_every = object.duration("jump_every", spec.jump_every);
  spec.jump_mean_bps = object.number("jump_mean_bps", -5'000, 5'000, spec.jump_mean_bps);
  spec.jump_deviation_bps = object.number("jump_deviation_bps", 0, 5'000, spec.jump_deviation_bps);
  return spec;
}

HestonSpec read_heston(JsonObject& object) {
  auto spec = read_diffusion<HestonSpec>(object);
  spec.reversion = object.number("reversion", 1e-9, 1'000, spec.reversion);
  spec.vol_of_vol_bps = object.number("vol_of_vol_bps", 0, kMostVolatility, spec.vol_of_vol_bps);
  spec.correlation = object.number("correlation", -1, 1, spec.correlation);
  return spec;
}

ReplaySpec read_replay(JsonObject& object, const ReadContext& context) {
  ReplaySpec spec;
  spec.interval = object.duration("interval", spec.interval);
  const auto text = read_file(object, context);
  if (!text) return spec;
  auto prices = parse_price_series(*text);
  if (!prices) object.fail("file", prices.error());
  if (prices) spec.prices = std::make_shared<const PriceSeries>(std::move(*prices));
  return spec;
}

}  // namespace

PriceProcessSpec read_price_process(const nlohmann::json& value, const std::string& path,
                                    const ReadContext& context) {
  JsonObject object(value, path, context.failure);
  PriceProcessSpec spec;
  switch (read_word(object, "type", {"random_walk", "gbm", "ou", "jump_diffusion", "heston", "replay"})) {
    case 1: spec = read_diffusion<GbmSpec>(object); break;
    case 2: spec = read_ou(object); break;
    case 3: spec = read_jump_diffusion(object); break;
    case 4: spec = read_heston(object); break;
    case 5: spec = read_replay(object, context); break;
    default: spec = read_random_walk(object);
  }
  object.finish();
  return spec;
}

}  // namespace market::sim
