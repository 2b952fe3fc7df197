// hash_run SEED COMMANDS: applies that many random commands to an exchange and prints the hash of its state.
// Every compiler and every level of optimisation must print the same; ./dev soak compares them.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "tests/support/view_of.hpp"

using namespace market;
using namespace market::test;

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: hash_run SEED COMMANDS\n");
    return 2;
  }
  CommandFlow flow(std::strtoull(argv[1], nullptr, 10));
  const std::uint64_t commands = std::strtoull(argv[2], nullptr, 10);
  Exchange exchange;
  const MarketView view = view_of(exchange);
  const std::vector<Command> opening = flow.opening();
  Timestamp time = CommandFlow::kStart;
  const auto apply = [&](const Command& command, Timestamp at) {
    const auto applied = exchange.apply(command, {.seq = exchange.seq() + 1, .time = at});
    if (applied && !applied->repeated && std::holds_alternative<PlaceOrder>(command))
      flow.saw_order(applied->order);
  };
  for (std::uint64_t i = 0; i < commands; ++i) {
    time = time + flow.pause();
    for (auto due = exchange.next_due(); due && *due <= time; due = exchange.next_due())
      apply(AdvanceTime{}, std::max(exchange.now(), *due));
    apply(i < opening.size() ? opening[i] : flow.next(view, time), time);
  }
  std::printf("%016" PRIx64 "\n", exchange.state_hash());
  return 0;
}
