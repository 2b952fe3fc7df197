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

// limit · market · stop (becomes a market order) · stop_limit (becomes a limit order) · trailing_stop (a stop
// whose price follows the market)
enum class OrderType : std::uint8_t { limit = 0, market = 1, stop = 2, stop_limit = 3, trailing_stop = 4 };
// Whether an order of this type is held until the last trade price reaches its stop price.
constexpr bool has_stop(OrderType type) {
  return type == OrderType::stop || type == OrderType::stop_limit || type == OrderType::trailing_stop;
}
constexpr bool has_limit(OrderType type) {
  return type == OrderType::limit || type == OrderType::stop_limit;
}

// gtc good till canceled · ioc immediate or cancel · fok fill or kill · day until the session ends · gtd good
// till a date · opg, cls only in the opening, the closing auction
enum class TimeInForce : std::uint8_t { gtc = 0, ioc = 1, fok = 2, day = 3, gtd = 4, opg = 5, cls = 6 };

// What happens when an order would trade with one of the same trader.
//   cancel_newest  the incoming order stops there: what it had left is canceled
//   allow          they trade
//   cancel_oldest  the resting order is canceled and the incoming one goes on
//   cancel_both    both are canceled
//   decrement      both lose the smaller of their quantities; what has nothing left is canceled
// The incoming order's policy decides. Auctions know no self-trade prevention.
enum class SelfTradePolicy : std::uint8_t {
  cancel_newest = 0,
  allow = 1,
  cancel_oldest = 2,
  cancel_both = 3,
  decrement = 4
};

// simple · oco: a limit order and a stop, one cancels the other · bracket: an entry, then an oco pair that
// leaves the position · oto: an entry, then one order that leaves the position
enum class OrderClass : std::uint8_t { simple = 0, oco = 1, bracket = 2, oto = 3 };

enum class OrderStatus : std::uint8_t {
  open_new = 0,
  partially_filled = 1,
  filled = 2,
  canceled = 3,
  expired = 4,
  held = 5  // a stop that has not triggered, a leg or an auction order that waits
};
constexpr bool is_open(OrderStatus status) {
  return status == OrderStatus::open_new || status == OrderStatus::partially_filled ||
         status == OrderStatus::held;
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
  insufficient_funds,  // the account could not cover it when fees changed, it triggered or became active
  day_end,
  expired,  // its date came, or the auction that it was for is over
  oco_leg,  // another order of its group ended or took its place
  company_delisted,
  halt,          // it could not wait through a halt
  cancel_after,  // the trader's dead man's switch
};
inline constexpr int kEndReasons = static_cast<int>(EndReason::cancel_after) + 1;

enum class CompanyStatus : std::uint8_t { trading = 0, halted = 1, delisted = 2, auction = 3, closed = 4 };

// What a call auction is for. opg orders take part in opening and manual ones, cls orders in closing and
// manual ones.
enum class AuctionKind : std::uint8_t { manual = 0, opening = 1, closing = 2, breaker = 3 };

// Where the venue stands in its session calendar.
enum class SessionPhase : std::uint8_t { closed = 0, opening_auction = 1, trading = 2, closing_auction = 3 };

enum class Liquidity : std::uint8_t { maker = 0, taker = 1, auction = 2 };

std::string_view to_text(Side side);
std::string_view to_text(OrderType type);
std::string_view to_text(TimeInForce tif);
std::string_view to_text(SelfTradePolicy policy);
std::string_view to_text(OrderClass order_class);
std::string_view to_text(OrderStatus status);
std::string_view to_text(EndReason reason);
std::string_view to_text(CompanyStatus status);
std::string_view to_text(Liquidity liquidity);
std::string_view to_text(AuctionKind kind);
std::string_view to_text(SessionPhase phase);

std::optional<Side> parse_side(std::string_view text);
std::optional<OrderType> parse_order_type(std::string_view text);
std::optional<TimeInForce> parse_time_in_force(std::string_view text);
std::optional<SelfTradePolicy> parse_self_trade_policy(std::string_view text);
std::optional<OrderClass> parse_order_class(std::string_view text);
std::optional<CompanyStatus> parse_company_status(std::string_view text);

}  // namespace market
