#include "tests/bench/commit_race.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>

namespace market::bench {
namespace {

// std::atomic::wait yields some times first, which with so many writers costs more than it saves.
void futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
  static_assert(sizeof(word) == sizeof(std::uint32_t));
  ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), operation, value, nullptr, nullptr, 0);
}

}  // namespace

PlaceOrder race_order(std::uint64_t i) {
  PlaceOrder order;
  order.trader = TraderId(static_cast<std::uint32_t>(i * 7919 % 10'000));
  order.company = CompanyId(static_cast<std::uint32_t>(i * 31 % 100));
  order.side = i % 2 == 0 ? Side::buy : Side::sell;
  order.quantity = Quantity(static_cast<std::int64_t>(1 + i * 17 % 500));
  order.limit_price = Price(static_cast<std::int64_t>(1'000'000 + i * 101 % 5'000 * 100));
  return order;
}

void CommitRace::wake() {
  commits_.fetch_add(1, std::memory_order_release);
  futex(commits_, FUTEX_WAKE_PRIVATE, INT_MAX);
}

void CommitRace::wait_for_commit(std::uint32_t seen) {
  futex(commits_, FUTEX_WAIT_PRIVATE, seen);
}

}  // namespace market::bench
