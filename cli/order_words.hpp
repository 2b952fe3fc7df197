// The short form of an order that a person types: "buy 10 ACME @101.25", "sell 5 ACME --market".
#pragma once
#include "cli/context.hpp"
#include "cli/json_fwd.hpp"

namespace market::cli {

// The body of POST /v1/orders from the words and flags of `order place`; makes a client_order_id when none is
// given.
Result<Json> order_body(const Context& context);

}  // namespace market::cli
