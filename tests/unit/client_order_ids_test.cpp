// ClientOrderIds: an id is held while its order is open and for the window after, by trader.
#include "engine/client_order_ids.hpp"

#include <doctest/doctest.h>

using namespace market;

namespace {
const ClientOrderId kText("order-1");
constexpr Duration kWindow = Duration::seconds(100);
constexpr Timestamp at(std::int64_t seconds) {
  return Timestamp(0) + Duration::seconds(seconds);
}
}  // namespace

TEST_CASE("an id is free, held while open, held for the window after the end, then free again") {
  ClientOrderIds ids;
  CHECK(ids.find(TraderId(1), kText, at(0), kWindow) == nullptr);
  const auto number = ids.insert(TraderId(1), kText, OrderId(5), 99);
  REQUIRE(ids.find(TraderId(1), kText, at(100'000), kWindow) != nullptr);
  CHECK(ids.find(TraderId(1), kText, at(0), kWindow)->order == OrderId(5));
  ids.end(number, at(10));
  CHECK(ids.find(TraderId(1), kText, at(109), kWindow) != nullptr);
  CHECK(ids.find(TraderId(1), kText, at(110), kWindow) == nullptr);
  ids.prune(at(110), kWindow);
  CHECK(ids.ended().empty());
  ids.insert(TraderId(1), kText, OrderId(6), 98);
  CHECK(ids.find(TraderId(1), kText, at(110), kWindow)->order == OrderId(6));
}

TEST_CASE("two traders may use the same id") {
  ClientOrderIds ids;
  ids.insert(TraderId(1), kText, OrderId(5), 1);
  CHECK(ids.find(TraderId(2), kText, at(0), kWindow) == nullptr);
  ids.insert(TraderId(2), kText, OrderId(6), 2);
  CHECK(ids.find(TraderId(1), kText, at(0), kWindow)->order == OrderId(5));
  CHECK(ids.find(TraderId(2), kText, at(0), kWindow)->order == OrderId(6));
}
