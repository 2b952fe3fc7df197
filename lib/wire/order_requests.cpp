#include "wire/order_requests.hpp"

#include "wire/order_terms.hpp"

namespace market {
namespace {

constexpr std::string_view kTypes[] = {"limit", "market", "stop", "stop_limit", "trailing_stop"};
constexpr std::string_view kTimesInForce[] = {"gtc", "day", "gtd", "ioc", "fok", "opg", "cls"};
constexpr std::string_view kSelfTrades[] = {"cancel_newest", "cancel_oldest", "cancel_both", "decrement",
                                            "allow"};
constexpr std::string_view kOperations[] = {"place", "amend", "cancel"};

constexpr Words kTypeWords{kTypes};
constexpr Words kTimeInForceWords{kTimesInForce};
constexpr Words kSelfTradeWords{kSelfTrades};
constexpr Words kOperationWords{kOperations};

void read_post_only(ObjectReader& read, std::optional<OrderType> type, PlaceOrder& order) {
  order.post_only = read.boolean("post_only").value_or(false);
  if (!order.post_only || !type || type == OrderType::limit) return;
  read.fail("post_only", type == OrderType::market
                             ? "is for limit orders: a market order always takes"
                             : "is for limit orders: what a stop becomes may take when it triggers");
}

// `errors_before` as for ObjectReader::finish.
PlaceOrderRequest read_place_fields(ObjectReader& read, FieldErrors& errors, std::size_t errors_before) {
  PlaceOrderRequest request;
  PlaceOrder& order = request.order;
  request.trader = read.slug("trader");
  request.symbol = read.symbol("symbol", Need::required).value_or(Symbol());
  order.side = read.word("side", parse_side, kSideWords, Need::required).value_or(Side::buy);
  const auto type = read.word("type", parse_order_type, kTypeWords, Need::required);
  order.type = type.value_or(OrderType::limit);
  order.quantity = read.quantity("quantity", Need::required).value_or(Quantity());
  order.time_in_force = read.word("time_in_force", parse_time_in_force, kTimeInForceWords)
                            .value_or(type == OrderType::market ? TimeInForce::ioc : TimeInForce::gtc);
  read_order_terms(read, errors, errors_before, type, order);
  read_post_only(read, type, order);
  order.self_trade = read.word("self_trade", parse_self_trade_policy, kSelfTradeWords)
                         .value_or(SelfTradePolicy::cancel_newest);
  order.client_order_id = read.client_order_id("client_order_id").value_or(ClientOrderId());
  return request;
}

OrderChange read_change_fields(ObjectReader& read) {
  OrderChange change;
  change.quantity = read.quantity("quantity");
  change.limit_price = read.price("limit_price");
  change.stop_price = read.price("stop_price");
  return change;
}

// Noted only for a change that was otherwise well formed: a wrong field is no missing one.
void require_some_change(const OrderChange& change, FieldErrors& errors) {
  if (errors.empty() && !change.quantity && !change.limit_price && !change.stop_price)
    errors.push_back({"", "give at least one field to change: quantity, limit_price, stop_price"});
}

OrderName read_order_name(ObjectReader& read, FieldErrors& errors) {
  OrderName name;
  name.id = read.order_id("id");
  name.client_order_id = read.client_order_id("client_order_id");
  name.trader = read.slug("trader");
  if (errors.empty() && name.id.has_value() == name.client_order_id.has_value())
    errors.push_back({"id", "name the order by id or by client_order_id, one of the two"});
  return name;
}

enum class Operation { place, amend, cancel };

std::optional<Operation> parse_operation(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kOperations); ++i)
    if (kOperations[i] == text) return static_cast<Operation>(i);
  return std::nullopt;
}

BatchOperation read_fields_of(Operation operation, ObjectReader& read, FieldErrors& errors,
                              std::size_t errors_before) {
  switch (operation) {
    case Operation::place: return read_place_fields(read, errors, errors_before);
    case Operation::amend: {
      AmendRequest request{read_order_name(read, errors), read_change_fields(read)};
      require_some_change(request.change, errors);
      return request;
    }
    case Operation::cancel: return CancelRequest{read_order_name(read, errors)};
  }
  return Problem();
}

BatchOperation read_operation(const JsonNode& node, std::size_t errors_before) {
  FieldErrors errors;
  ObjectReader read(node, errors);
  const auto operation = read.word("op", parse_operation, kOperationWords, Need::required);
  if (!operation) return invalid_request(std::move(errors));
  BatchOperation result = read_fields_of(*operation, read, errors, errors_before);
  read.finish(errors_before);
  if (!errors.empty()) return invalid_request(std::move(errors));
  return result;
}

}  // namespace

tl::expected<PlaceOrderRequest, Problem> read_place_order(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  PlaceOrderRequest request = read_place_fields(read, errors, 0);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return request;
}

tl::expected<OrderChange, Problem> read_order_change(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const OrderChange change = read_change_fields(read);
  read.finish();
  require_some_change(change, errors);
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return change;
}

tl::expected<CancelAfterRequest, Problem> read_cancel_after(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  CancelAfterRequest request;
  request.trader = read.slug("trader");
  constexpr std::int64_t kMostSeconds = kMaxCancelAfter.ns() / Duration::seconds(1).ns();
  request.delay = Duration::seconds(read.integer("seconds", 0, kMostSeconds, Need::required).value_or(0));
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return request;
}

tl::expected<std::vector<BatchOperation>, Problem> read_batch(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const JsonNode* operations = read.node("operations", Need::required);
  read.finish();
  if (operations != nullptr && (!operations->is_array() || operations->items.empty() ||
                                operations->items.size() > kMaxBatchOperations))
    read.fail("operations",
              "must be an array of 1 to " + std::to_string(kMaxBatchOperations) + " operations");
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  std::vector<BatchOperation> result;
  result.reserve(operations->items.size());
  std::size_t errors_before = 0;
  for (const JsonNode& node : operations->items) {
    result.push_back(read_operation(node, errors_before));
    if (const Problem* problem = std::get_if<Problem>(&result.back()))
      errors_before += problem->errors.size();
  }
  return result;
}

}  // namespace market
