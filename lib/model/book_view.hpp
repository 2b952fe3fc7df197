// Copies of what stands in an order book, for answers and the feed.
#pragma once
#include <cstdint>
#include <optional>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "model/enums.hpp"

namespace market {

struct TopOfBook {
  std::optional<Price> bid, ask;
  Quantity bid_size, ask_size;  // 0 on an empty side
  bool operator==(const TopOfBook&) const = default;
};

struct BookLevel {
  Price price;
  Quantity quantity;  // displayed
  std::uint32_t orders = 0;
  bool operator==(const BookLevel&) const = default;
};

// A level that a command touched, as it was just before.
struct TouchedLevel {
  CompanyId company;
  Side side = Side::buy;
  BookLevel before;  // quantity and orders 0: nobody stood there
};

struct BookOrder {
  OrderId id;
  Price price;
  Quantity quantity;  // displayed
};

// What an auction would do if it ended now.
struct AuctionIndication {
  std::optional<Price> price;  // absent while nothing would trade
  Quantity quantity;           // that would trade
  Quantity imbalance;          // left over at that price on one side
  std::optional<Side> side;    // the side that is left over
  bool operator==(const AuctionIndication&) const = default;
};

}  // namespace market
