#include "sim/scenario.hpp"

#include "core/decimal.hpp"
#include "core/hash.hpp"
#include "sim/scenario_reader.hpp"

namespace market {

using nlohmann::json;
using sim::indexed;
using sim::JsonFailure;
using sim::JsonObject;
using sim::ReadContext;

namespace {

// What companies have unless they say otherwise.
struct Defaults {
  PriceProcessSpec price_process;
  ActivitySpec activity;
};

CompanySpec read_company(const json& value, const std::string& path, const Defaults& defaults,
                         const ReadContext& context) {
  JsonObject object(value, path, context.failure);
  CompanySpec company;
  company.symbol = sim::read_symbol(object, "symbol");
  company.name = object.text("name");
  company.sector = object.text("sector", "");
  company.shares = Quantity(object.integer("shares", 1, kMaxQuantity.shares()));
  company.initial_price = Price(object.decimal("initial_price", 1, sim::kHighestPriceUnits));
  company.tick_size =
      Price(object.decimal("tick_size", 1, sim::kHighestPriceUnits, company.tick_size.units()));
  company.lot_size = Quantity(object.integer("lot_size", 1, 1'000'000, company.lot_size.shares()));
  company.price_process = defaults.price_process;
  if (const json* own = object.object("price_process"))
    company.price_process = sim::read_price_process(*own, object.path_of("price_process"), context);
  company.activity = defaults.activity;
  if (const json* own = object.object("activity"))
    company.activity = sim::read_activity(*own, object.path_of("activity"), context);
  if (company.initial_price.units() % company.tick_size.units() != 0)
    object.fail("initial_price", "must be a multiple of the tick size " + to_text(company.tick_size));
  object.finish();
  return company;
}

TraderSpec read_trader(const json& value, const std::string& path, const ReadContext& context) {
  JsonObject object(value, path, context.failure);
  TraderSpec trader;
  trader.slug = sim::read_slug(object, "id");
  trader.name = object.text("name", trader.slug.str());
  trader.cash = Money(object.decimal("cash", 0, kMaxMoney.units(), 0));
  if (const json* holdings = object.object("holdings")) {
    JsonObject members(*holdings, object.path_of("holdings"), context.failure);
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

Scenario read_scenario(const json& value, const ReadContext& context) {
  JsonObject object(value, "", context.failure);
  Scenario scenario;
  scenario.name = sim::read_slug(object, "name").str();
  scenario.description = object.text("description", "");
  (void)object.text("$schema", "");  // for editors
  scenario.seed = static_cast<std::uint64_t>(object.integer("seed", 0, INT64_MAX, 1));
  Defaults defaults;
  if (const json* process = object.object("price_process"))
    defaults.price_process = sim::read_price_process(*process, "price_process", context);
  if (const json* activity = object.object("activity"))
    defaults.activity = sim::read_activity(*activity, "activity", context);
  const auto each = [&](std::string_view key, const auto& read) {
    std::size_t index = 0;
    for (const json* item : object.list(key)) read(*item, indexed(std::string(key), index++));
  };
  each("companies", [&](const json& item, const std::string& path) {
    scenario.companies.push_back(read_company(item, path, defaults, context));
  });
  each("traders", [&](const json& item, const std::string& path) {
    scenario.traders.push_back(read_trader(item, path, context));
  });
  each("agents", [&](const json& item, const std::string& path) {
    scenario.agents.push_back(sim::read_agent(item, path, context));
  });
  each("schedule", [&](const json& item, const std::string& path) {
    scenario.schedule.push_back(sim::read_scheduled_event(item, path, context));
  });
  object.finish();
  return scenario;
}

}  // namespace

Slug AgentAccounts::account(std::uint32_t index) const {
  return count == 0 ? slug : Slug(slug.str() + "-" + std::to_string(index + 1));
}

tl::expected<Scenario, std::string> parse_scenario(std::string_view json_text, const ScenarioSource& source) {
  json document;
  try {
    document = json::parse(json_text);
  } catch (const json::exception& error) {
    const std::string what =
        error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: …"
    const std::size_t name = what.find("] ");
    return tl::unexpected("is not JSON: " + (name == std::string::npos ? what : what.substr(name + 2)));
  }
  JsonFailure failure;
  Scenario scenario = read_scenario(document, {failure, source});
  if (failure.text.empty()) sim::check_consistency(scenario, failure);
  if (!failure.text.empty()) return tl::unexpected(failure.text);
  scenario.fingerprint = Hasher().add(std::string_view(document.dump())).digest();
  return scenario;
}

}  // namespace market
