// What order handlers copy out under the lock, and how it is written after it.
#pragma once
#include <vector>

#include "daemon/rest/access.hpp"
#include "wire/json_writer.hpp"
#include "wire/order_requests.hpp"

namespace market {

// An answer shows no more trades than this of an order, the first; one may fill a million others.
inline constexpr std::size_t kMaxTradesShown = 1'000;

struct OrderResult {
  int status = 200;
  Order order;
  std::vector<Trade> trades;  // its fills by this command; of a repeated placement: those of the first order
  bool is_repeated = false;   // complete() has to fill it in
};

// The order of a request, with its trader and company.
[[nodiscard]] Found<PlaceOrder> resolve_order(const Exchange& exchange, const Principal& principal,
                                              PlaceOrderRequest request);

// Each resolves the names in the request for its sender, submits one command and copies out what became of
// the order.
[[nodiscard]] Found<OrderResult> place(Venue::Session& session, const Principal& principal,
                                       PlaceOrderRequest request);
[[nodiscard]] Found<OrderResult> amend(Venue::Session& session, const Principal& principal, OrderId id,
                                       const OrderChange& change);
[[nodiscard]] Found<OrderResult> cancel(Venue::Session& session, const Principal& principal, OrderId id);

// Without the lock, before the result is written: what a repeated placement answers may have left memory.
void complete(const Call& call, OrderResult& result);

// "order":{…},"trades":[…] inside an object that the caller opened.
void append_order_result(JsonWriter& json, const OrderResult& result);

}  // namespace market
