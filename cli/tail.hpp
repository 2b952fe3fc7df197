// tail_feed: prints the feed's messages as they come, for as long as it is told to. Broken connections are
// taken up again after the last message seen, so that nothing is lost and nothing comes twice.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/context.hpp"

namespace market::cli {

struct TailOptions {
  std::string channels = "trades";         // comma separated
  std::string symbols;                     // comma separated; empty: all
  std::optional<std::string> since;        // "seq" or "seq-n": what comes after it
  std::optional<std::string> resume_file;  // where the last id is kept; read at the start when it exists
  std::optional<std::uint64_t> count;      // messages to print
  std::optional<std::chrono::milliseconds> duration;
};

Status tail_feed(Context& context, const TailOptions& options);

}  // namespace market::cli
