// Replays: recorded order flow through the API, in batches, as fast as it goes or at the recorded pace.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "cli/context.hpp"

namespace market::cli {

struct ReplayOptions {
  std::string file;             // its name, for the summary
  std::string symbol;           // LOBSTER files only
  std::optional<double> speed;  // times the recorded pace; nullopt: as fast as it goes
  bool dry_run = false;         // read and count only
};

Status replay_lobster(Context& context, std::string_view text, const ReplayOptions& options);
// One batch operation a line.
Status replay_operations(Context& context, std::string_view text, const ReplayOptions& options);

}  // namespace market::cli
