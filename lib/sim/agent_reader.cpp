#include <memory>
#include <utility>

#include "sim/scenario_reader.hpp"

namespace market::sim {
namespace {

constexpr double kMostRate = 1e6;
constexpr double kMostBps = 5'000;
constexpr std::int64_t kMostShares = 1'000'000'000;  // of one order

enum class Count : std::uint8_t { one, as_given };

template <class Spec>
Spec read_accounts(JsonObject& object, Count count) {
  Spec spec;
  spec.slug = read_slug(object, "id");
  spec.name = object.text("name", spec.slug.str());
  if (count == Count::as_given)
    spec.count = static_cast<std::uint32_t>(object.integer("count", 1, kMostItems, spec.count));
  spec.cash = Money(object.decimal("cash", 0, kMaxMoney.units()));
  spec.shares = Quantity(object.integer("shares", 0, kMaxQuantity.shares()));
  for (const nlohmann::json* item : object.list("companies")) {
    const auto symbol = item->is_string() ? parse_symbol(item->get<std::string>()) : std::nullopt;
    if (!symbol) object.fail("companies", "must list symbols");
    if (symbol) spec.symbols.push_back(*symbol);
  }
  if (spec.count > 0 && !parse_slug(spec.slug.str() + "-" + std::to_string(spec.count)))
    object.fail("id", "is too long: its accounts are named \"" + spec.slug.str() + "-1\" and so on");
  return spec;
}

Quantity read_shares(JsonObject& object, std::string_view key, Quantity fallback) {
  return Quantity(object.integer(key, 1, kMostShares, fallback.shares()));
}

double read_bps(JsonObject& object, std::string_view key, double fallback) {
  return object.number(key, 0, kMostBps, fallback);
}

// Above 0: an agent without a rate would never wake.
double read_rate(JsonObject& object, std::string_view key, double fallback) {
  return object.number(key, 1e-9, kMostRate, fallback);
}

std::uint32_t read_levels(JsonObject& object, std::uint32_t fallback) {
  return static_cast<std::uint32_t>(object.integer("levels", 1, 100, fallback));
}

LiquidityProviderSpec read_liquidity_provider(JsonObject& object) {
  auto spec = read_accounts<LiquidityProviderSpec>(object, Count::one);
  spec.levels = read_levels(object, spec.levels);
  spec.half_spread_bps = read_bps(object, "half_spread_bps", spec.half_spread_bps);
  spec.level_step_bps = read_bps(object, "level_step_bps", spec.level_step_bps);
  spec.level_quantity = read_shares(object, "level_quantity", spec.level_quantity);
  return spec;
}

NoiseSpec read_noise(JsonObject& object) {
  auto spec = read_accounts<NoiseSpec>(object, Count::as_given);
  spec.limit_rate = object.number("limit_rate", 0, kMostRate, spec.limit_rate);
  spec.market_rate = object.number("market_rate", 0, kMostRate, spec.market_rate);
  spec.lifetime = object.duration("lifetime", spec.lifetime);
  spec.distance_exponent = object.number("distance_exponent", 0, 10, spec.distance_exponent);
  spec.max_distance_bps = read_bps(object, "max_distance_bps", spec.max_distance_bps);
  spec.mean_quantity = read_shares(object, "mean_quantity", spec.mean_quantity);
  spec.max_open_orders =
      static_cast<std::uint32_t>(object.integer("max_open_orders", 0, 100'000, spec.max_open_orders));
  return spec;
}

MarketMakerSpec read_market_maker(JsonObject& object) {
  auto spec = read_accounts<MarketMakerSpec>(object, Count::as_given);
  spec.levels = read_levels(object, spec.levels);
  spec.refresh_rate = read_rate(object, "refresh_rate", spec.refresh_rate);
  spec.half_spread_bps = read_bps(object, "half_spread_bps", spec.half_spread_bps);
  spec.level_step_bps = read_bps(object, "level_step_bps", spec.level_step_bps);
  spec.level_quantity = read_shares(object, "level_quantity", spec.level_quantity);
  spec.impact_bps = read_bps(object, "impact_bps", spec.impact_bps);
  spec.reversion = object.number("reversion", 0, 1'000, spec.reversion);
  spec.skew_bps = read_bps(object, "skew_bps", spec.skew_bps);
  spec.max_position = read_shares(object, "max_position", spec.max_position);
  return spec;
}

ValueSpec read_value(JsonObject& object) {
  auto spec = read_accounts<ValueSpec>(object, Count::as_given);
  spec.view = read_word(object, "view", {"bayesian", "threshold"}, "bayesian") == 0
                  ? ValueSpec::View::bayesian
                  : ValueSpec::View::threshold;
  spec.rate = read_rate(object, "rate", spec.rate);
  spec.noise_bps = read_bps(object, "noise_bps", spec.noise_bps);
  spec.volatility_bps = read_bps(object, "volatility_bps", spec.volatility_bps);
  spec.margin_bps = read_bps(object, "margin_bps", spec.margin_bps);
  spec.mean_quantity = read_shares(object, "mean_quantity", spec.mean_quantity);
  spec.cap_chance = object.number("cap_chance", 0, 1, spec.cap_chance);
  return spec;
}

MomentumSpec read_momentum(JsonObject& object) {
  auto spec = read_accounts<MomentumSpec>(object, Count::as_given);
  spec.rate = read_rate(object, "rate", spec.rate);
  spec.short_window =
      static_cast<std::uint32_t>(object.integer("short_window", 1, 10'000, spec.short_window));
  spec.long_window = static_cast<std::uint32_t>(object.integer("long_window", 2, 10'000, spec.long_window));
  if (spec.short_window >= spec.long_window) object.fail("short_window", "must be below long_window");
  spec.threshold_bps = read_bps(object, "threshold_bps", spec.threshold_bps);
  spec.mean_quantity = read_shares(object, "mean_quantity", spec.mean_quantity);
  spec.max_position = read_shares(object, "max_position", spec.max_position);
  return spec;
}

FcnSpec read_fcn(JsonObject& object) {
  auto spec = read_accounts<FcnSpec>(object, Count::as_given);
  spec.rate = read_rate(object, "rate", spec.rate);
  spec.fundamental_weight = object.number("fundamental_weight", 0, 1'000, spec.fundamental_weight);
  spec.trend_weight = object.number("trend_weight", 0, 1'000, spec.trend_weight);
  spec.noise_weight = object.number("noise_weight", 0, 1'000, spec.noise_weight);
  spec.noise_bps = read_bps(object, "noise_bps", spec.noise_bps);
  spec.min_window = object.duration("min_window", spec.min_window);
  spec.max_window = object.duration("max_window", spec.max_window);
  if (spec.min_window > spec.max_window) object.fail("min_window", "must not be above max_window");
  spec.reversion = object.duration("reversion", spec.reversion);
  spec.max_margin_bps = read_bps(object, "max_margin_bps", spec.max_margin_bps);
  spec.mean_quantity = read_shares(object, "mean_quantity", spec.mean_quantity);
  return spec;
}

MetaorderSpec read_metaorder(JsonObject& object) {
  auto spec = read_accounts<MetaorderSpec>(object, Count::as_given);
  spec.rate = read_rate(object, "rate", spec.rate);
  spec.exponent = object.number("exponent", 0.1, 10, spec.exponent);
  spec.min_children = object.number("min_children", 1, 1e6, spec.min_children);
  spec.max_children = object.number("max_children", 1, 1e9, spec.max_children);
  spec.mean_quantity = read_shares(object, "mean_quantity", spec.mean_quantity);
  spec.cap_chance = object.number("cap_chance", 0, 1, spec.cap_chance);
  return spec;
}

ExecutionSpec read_execution(JsonObject& object) {
  auto spec = read_accounts<ExecutionSpec>(object, Count::one);
  spec.style = read_word(object, "style", {"twap", "pov"}, "twap") == 0 ? ExecutionSpec::Style::twap
                                                                        : ExecutionSpec::Style::pov;
  spec.side = read_word(object, "side", {"buy", "sell"}) == 0 ? Side::buy : Side::sell;
  spec.quantity = Quantity(object.integer("quantity", 1, kMaxQuantity.shares()));
  spec.begin = object.duration("begin", spec.begin);
  spec.duration = object.duration("duration", spec.duration);
  spec.participation = object.number("participation", 0.001, 0.9, spec.participation);
  spec.interval = object.duration("interval", spec.interval);
  return spec;
}

OrderReplaySpec read_order_replay(JsonObject& object, const ReadContext& context) {
  auto spec = read_accounts<OrderReplaySpec>(object, Count::one);
  if (spec.symbols.size() != 1) object.fail("companies", "must name the one company of the recorded orders");
  const auto text = read_file(object, context);
  if (!text) return spec;
  auto orders = parse_recorded_orders(*text);
  if (!orders) object.fail("file", orders.error());
  if (orders) spec.orders = std::make_shared<const RecordedOrders>(std::move(*orders));
  return spec;
}

}  // namespace

AgentSpec read_agent(const nlohmann::json& value, const std::string& path, const ReadContext& context) {
  JsonObject object(value, path, context.failure);
  const std::size_t type = read_word(object, "type",
                                     {"liquidity_provider", "noise", "market_maker", "value", "momentum",
                                      "fcn", "metaorder", "execution", "replay"});
  if (!context.failure.text.empty()) return NoiseSpec{};
  AgentSpec agent;
  switch (type) {
    case 0: agent = read_liquidity_provider(object); break;
    case 1: agent = read_noise(object); break;
    case 2: agent = read_market_maker(object); break;
    case 3: agent = read_value(object); break;
    case 4: agent = read_momentum(object); break;
    case 5: agent = read_fcn(object); break;
    case 6: agent = read_metaorder(object); break;
    case 7: agent = read_execution(object); break;
    default: agent = read_order_replay(object, context);
  }
  object.finish();
  return agent;
}

}  // namespace market::sim
