#include "model/enums.hpp"

namespace market {

std::string_view to_text(Side side) {
  return side == Side::buy ? "buy" : "sell";
}

std::string_view to_text(OrderType type) {
  switch (type) {
    case OrderType::limit: return "limit";
    case OrderType::market: return "market";
  }
  return "";
}

std::string_view to_text(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::gtc: return "gtc";
    case TimeInForce::ioc: return "ioc";
    case TimeInForce::fok: return "fok";
  }
  return "";
}

std::string_view to_text(SelfTradePolicy policy) {
  switch (policy) {
    case SelfTradePolicy::cancel_newest: return "cancel_newest";
    case SelfTradePolicy::allow: return "allow";
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
  }
  return "";
}

std::string_view to_text(CompanyStatus status) {
  switch (status) {
    case CompanyStatus::trading: return "trading";
    case CompanyStatus::halted: return "halted";
    case CompanyStatus::delisted: return "delisted";
  }
  return "";
}

std::string_view to_text(Liquidity liquidity) {
  return liquidity == Liquidity::maker ? "maker" : "taker";
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
  return find_word<OrderType>(text, 2);
}
std::optional<TimeInForce> parse_time_in_force(std::string_view text) {
  return find_word<TimeInForce>(text, 3);
}
std::optional<SelfTradePolicy> parse_self_trade_policy(std::string_view text) {
  return find_word<SelfTradePolicy>(text, 2);
}
std::optional<CompanyStatus> parse_company_status(std::string_view text) {
  return find_word<CompanyStatus>(text, 3);
}

}  // namespace market
