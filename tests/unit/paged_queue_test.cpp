// PagedQueue: whatever is appended and dropped, it has the same records as a std::deque, and gives its memory
// back for others to use.
#include "core/paged_queue.hpp"

#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <random>

#include "tests/support/environment.hpp"

using namespace market;
using namespace market::test;

namespace {

struct Record {
  std::uint64_t number = 0;
  std::array<char, 300> rest{};
};

}  // namespace

TEST_CASE("a paged queue has the same records as a deque") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20261127);
  INFO("MARKET_SEED=", seed);
  std::mt19937_64 random(seed);
  const std::size_t before = block_use().blocks;
  {
    PagedQueue<Record> queue;
    std::deque<std::uint64_t> model;
    std::uint64_t next = 0;
    for (int round = 0; round < 400; ++round) {
      for (std::uint64_t i = random() % 200; i > 0; --i) {
        queue.push_back({next, {}});
        model.push_back(next++);
      }
      const std::size_t dropped = random() % (model.size() + 1);
      queue.pop_front(dropped);
      model.erase(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(dropped));
      REQUIRE(queue.size() == model.size());
      CHECK(queue.empty() == model.empty());
      if (!model.empty()) CHECK(queue.front().number == model.front());
      for (std::size_t i = 0; i < model.size(); ++i) CHECK(queue[i].number == model[i]);
    }
    CHECK(block_use().blocks > before);
    queue.pop_front(queue.size());
    CHECK(block_use().blocks <= before + (16 << 10));
  }
  CHECK(block_use().blocks == before);
}
