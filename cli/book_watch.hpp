// market book --watch: one company's book as a ladder that changes in its place, kept from the feed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/context.hpp"

namespace market::cli {

// Until SIGINT, or `count` changes. On a terminal the ladder is drawn in its place, on the terminal's other
// screen, which is left at the end; elsewhere, and in other formats than a table, each change is one line of
// JSON: {symbol, bids, asks, seq}. A copy that its checksum does not prove is thrown away and begun again.
Status watch_book(Context& context, const std::string& symbol, std::size_t depth,
                  std::optional<std::uint64_t> count);

}  // namespace market::cli
