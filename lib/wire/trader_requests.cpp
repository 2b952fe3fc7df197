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

// Null removes a limit, where leaving it out keeps it.
template <class T>
std::optional<std::optional<T>> change_of(const JsonNode& object, std::string_view name,
                                          std::optional<T> given) {
  if (given) return given;
  if (is_cleared(object, name)) return std::optional<T>();
  return std::nullopt;
}

std::optional<std::uint32_t> read_count(ObjectReader& read, std::string_view name, std::int64_t most) {
  const auto count = read.integer(name, 1, most);
  return count ? std::optional(static_cast<std::uint32_t>(*count)) : std::nullopt;
}

UpdateTraderRequest::LimitChange read_limits(ObjectReader& parent, FieldErrors& errors) {
  UpdateTraderRequest::LimitChange limits;
  const JsonNode* node = parent.node("limits");
  if (node == nullptr) return limits;
  ObjectReader read(*node, errors, "limits");
  limits.max_open_orders = read_count(read, "max_open_orders", kMostOpenOrders);
  if (is_cleared(*node, "max_open_orders")) limits.max_open_orders = kDefaultMaxOpenOrders;
  limits.max_order_quantity = change_of(*node, "max_order_quantity", read.quantity("max_order_quantity"));
  limits.max_order_value = change_of(*node, "max_order_value", read.money("max_order_value", kPositiveMoney));
  limits.max_orders_per_second =
      change_of(*node, "max_orders_per_second", read_count(read, "max_orders_per_second", kMaxOrderRate));
  read.finish();
  return limits;
}

}  // namespace

bool is_reserved_trader(std::string_view id) {
  return id == "me" || id == "exchange" || id == "outside" || id == "issuer" || id == "treasury";
}

tl::expected<RegisterTraderRequest, Problem> read_register_trader(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  RegisterTraderRequest request;
  request.id = read.slug("id");
  if (request.id && is_reserved_trader(request.id->view()))
    read.fail("id",
              "\"" + request.id->str() + "\" means something else in this interface: choose another id");
  const auto name = read.text("name", kNameLength, request.id ? Need::optional : Need::required);
  request.name = name ? *name : request.id ? request.id->str() : "";
  request.cash = read.money("cash", {}).value_or(Money());
  request.holdings = read_holdings(read, errors);
  if (const auto schedule = read.slug("fee_schedule")) request.fee_schedule = schedule->str();
  request.limits = UpdateTraderRequest{{}, {}, read_limits(read, errors)}.merged(TraderLimits());
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return request;
}

bool UpdateTraderRequest::changes_limits() const {
  return limits.max_open_orders || limits.max_order_quantity || limits.max_order_value ||
         limits.max_orders_per_second;
}

TraderLimits UpdateTraderRequest::merged(TraderLimits now) const {
  now.max_open_orders = limits.max_open_orders.value_or(now.max_open_orders);
  now.max_order_quantity = limits.max_order_quantity.value_or(now.max_order_quantity);
  now.max_order_value = limits.max_order_value.value_or(now.max_order_value);
  now.max_orders_per_second = limits.max_orders_per_second.value_or(now.max_orders_per_second);
  return now;
}

tl::expected<UpdateTraderRequest, Problem> read_update_trader(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  UpdateTraderRequest request;
  request.name = read.text("name", kNameLength);
  // No schedule has an empty name, so null and "" mean the same: none.
  const JsonNode* schedule = body.find("fee_schedule");
  const bool none =
      schedule != nullptr && (schedule->is_null() || (schedule->is_string() && schedule->text.empty()));
  if (none) {
    read.take("fee_schedule");
    request.fee_schedule = "";
  } else if (const auto named = read.slug("fee_schedule")) {
    request.fee_schedule = named->str();
  }
  request.limits = read_limits(read, errors);
  read.finish();
  if (errors.empty() && !request.name && !request.fee_schedule && !request.changes_limits())
    errors.push_back({"", "give at least one field to change: name, fee_schedule, limits"});
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
