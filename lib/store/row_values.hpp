// How the values of rows stand in columns. Private to lib/store.
//
//   Integer   ids, money, prices, times, enums …: to_integer, from_integer (false: no such value)
//   Text      short texts and strings
//   Wide      Amount and Int128: an INTEGER while it fits, else its digits as TEXT
//   List      the vectors of row_lists.hpp
#pragma once
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/short_text.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"
#include "model/fee_schedule.hpp"
#include "model/history_rows.hpp"
#include "model/ledger.hpp"
#include "model/order_place.hpp"
#include "store/row_lists.hpp"

namespace market {

// The last word of each vocabulary; all count from 0 without gaps.
constexpr Side last_of(Side) {
  return Side::sell;
}
constexpr OrderType last_of(OrderType) {
  return OrderType::trailing_stop;
}
constexpr TimeInForce last_of(TimeInForce) {
  return TimeInForce::cls;
}
constexpr SelfTradePolicy last_of(SelfTradePolicy) {
  return SelfTradePolicy::decrement;
}
constexpr OrderClass last_of(OrderClass) {
  return OrderClass::oto;
}
constexpr OrderStatus last_of(OrderStatus) {
  return OrderStatus::held;
}
constexpr EndReason last_of(EndReason) {
  return EndReason::cancel_after;
}
constexpr CompanyStatus last_of(CompanyStatus) {
  return CompanyStatus::closed;
}
constexpr AuctionKind last_of(AuctionKind) {
  return AuctionKind::breaker;
}
constexpr SessionPhase last_of(SessionPhase) {
  return SessionPhase::closing_auction;
}
constexpr Place last_of(Place) {
  return Place::leg;
}
constexpr MovementSource last_of(MovementSource) {
  return MovementSource::transfer_out;
}
constexpr BarInterval last_of(BarInterval) {
  return BarInterval::d1;
}
constexpr LedgerKind last_of(LedgerKind) {
  return LedgerKind::close;
}
constexpr AccountRef::Kind last_of(AccountRef::Kind) {
  return AccountRef::Kind::treasury;
}
constexpr Beneficiary::Kind last_of(Beneficiary::Kind) {
  return Beneficiary::Kind::trader;
}

template <class T>
concept Enum = std::is_enum_v<T>;

// 64 bits keep their bits, so that hashes and seeds fit.
template <std::integral T>
std::int64_t to_integer(T value) {
  return static_cast<std::int64_t>(value);
}
template <Enum T>
std::int64_t to_integer(T value) {
  return static_cast<std::int64_t>(value);
}
template <class Tag, class Rep>
std::int64_t to_integer(Id<Tag, Rep> id) {
  return static_cast<std::int64_t>(id.value());
}
inline std::int64_t to_integer(Money value) {
  return value.units();
}
inline std::int64_t to_integer(Price value) {
  return value.units();
}
inline std::int64_t to_integer(Rate value) {
  return value.units();
}
inline std::int64_t to_integer(Quantity value) {
  return value.shares();
}
inline std::int64_t to_integer(Timestamp value) {
  return value.ns();
}
inline std::int64_t to_integer(Duration value) {
  return value.ns();
}

template <std::integral T>
bool from_integer(std::int64_t stored, T& value) {
  value = static_cast<T>(stored);
  return sizeof(T) == sizeof stored || static_cast<std::int64_t>(value) == stored;
}
template <Enum T>
bool from_integer(std::int64_t stored, T& value) {
  if (stored < 0 || stored > static_cast<std::int64_t>(last_of(T{}))) return false;
  value = static_cast<T>(stored);
  return true;
}
template <class Tag, class Rep>
bool from_integer(std::int64_t stored, Id<Tag, Rep>& id) {
  id = Id<Tag, Rep>(static_cast<Rep>(stored));
  return stored >= 0 && to_integer(id) == stored;
}
template <class T>
requires std::same_as<T, Money> || std::same_as<T, Price> || std::same_as<T, Rate> ||
    std::same_as<T, Quantity> || std::same_as<T, Timestamp> || std::same_as<T, Duration>
bool from_integer(std::int64_t stored, T& value) {
  value = T(stored);
  return true;
}

template <class T>
concept Integer = requires(T value) {
  { to_integer(value) } -> std::same_as<std::int64_t>;
};
template <class T>
concept Wide = std::same_as<T, Amount> || std::same_as<T, Int128>;
template <class T>
concept List = requires(const T& value) {
  { list_text(value) } -> std::same_as<std::string>;
};

inline Int128 wide_units(Int128 value) {
  return value;
}
inline Int128 wide_units(Amount value) {
  return value.units();
}
constexpr bool fits_integer(Int128 value) {
  return value == static_cast<std::int64_t>(value);
}

inline std::string_view text_of_value(const std::string& value) {
  return value;
}
template <std::size_t N>
std::string_view text_of_value(const ShortText<N>& value) {
  return value.view();
}

inline bool value_from_text(std::string_view text, std::string& value) {
  value = text;
  return true;
}
template <std::size_t N>
bool value_from_text(std::string_view text, ShortText<N>& value) {
  if (!ShortText<N>::fits(text)) return false;
  value = ShortText<N>(text);
  return true;
}
template <class T>
concept Text = requires(const T& value) {
  { text_of_value(value) } -> std::same_as<std::string_view>;
};

inline std::string_view blob_of_value(const std::string& value) {
  return value;
}
template <std::size_t N>
std::string_view blob_of_value(const std::array<std::uint8_t, N>& value) {
  return {reinterpret_cast<const char*>(value.data()), N};
}
inline bool value_from_blob(std::string_view blob, std::string& value) {
  value = blob;
  return true;
}
template <std::size_t N>
bool value_from_blob(std::string_view blob, std::array<std::uint8_t, N>& value) {
  if (blob.size() != N) return false;
  std::copy(blob.begin(), blob.end(), value.begin());
  return true;
}

}  // namespace market
