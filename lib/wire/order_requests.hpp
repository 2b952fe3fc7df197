// Request bodies about orders, read as far as that goes without the state: names are not resolved to ids yet.
#pragma once
#include <optional>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "model/command.hpp"
#include "wire/object_reader.hpp"

namespace market {

inline constexpr std::string_view kSides[] = {"buy", "sell"};
inline constexpr Words kSideWords{kSides};

struct PlaceOrderRequest {
  std::optional<Slug> trader;  // absent: the trader of the key
  Symbol symbol;
  PlaceOrder order;  // without trader and company
};
[[nodiscard]] tl::expected<PlaceOrderRequest, Problem> read_place_order(const JsonNode& body);

struct OrderChange {
  std::optional<Quantity> quantity;
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
};
[[nodiscard]] tl::expected<OrderChange, Problem> read_order_change(const JsonNode& body);

struct CancelAfterRequest {
  std::optional<Slug> trader;  // absent: the trader of the key
  Duration delay;              // 0 disarms
};
[[nodiscard]] tl::expected<CancelAfterRequest, Problem> read_cancel_after(const JsonNode& body);

// How a batch operation names an order: by id, or by client_order_id of a trader.
struct OrderName {
  std::optional<OrderId> id;
  std::optional<ClientOrderId> client_order_id;
  std::optional<Slug> trader;
};

struct AmendRequest {
  OrderName order;
  OrderChange change;
};

struct CancelRequest {
  OrderName order;
};

// An operation that could not be read is its problem: it fails alone.
using BatchOperation = std::variant<PlaceOrderRequest, AmendRequest, CancelRequest, Problem>;

inline constexpr std::size_t kMaxBatchOperations = 1'000;
[[nodiscard]] tl::expected<std::vector<BatchOperation>, Problem> read_batch(const JsonNode& body);

}  // namespace market
