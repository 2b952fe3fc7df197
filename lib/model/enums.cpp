#include "model/enums.hpp"

namespace market {

std::string_view to_text(Side side) {
  return side == Side::buy ? "buy" : "sell";
}

std::string_view to_text(OrderType type) {
  switch (type) {
    case OrderType::limit: return "limit";
    case OrderType::market: return "market";
    case OrderType::stop: return "stop";
    case OrderType::stop_limit: return "stop_limit";
    case OrderType::trailing_stop: return "trailing_stop";
  }
  return "";
}

std::string_view to_text(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::gtc: return "gtc";
    case TimeInForce::ioc: return "ioc";
    case TimeInForce::fok: return "fok";
    case TimeInForce::day: return "day";
    case TimeInForce::gtd: return "gtd";
    case TimeInForce::opg: return "opg";
    case TimeInForce::cls: return "cls";
  }
  return "";
}

std::string_view to_text(SelfTradePolicy policy) {
  switch (policy) {
    case SelfTradePolicy::cancel_newest: return "cancel_newest";
    case SelfTradePolicy::allow: return "allow";
    case SelfTradePolicy::cancel_oldest: return "cancel_oldest";
    case SelfTradePolicy::cancel_both: return "cancel_both";
    case SelfTradePolicy::decrement: return "decrement";
  }
  return "";
}

std::string_view to_text(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::simple: return "simple";
    case OrderClass::oco: return "oco";
    case OrderClass::bracket: return "bracket";
    case OrderClass::oto: return "oto";
  }
  return "";
}

std::string_view to_text(OrderStatus status) {
  switch (status) {
    case OrderStatus::open_new: return "new";
    case OrderStatus::partially_filled: return "partially_filled";
    case OrderStatus::filled: return "filled";
    case OrderStatus::canceled: return "canceled";
    case OrderStatus::expired: return "expired";
    case OrderStatus::held: return "held";
  }
  return "";
}

std::string_view to_text(EndReason reason) {
  switch (reason) {
    case EndReason::none: return "";
    case EndReason::requested: return "requested";
    case EndReason::ioc_remainder: return "ioc_remainder";
    case EndReason::fok_unfilled: return "fok_unfilled";
    case EndReason::market_remainder: return "market_remainder";
    case EndReason::self_trade: return "self_trade";
    case EndReason::amended: return "amended";
    case EndReason::insufficient_funds: return "insufficient_funds";
    case EndReason::day_end: return "day_end";
    case EndReason::expired: return "expired";
    case EndReason::oco_leg: return "oco_leg";
    case EndReason::company_delisted: return "company_delisted";
    case EndReason::halt: return "halt";
    case EndReason::cancel_after: return "cancel_after";
  }
  return "";
}

std::string_view to_text(CompanyStatus status) {
  switch (status) {
    case CompanyStatus::trading: return "trading";
    case CompanyStatus::halted: return "halted";
    case CompanyStatus::delisted: return "delisted";
    case CompanyStatus::auction: return "auction";
    case CompanyStatus::closed: return "closed";
  }
  return "";
}

std::string_view to_text(Liquidity liquidity) {
  switch (liquidity) {
    case Liquidity::maker: return "maker";
    case Liquidity::taker: return "taker";
    case Liquidity::auction: return "auction";
  }
  return "";
}

std::string_view to_text(AuctionKind kind) {
  switch (kind) {
    case AuctionKind::manual: return "manual";
    case AuctionKind::opening: return "opening";
    case AuctionKind::closing: return "closing";
    case AuctionKind::breaker: return "breaker";
  }
  return "";
}

std::string_view to_text(SessionPhase phase) {
  switch (phase) {
    case SessionPhase::closed: return "closed";
    case SessionPhase::opening_auction: return "opening_auction";
    case SessionPhase::trading: return "trading";
    case SessionPhase::closing_auction: return "closing_auction";
  }
  return "";
}

namespace {

// The enumerator among the first `count` whose word is `text`.
template <class Enum>
std::optional<Enum> find_word(std::string_view text, int count) {
  for (int i = 0; i < count; ++i)
    if (to_text(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::optional<Side> parse_side(std::string_view text) {
  return find_word<Side>(text, 2);
}
std::optional<OrderType> parse_order_type(std::string_view text) {
  return find_word<OrderType>(text, 5);
}
std::optional<TimeInForce> parse_time_in_force(std::string_view text) {
  return find_word<TimeInForce>(text, 7);
}
std::optional<SelfTradePolicy> parse_self_trade_policy(std::string_view text) {
  return find_word<SelfTradePolicy>(text, 5);
}
std::optional<OrderClass> parse_order_class(std::string_view text) {
  return find_word<OrderClass>(text, 4);
}
std::optional<CompanyStatus> parse_company_status(std::string_view text) {
  return find_word<CompanyStatus>(text, 5);
}

}  // namespace market
