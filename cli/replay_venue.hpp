// What a replay needs before it starts: the company, and two traders with enough cash and shares.
#pragma once
#include <string>

#include "cli/context.hpp"
#include "cli/lobster_translator.hpp"

namespace market::cli {

// Registers the company if it is missing, and the traders: under the names given (topped up when they exist),
// or under fresh ones: replay-maker and replay-taker, with -2, -3 … when those are taken.
Result<ReplayParties> prepare_replay(Context& context, const std::string& symbol, const ReplayNeeds& needs);

}  // namespace market::cli
