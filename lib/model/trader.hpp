// A trader: one account with cash, holdings and API keys.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/names.hpp"

namespace market {

// Only a hash of the key is kept: BLAKE2b-256 of the whole key text.
struct ApiKey {
  KeyId id;
  std::array<std::uint8_t, 32> hash{};
  Timestamp created_at;  // set when the command that brings the key is applied
};

inline constexpr std::uint32_t kDefaultMaxOpenOrders = 100'000;
inline constexpr std::size_t kMaxKeysPerTrader = 100;

struct TraderLimits {
  std::uint32_t max_open_orders = kDefaultMaxOpenOrders;
  std::optional<Quantity> max_order_quantity;
  std::optional<Money> max_order_value;  // limit price × quantity
  // Orders a second of market time: so many at once, then one every 1/n s (the generic cell rate algorithm).
  std::optional<std::uint32_t> max_orders_per_second;
  bool operator==(const TraderLimits&) const = default;
};
inline constexpr std::uint32_t kMaxOrderRate = 1'000'000;

struct Trader {
  TraderId id;
  Slug slug;
  std::string name;
  std::string fee_schedule;  // empty: the company's or the venue's default
  TraderLimits limits;
  std::vector<ApiKey> keys;
  Timestamp created_at;
  std::optional<Timestamp>
      closed_at;  // the account is closed for good: without cash, shares, orders and keys
};

// Cash of one trader. buying power = cash - reserved.
struct Account {
  Money cash;
  Money reserved;    // what the trader's open buy orders need, fees included
  Amount fees_paid;  // less rebates
  std::uint32_t open_orders = 0;
};

// Shares of one company in the hands of one trader.
struct Position {
  Quantity quantity;
  Quantity reserved;    // what the trader's open sell orders need
  Amount cost;          // what the quantity held was bought for (average cost), without fees
  Amount realized_pnl;  // proceeds less average cost of what was sold, without fees
};

}  // namespace market
