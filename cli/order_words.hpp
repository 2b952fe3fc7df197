// The short form of an order that a person types: "buy 10 ACME @101.25 day", "sell 5 ACME market",
// "sell 10 ACME stop 95 @94.50", "sell 10 ACME trail 5%".
#pragma once
#include "cli/context.hpp"
#include "cli/json_fwd.hpp"

namespace market::cli {

// The body of POST /v1/orders and of its preview, from the words and flags of `order place`. What follows
// from the rest is filled in: the type, gtd for an order with an expiry, and the order class when the legs
// tell it.
Result<Json> order_body(const Context& context);

}  // namespace market::cli
