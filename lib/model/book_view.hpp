// Copies of what stands in an order book, for answers and the feed.
#pragma once
#include <cstdint>
#include <optional>

#include "core/ids.hpp"
#include "core/money.hpp"

namespace market {

struct TopOfBook {
  std::optional<Price> bid, ask;
  Quantity bid_size, ask_size;  // 0 on an empty side
  bool operator==(const TopOfBook&) const = default;
};

struct BookLevel {
  Price price;
  Quantity quantity;
  std::uint32_t orders = 0;
};

struct BookOrder {
  OrderId id;
  Price price;
  Quantity quantity;
};

}  // namespace market
