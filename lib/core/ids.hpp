// Identifiers. Orders, trades and companies/traders each have their own type, so that they cannot be mixed
// up. OrderId and TradeId start at 1 and only grow (0 means "none"); they stay below 2^53 so that JavaScript
// can hold them. CompanyId and TraderId are dense indices in order of registration, used inside the process
// only: the outside names companies by Symbol and traders by Slug.
#pragma once
#include <cstdint>
#include <functional>

namespace market {

template <class Tag, class Rep>
class Id {
 public:
  using rep = Rep;
  constexpr Id() = default;
  constexpr explicit Id(Rep value) : value_(value) {}
  constexpr Rep value() const { return value_; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  Rep value_ = 0;
};

using OrderId = Id<struct OrderTag, std::uint64_t>;
using TradeId = Id<struct TradeTag, std::uint64_t>;
using CompanyId = Id<struct CompanyTag, std::uint32_t>;
using TraderId = Id<struct TraderTag, std::uint32_t>;

// Position of an applied command in the venue's one gapless sequence; 0 before the first command.
using Seq = std::uint64_t;

}  // namespace market

template <class Tag, class Rep>
struct std::hash<market::Id<Tag, Rep>> {
  std::size_t operator()(market::Id<Tag, Rep> id) const { return std::hash<Rep>{}(id.value()); }
};
