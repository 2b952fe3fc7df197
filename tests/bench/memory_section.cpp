#include <malloc.h>

#include <cstdio>

#include "core/block.hpp"
#include "tests/bench/contest.hpp"
#include "tests/bench/exchange_run.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/sections.hpp"

namespace market::bench {
namespace {

constexpr std::uint32_t kOrders = 1'000'000;
constexpr double kMostBytes = 128;

// The engine's tables, and what malloc handed out and did not get back: the heap's and what was mapped on its
// own, with the rounding of both. Of that the pieces that tables are cut from, whole as they are, are no
// part.
std::size_t allocated_bytes() {
  const struct mallinfo2 info = mallinfo2();
  const BlockUse tables = block_use();
  return info.uordblks + info.hblkhd - tables.pieces + tables.blocks;
}

// nullopt when not all orders rest.
std::optional<double> bytes_per_order(std::uint32_t symbols) {
  const Flow flow = generate_flow({.symbols = symbols, .ops = 0, .live = kOrders / symbols});
  ExchangeRun run(flow);
  const std::size_t before = allocated_bytes();
  open_books(run, flow);
  const std::size_t after = allocated_bytes();
  if (!is_right(run, flow) || run.exchange().open_order_count() != kOrders) return std::nullopt;
  return static_cast<double>(after - before) / kOrders;
}

}  // namespace

bool measure_memory() {
  std::printf("\nMemory: 1,000,000 resting limit orders of 10,007 accounts, what was handed out for them\n");
  for (const std::uint32_t symbols : {1u, 100u}) {
    const auto bytes = bytes_per_order(symbols);
    if (!bytes) {
      print_wrong_result();
      return false;
    }
    std::printf("  %-38s %8.1f bytes an order\n", symbols == 1 ? "1 symbol" : "100 symbols", *bytes);
    print_target("at most 128 bytes an order, got " + fixed(*bytes, 1), *bytes <= kMostBytes);
  }
  return true;
}

}  // namespace market::bench
