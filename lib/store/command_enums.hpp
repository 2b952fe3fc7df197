// is_known: whether an enum read from the journal has a value of its vocabulary. Private to lib/store.
#pragma once
#include "model/enums.hpp"
#include "model/fee_schedule.hpp"
#include "model/ledger.hpp"

namespace market {

inline bool is_known(Side side) {
  switch (side) {
    case Side::buy:
    case Side::sell: return true;
  }
  return false;
}

inline bool is_known(OrderType type) {
  switch (type) {
    case OrderType::limit:
    case OrderType::market:
    case OrderType::stop:
    case OrderType::stop_limit:
    case OrderType::trailing_stop: return true;
  }
  return false;
}

inline bool is_known(TimeInForce time_in_force) {
  switch (time_in_force) {
    case TimeInForce::gtc:
    case TimeInForce::ioc:
    case TimeInForce::fok:
    case TimeInForce::day:
    case TimeInForce::gtd:
    case TimeInForce::opg:
    case TimeInForce::cls: return true;
  }
  return false;
}

inline bool is_known(SelfTradePolicy policy) {
  switch (policy) {
    case SelfTradePolicy::cancel_newest:
    case SelfTradePolicy::allow:
    case SelfTradePolicy::cancel_oldest:
    case SelfTradePolicy::cancel_both:
    case SelfTradePolicy::decrement: return true;
  }
  return false;
}

inline bool is_known(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::simple:
    case OrderClass::oco:
    case OrderClass::bracket:
    case OrderClass::oto: return true;
  }
  return false;
}

inline bool is_known(AccountRef::Kind kind) {
  switch (kind) {
    case AccountRef::Kind::outside:
    case AccountRef::Kind::trader:
    case AccountRef::Kind::exchange:
    case AccountRef::Kind::issuer:
    case AccountRef::Kind::treasury: return true;
  }
  return false;
}

inline bool is_known(Beneficiary::Kind kind) {
  switch (kind) {
    case Beneficiary::Kind::exchange:
    case Beneficiary::Kind::issuer:
    case Beneficiary::Kind::trader: return true;
  }
  return false;
}

}  // namespace market
