// The market's fixed vocabularies. to_text gives the contract's word for each; parse_* reads it back.
// The numeric values are written to the journal: never renumber, only append.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace market {

enum class Side : std::uint8_t { buy = 0, sell = 1 };
constexpr Side opposite(Side side) {
  return side == Side::buy ? Side::sell : Side::buy;
}

enum class OrderType : std::uint8_t { limit = 0, market = 1 };

// gtc good till canceled · ioc immediate or cancel · fok fill or kill
enum class TimeInForce : std::uint8_t { gtc = 0, ioc = 1, fok = 2 };

// What happens when an order would trade with one of the same trader.
//   cancel_newest  the incoming order stops there: what it had left is canceled
//   allow          they trade
enum class SelfTradePolicy : std::uint8_t { cancel_newest = 0, allow = 1 };

enum class OrderStatus : std::uint8_t {
  open_new = 0,
  partially_filled = 1,
  filled = 2,
  canceled = 3,
  expired = 4
};
constexpr bool is_open(OrderStatus status) {
  return status == OrderStatus::open_new || status == OrderStatus::partially_filled;
}

// Why an order ended; none while it is open or when it was filled.
enum class EndReason : std::uint8_t {
  none = 0,
  requested,
  ioc_remainder,
  fok_unfilled,
  market_remainder,
  self_trade,
  amended,             // amended to no more than what was already filled
  insufficient_funds,  // a fee change made its reservation unaffordable
};

enum class CompanyStatus : std::uint8_t { trading = 0, halted = 1, delisted = 2 };

enum class Liquidity : std::uint8_t { maker = 0, taker = 1 };

std::string_view to_text(Side side);
std::string_view to_text(OrderType type);
std::string_view to_text(TimeInForce tif);
std::string_view to_text(SelfTradePolicy policy);
std::string_view to_text(OrderStatus status);
std::string_view to_text(EndReason reason);
std::string_view to_text(CompanyStatus status);
std::string_view to_text(Liquidity liquidity);

std::optional<Side> parse_side(std::string_view text);
std::optional<OrderType> parse_order_type(std::string_view text);
std::optional<TimeInForce> parse_time_in_force(std::string_view text);
std::optional<SelfTradePolicy> parse_self_trade_policy(std::string_view text);
std::optional<CompanyStatus> parse_company_status(std::string_view text);

}  // namespace market
