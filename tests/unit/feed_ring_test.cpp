// FeedRing: readers get every event once and in order, never one that is not durable, and are told when what
// they ask for is gone.
#include "venue/feed_ring.hpp"

#include <doctest/doctest.h>

using namespace market;

namespace {

FeedEvent event(Seq seq, std::uint32_t n) {
  FeedEvent made;
  made.seq = seq;
  made.n = n;
  return made;
}

// Commands 1, 2, 3 … with two messages each.
void fill(FeedRing& ring, Seq from, Seq to) {
  for (Seq seq = from; seq <= to; ++seq)
    for (const std::uint32_t n : {0u, 1u}) ring.push(event(seq, n));
}

}  // namespace

TEST_CASE("a reader sees durable events once, in order, in portions") {
  FeedRing ring(100);
  fill(ring, 1, 10);
  std::uint64_t cursor = 0;
  std::vector<FeedEvent> out;
  REQUIRE(ring.read(cursor, 4, 5, out));
  CHECK(out.size() == 5);
  REQUIRE(ring.read(cursor, 4, 100, out));
  REQUIRE(out.size() == 8);
  CHECK(out.back().seq == 4);
  CHECK(out.back().n == 1);
  REQUIRE(ring.read(cursor, 10, 100, out));
  CHECK(out.size() == 20);
  CHECK(cursor == ring.end());
}

TEST_CASE("a cursor that was overtaken by the ring is told so") {
  FeedRing ring(8);
  fill(ring, 1, 10);
  CHECK(ring.begin() == 12);
  std::uint64_t cursor = 11;
  std::vector<FeedEvent> out;
  CHECK_FALSE(ring.read(cursor, 10, 100, out));
  CHECK(out.empty());
  CHECK(ring.floor() == 6);
}

TEST_CASE("resuming finds the place behind what was seen, or says that it may be gone") {
  FeedRing ring(8);
  fill(ring, 1, 3);
  CHECK(ring.find_after(0, std::nullopt) == 0);
  CHECK(ring.find_after(2, std::nullopt) == 4);
  CHECK(ring.find_after(2, 0) == 3);
  CHECK(ring.find_after(2, 1) == 4);
  CHECK(ring.find_after(99, std::nullopt) == 6);
  fill(ring, 4, 10);  // 1 to 6 are overwritten
  CHECK(ring.find_after(5, std::nullopt) == std::nullopt);
  CHECK(ring.find_after(6, std::nullopt) == 12);
  CHECK(ring.find_after(6, 0) == std::nullopt);
  CHECK(ring.find_after(7, 0) == 13);
}

// What an earlier process kept begins within command 5: of that one something may be missing.
TEST_CASE("resuming over a restart says that something may be gone where the kept messages begin") {
  FeedRing ring(100);
  ring.restore({event(6, 0), event(6, 1), event(7, 0)}, 5);
  CHECK_FALSE(ring.find_after(4, std::nullopt));
  CHECK_FALSE(ring.find_after(5, 0u));
  CHECK(ring.find_after(5, std::nullopt) == 0);
  CHECK(ring.find_after(6, 0u) == 1);
  FeedRing whole(100);
  whole.restore({event(6, 0)}, 0);
  CHECK(whole.find_after(0, std::nullopt) == 0);
  CHECK(whole.find_after(0, 0u) == 0);
}
