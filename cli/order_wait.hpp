// Waiting for what becomes of an order.
#pragma once
#include <string>

#include "cli/context.hpp"

namespace market::cli {

// Asks for the order at `target` until it has reached `wanted`, and shows it: "closed" is any end,
// "partially_filled" any fill, "new" no longer held; "filled", "canceled" and "expired" are these ends. A
// server that is away is waited for as well. Fails with ExitCode::timed_out after --timeout, and with
// ExitCode::failure when the order ended another way.
Status wait_for_order(Context& context, const std::string& target, const std::string& wanted);

}  // namespace market::cli
