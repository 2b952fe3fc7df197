#include "wire/trader_requests.hpp"

#include "wire/object_reader.hpp"

namespace market {
namespace {

constexpr TextLength kNameLength{1, 200};
constexpr std::int64_t kMostOpenOrders = 10'000'000;

std::vector<std::pair<Symbol, Quantity>> read_holdings(ObjectReader& read, FieldErrors& errors) {
  std::vector<std::pair<Symbol, Quantity>> holdings;
  const JsonNode* node = read.node("holdings");
  if (node == nullptr) return holdings;
  if (!node->is_object()) {
    read.fail("holdings", "must be an object of symbol to quantity, such as {\"ACME\": 100}");
    return holdings;
  }
  for (const JsonMember& member : node->members) {
    const auto symbol = parse_symbol(member.name);
    const std::string path = "holdings." + member.name.substr(0, 64);
    if (!symbol) {
      errors.push_back({path, std::string(kSymbolRule)});
      continue;
    }
    const auto shares =
        read_integer(member.value.is_number() ? member.value.text : "", 1, kMaxQuantity.shares());
    if (shares) {
      holdings.emplace_back(*symbol, Quantity(*shares));
    } else {
      errors.push_back({path, shares.error()});
    }
  }
  return holdings;
}

TraderLimits read_limits(ObjectReader& parent, FieldErrors& errors) {
  TraderLimits limits;
  const JsonNode* node = parent.node("limits");
  if (node == nullptr) return limits;
  ObjectReader read(*node, errors, "limits");
  if (const auto most = read.integer("max_open_orders", 1, kMostOpenOrders))
    limits.max_open_orders = static_cast<std::uint32_t>(*most);
  limits.max_order_quantity = read.quantity("max_order_quantity");
  limits.max_order_value = read.money("max_order_value", kPositiveMoney);
  read.finish();
  return limits;
}

}  // namespace

tl::expected<RegisterTraderRequest, Problem> read_register_trader(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  RegisterTraderRequest request;
  request.id = read.slug("id");
  if (request.id && request.id->view() == "me")
    read.fail("id", "\"me\" is taken: it names the trader of the key");
  const auto name = read.text("name", kNameLength, request.id ? Need::optional : Need::required);
  request.name = name ? *name : request.id ? request.id->str() : "";
  request.cash = read.money("cash", {}).value_or(Money());
  request.holdings = read_holdings(read, errors);
  if (const auto schedule = read.slug("fee_schedule")) request.fee_schedule = schedule->str();
  request.limits = read_limits(read, errors);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return request;
}

tl::expected<Money, Problem> read_amount(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const auto amount = read.money("amount", kPositiveMoney, Need::required);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return *amount;
}

tl::expected<void, Problem> read_nothing(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return {};
}

}  // namespace market
