// The fields of each command and of what commands hold, in the order of the journal: fields(archive, value)
// hands them to the archive, which writes or reads them. Private to lib/store.
//
// The structured bindings do not compile when a member is missing here, so that nobody adds one to a struct
// without thinking of the journals that were written before.
#pragma once
#include <concepts>
#include <type_traits>

#include "model/command.hpp"

namespace market {

template <class T, class Wanted>
concept Is = std::same_as<std::remove_const_t<T>, Wanted>;

template <class Archive>
void fields(Archive& archive, Is<VenueSettings> auto& value) {
  auto& [idempotency_window] = value;
  archive(idempotency_window);
}

template <class Archive>
void fields(Archive& archive, Is<ApiKey> auto& value) {
  auto& [id, hash, created_at] = value;
  archive(id, hash, created_at);
}

template <class Archive>
void fields(Archive& archive, Is<TraderLimits> auto& value) {
  auto& [max_open_orders, max_order_quantity, max_order_value] = value;
  archive(max_open_orders, max_order_quantity, max_order_value);
}

template <class Archive>
void fields(Archive& archive, Is<FeeRule> auto& value) {
  auto& [bps] = value;
  archive(bps);
}

template <class Archive>
void fields(Archive& archive, Is<FeeSchedule> auto& value) {
  auto& [name, maker, taker] = value;
  archive(name, maker, taker);
}

template <class Archive>
void fields(Archive& archive, Is<Beneficiary> auto& value) {
  auto& [kind, trader, share_units] = value;
  archive(kind, trader, share_units);
}

template <class Archive>
void fields(Archive& archive, Is<FeeTable> auto& value) {
  auto& [schedules, default_schedule, distribution] = value;
  archive(schedules, default_schedule, distribution);
}

template <class Archive>
void fields(Archive& archive, Is<Configure> auto& value) {
  auto& [settings] = value;
  archive(settings);
}

template <class Archive>
void fields(Archive& archive, Is<RegisterCompany> auto& value) {
  auto& [symbol, name, sector, shares, initial_price, tick_size, lot_size, band, fee_schedule] = value;
  archive(symbol, name, sector, shares, initial_price, tick_size, lot_size, band, fee_schedule);
}

template <class Archive>
void fields(Archive& archive, Is<UpdateCompany> auto& value) {
  auto& [company, name, sector, tick_size, lot_size, band, fee_schedule] = value;
  archive(company, name, sector, tick_size, lot_size, band, fee_schedule);
}

template <class Archive>
void fields(Archive& archive, Is<HaltCompany> auto& value) {
  auto& [company, reason] = value;
  archive(company, reason);
}

template <class Archive>
void fields(Archive& archive, Is<ResumeCompany> auto& value) {
  auto& [company] = value;
  archive(company);
}

template <class Archive>
void fields(Archive& archive, Is<IssueShares> auto& value) {
  auto& [company, trader, quantity] = value;
  archive(company, trader, quantity);
}

template <class Archive>
void fields(Archive& archive, Is<RegisterTrader> auto& value) {
  auto& [slug, name, cash, holdings, fee_schedule, limits, key] = value;
  archive(slug, name, cash, holdings, fee_schedule, limits, key);
}

template <class Archive>
void fields(Archive& archive, Is<Deposit> auto& value) {
  auto& [trader, amount] = value;
  archive(trader, amount);
}

template <class Archive>
void fields(Archive& archive, Is<Withdraw> auto& value) {
  auto& [trader, amount] = value;
  archive(trader, amount);
}

template <class Archive>
void fields(Archive& archive, Is<AddKey> auto& value) {
  auto& [trader, key] = value;
  archive(trader, key);
}

template <class Archive>
void fields(Archive& archive, Is<RevokeKey> auto& value) {
  auto& [trader, key] = value;
  archive(trader, key);
}

template <class Archive>
void fields(Archive& archive, Is<PlaceOrder> auto& value) {
  auto& [trader, company, side, type, time_in_force, self_trade, post_only, quantity, limit_price,
         client_order_id] = value;
  archive(trader, company, side, type, time_in_force, self_trade, post_only, quantity, limit_price,
          client_order_id);
}

template <class Archive>
void fields(Archive& archive, Is<AmendOrder> auto& value) {
  auto& [order, quantity, limit_price] = value;
  archive(order, quantity, limit_price);
}

template <class Archive>
void fields(Archive& archive, Is<CancelOrder> auto& value) {
  auto& [order] = value;
  archive(order);
}

template <class Archive>
void fields(Archive& archive, Is<CancelAll> auto& value) {
  auto& [trader, company, side] = value;
  archive(trader, company, side);
}

template <class Archive>
void fields(Archive& archive, Is<SetFees> auto& value) {
  auto& [table] = value;
  archive(table);
}

template <class Archive>
void fields(Archive& archive, Is<MarkScenario> auto& value) {
  auto& [name, seed] = value;
  archive(name, seed);
}

// Whether an enum read from the journal has a value of its vocabulary.

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
    case OrderType::market: return true;
  }
  return false;
}

inline bool is_known(TimeInForce time_in_force) {
  switch (time_in_force) {
    case TimeInForce::gtc:
    case TimeInForce::ioc:
    case TimeInForce::fok: return true;
  }
  return false;
}

inline bool is_known(SelfTradePolicy policy) {
  switch (policy) {
    case SelfTradePolicy::cancel_newest:
    case SelfTradePolicy::allow: return true;
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
