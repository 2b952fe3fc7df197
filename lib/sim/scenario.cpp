#include "sim/scenario.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/decimal.hpp"
#include "core/nearest.hpp"
#include "sim/json_reader.hpp"

namespace market {

using nlohmann::json;
using sim::JsonFailure;
using sim::JsonObject;

namespace {

constexpr std::int64_t kHighestPriceUnits = 1'000'000 * kUnitsPerCurrency;
constexpr std::int64_t kMostItems = 1'000;  // companies, traders, agents, accounts of one agent

std::string indexed(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

Slug read_slug(JsonObject& object, std::string_view key) {
  if (const auto slug = parse_slug(object.text(key))) return *slug;
  object.fail(key, "must match [a-z0-9][a-z0-9_-]{0,31}");
  return {};
}

Symbol read_symbol(JsonObject& object, std::string_view key) {
  if (const auto symbol = parse_symbol(object.text(key))) return *symbol;
  object.fail(key, "must match [A-Z][A-Z0-9.]{0,9}");
  return {};
}

// `types` are the known values of the member "type".
std::string read_type(JsonObject& object, const std::vector<std::string_view>& types) {
  const std::string type = object.text("type");
  if (std::find(types.begin(), types.end(), type) != types.end()) return type;
  const auto nearest = nearest_name(type, types);
  std::string known;
  for (const std::string_view name : types) known += (known.empty() ? "" : ", ") + std::string(name);
  object.fail("type",
              "\"" + type + "\" is not known" +
                  (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : "; known are " + known));
  return {};
}

PriceProcessSpec read_price_process(const json& value, const std::string& path, JsonFailure& failure) {
  JsonObject object(value, path, failure);
  read_type(object, {"random_walk"});
  RandomWalkSpec spec;
  spec.interval = object.duration("interval", spec.interval);
  spec.low_percent = object.number("low_percent", -99, 1'000, spec.low_percent);
  spec.high_percent = object.number("high_percent", -99, 1'000, spec.high_percent);
  spec.floor = Price(object.decimal("floor", 1, kHighestPriceUnits, spec.floor.units()));
  if (spec.low_percent > spec.high_percent) object.fail("low_percent", "must not be above high_percent");
  object.finish();
  return spec;
}

CompanySpec read_company(const json& value, const std::string& path, const PriceProcessSpec& process,
                         JsonFailure& failure) {
  JsonObject object(value, path, failure);
  CompanySpec company;
  company.symbol = read_symbol(object, "symbol");
  company.name = object.text("name");
  company.sector = object.text("sector", "");
  company.shares = Quantity(object.integer("shares", 1, kMaxQuantity.shares()));
  company.initial_price = Price(object.decimal("initial_price", 1, kHighestPriceUnits));
  company.tick_size = Price(object.decimal("tick_size", 1, kHighestPriceUnits, company.tick_size.units()));
  company.lot_size = Quantity(object.integer("lot_size", 1, 1'000'000, company.lot_size.shares()));
  const json* own_process = object.object("price_process");
  company.price_process =
      own_process ? read_price_process(*own_process, object.path_of("price_process"), failure) : process;
  if (company.initial_price.units() % company.tick_size.units() != 0)
    object.fail("initial_price", "must be a multiple of the tick size " + to_text(company.tick_size));
  object.finish();
  return company;
}

TraderSpec read_trader(const json& value, const std::string& path, JsonFailure& failure) {
  JsonObject object(value, path, failure);
  TraderSpec trader;
  trader.slug = read_slug(object, "id");
  trader.name = object.text("name", trader.slug.str());
  trader.cash = Money(object.decimal("cash", 0, kMaxMoney.units(), 0));
  if (const json* holdings = object.object("holdings")) {
    JsonObject members(*holdings, object.path_of("holdings"), failure);
    if (holdings->is_object())
      for (const auto& [key, quantity] : holdings->items()) {
        const auto symbol = parse_symbol(key);
        if (!symbol) members.fail(key, "is not a symbol");
        const Quantity shares(members.integer(key, 1, kMaxQuantity.shares()));
        if (symbol) trader.holdings.emplace_back(*symbol, shares);
      }
  }
  object.finish();
  return trader;
}

LiquidityProviderSpec read_liquidity_provider(JsonObject& object) {
  LiquidityProviderSpec spec;
  spec.slug = read_slug(object, "id");
  spec.name = object.text("name", spec.slug.str());
  spec.cash = Money(object.decimal("cash", 0, kMaxMoney.units()));
  spec.shares = Quantity(object.integer("shares", 0, kMaxQuantity.shares()));
  spec.levels = static_cast<std::uint32_t>(object.integer("levels", 1, 100, spec.levels));
  spec.half_spread_bps = object.number("half_spread_bps", 0, 5'000, spec.half_spread_bps);
  spec.level_step_bps = object.number("level_step_bps", 0, 5'000, spec.level_step_bps);
  spec.level_quantity =
      Quantity(object.integer("level_quantity", 1, 1'000'000'000, spec.level_quantity.shares()));
  return spec;
}

NoiseSpec read_noise(JsonObject& object) {
  NoiseSpec spec;
  spec.slug = read_slug(object, "id");
  spec.name = object.text("name", spec.slug.str());
  spec.count = static_cast<std::uint32_t>(object.integer("count", 1, kMostItems, spec.count));
  spec.cash = Money(object.decimal("cash", 0, kMaxMoney.units()));
  spec.shares = Quantity(object.integer("shares", 0, kMaxQuantity.shares()));
  spec.limit_rate = object.number("limit_rate", 0, 1e6, spec.limit_rate);
  spec.market_rate = object.number("market_rate", 0, 1e6, spec.market_rate);
  spec.lifetime = object.duration("lifetime", spec.lifetime);
  spec.distance_exponent = object.number("distance_exponent", 0, 10, spec.distance_exponent);
  spec.max_distance_bps = object.number("max_distance_bps", 0, 5'000, spec.max_distance_bps);
  spec.mean_quantity =
      Quantity(object.integer("mean_quantity", 1, 1'000'000'000, spec.mean_quantity.shares()));
  spec.max_open_orders =
      static_cast<std::uint32_t>(object.integer("max_open_orders", 0, 100'000, spec.max_open_orders));
  if (!parse_slug(spec.slug.str() + "-" + std::to_string(spec.count)))
    object.fail("id", "is too long: its accounts are named \"" + spec.slug.str() + "-1\" and so on");
  return spec;
}

AgentSpec read_agent(const json& value, const std::string& path, JsonFailure& failure) {
  JsonObject object(value, path, failure);
  const std::string type = read_type(object, {"liquidity_provider", "noise"});
  if (type.empty()) return NoiseSpec{};
  AgentSpec agent;
  if (type == "noise") {
    agent = read_noise(object);
  } else {
    agent = read_liquidity_provider(object);
  }
  object.finish();
  return agent;
}

Scenario read_scenario(const json& value, JsonFailure& failure) {
  JsonObject object(value, "", failure);
  Scenario scenario;
  scenario.name = read_slug(object, "name").str();
  scenario.description = object.text("description", "");
  scenario.seed = static_cast<std::uint64_t>(object.integer("seed", 0, INT64_MAX, 1));
  PriceProcessSpec process;
  if (const json* own = object.object("price_process"))
    process = read_price_process(*own, "price_process", failure);
  for (const json* item : object.list("companies"))
    scenario.companies.push_back(
        read_company(*item, indexed("companies", scenario.companies.size()), process, failure));
  for (const json* item : object.list("traders"))
    scenario.traders.push_back(read_trader(*item, indexed("traders", scenario.traders.size()), failure));
  for (const json* item : object.list("agents"))
    scenario.agents.push_back(read_agent(*item, indexed("agents", scenario.agents.size()), failure));
  object.finish();
  return scenario;
}

// What only the scenario as a whole can show: names used twice, and shares given out that do not exist.
class Consistency {
 public:
  explicit Consistency(JsonFailure& failure) : failure_(failure) {}

  void check(const Scenario& scenario) {
    if (scenario.companies.empty()) failure_.note("companies", "must hold at least one company");
    for (const CompanySpec& company : scenario.companies)
      if (!left_.emplace(company.symbol, company.shares).second)
        failure_.note("companies", "symbol " + company.symbol.str() + " is there twice");
    for (const TraderSpec& trader : scenario.traders) {
      add_account(trader.slug);
      for (const auto& [symbol, quantity] : trader.holdings) take(symbol, quantity, trader.slug);
    }
    for (const AgentSpec& agent : scenario.agents)
      std::visit([this](const auto& spec) { add_agent(spec); }, agent);
  }

 private:
  void add_agent(const LiquidityProviderSpec& spec) {
    add_account(spec.slug);
    take_of_each(spec.shares, spec.slug);
  }

  void add_agent(const NoiseSpec& spec) {
    for (std::uint32_t i = 0; i < spec.count; ++i) {
      add_account(spec.account(i));
      take_of_each(spec.shares, spec.slug);
    }
  }

  void add_account(const Slug& slug) {
    if (!accounts_.insert(slug).second)
      failure_.note("", "the account \"" + slug.str() + "\" is there twice");
  }

  void take_of_each(Quantity quantity, const Slug& owner) {
    for (auto& [symbol, left] : left_) take(symbol, quantity, owner);
  }

  void take(const Symbol& symbol, Quantity quantity, const Slug& owner) {
    const auto found = left_.find(symbol);
    if (found == left_.end()) {
      failure_.note("",
                    "\"" + owner.str() + "\" holds " + symbol.str() + ", which is not one of the companies");
    } else if (found->second < quantity) {
      failure_.note("", "the shares of " + symbol.str() +
                            " do not suffice for what traders and agents up to \"" + owner.str() +
                            "\" hold; give the company more shares");
    } else {
      found->second -= quantity;
    }
  }

  JsonFailure& failure_;
  std::map<Symbol, Quantity> left_;
  std::set<Slug> accounts_;
};

}  // namespace

Slug NoiseSpec::account(std::uint32_t index) const {
  return Slug(slug.str() + "-" + std::to_string(index + 1));
}

tl::expected<Scenario, std::string> parse_scenario(std::string_view json_text) {
  json document;
  try {
    document = json::parse(json_text);
  } catch (const json::exception& error) {
    return tl::unexpected(std::string("is not JSON: ") + error.what());
  }
  JsonFailure failure;
  Scenario scenario = read_scenario(document, failure);
  if (failure.text.empty()) Consistency(failure).check(scenario);
  if (!failure.text.empty()) return tl::unexpected(failure.text);
  return scenario;
}

}  // namespace market
