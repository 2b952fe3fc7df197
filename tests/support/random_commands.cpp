#include "tests/support/random_commands.hpp"

#include <type_traits>

namespace market::test {

std::string RandomCommands::text(std::size_t max_size) {
  std::string text(below(max_size + 1), '\0');
  for (char& c : text) c = static_cast<char>(below(256));
  return text;
}

template <class T>
T RandomCommands::any() {
  const auto bits = random_() >> below(64);  // numbers of every length
  const auto signed_bits = static_cast<std::int64_t>(below(2) == 0 ? bits : ~bits);
  if constexpr (std::is_same_v<T, std::string>) {
    return text(40);
  } else if constexpr (std::is_same_v<T, Side> || std::is_same_v<T, bool>) {
    return static_cast<T>(below(2));
  } else if constexpr (std::is_same_v<T, Beneficiary::Kind>) {
    return static_cast<T>(below(3));
  } else if constexpr (std::is_same_v<T, OrderClass>) {
    return static_cast<T>(below(4));
  } else if constexpr (std::is_same_v<T, OrderType> || std::is_same_v<T, SelfTradePolicy>) {
    return static_cast<T>(below(5));
  } else if constexpr (std::is_same_v<T, TimeInForce>) {
    return static_cast<T>(below(7));
  } else if constexpr (std::is_same_v<T, CompanyId> || std::is_same_v<T, TraderId>) {
    return T(static_cast<std::uint32_t>(bits));
  } else if constexpr (std::is_same_v<T, OrderId> || std::is_unsigned_v<T>) {
    return T(bits);
  } else {
    return T(signed_bits);
  }
}

template <>
Symbol RandomCommands::any<Symbol>() {
  return Symbol(text(10));
}
template <>
Slug RandomCommands::any<Slug>() {
  return Slug(text(32));
}
template <>
ClientOrderId RandomCommands::any<ClientOrderId>() {
  return ClientOrderId(text(64));
}
template <>
KeyId RandomCommands::any<KeyId>() {
  return KeyId(text(16));
}

template <class T>
std::optional<T> RandomCommands::maybe() {
  if (below(2) == 0) return std::nullopt;
  return any<T>();
}

template <>
ApiKey RandomCommands::any<ApiKey>() {
  ApiKey key{any<KeyId>(), {}, any<Timestamp>()};
  for (std::uint8_t& byte : key.hash) byte = static_cast<std::uint8_t>(below(256));
  return key;
}
template <>
std::optional<Rate> RandomCommands::any<std::optional<Rate>>() {
  return maybe<Rate>();
}
template <>
std::pair<CompanyId, Quantity> RandomCommands::any<std::pair<CompanyId, Quantity>>() {
  return {any<CompanyId>(), any<Quantity>()};
}
template <>
FeeRule RandomCommands::any<FeeRule>() {
  if (below(2) == 0) return {any<Rate>(), {}, {}, {}, {}};
  return {any<Rate>(), any<Money>(), any<Money>(), maybe<Money>(), maybe<Money>()};
}
template <>
FeeTable RandomCommands::any<FeeTable>() {
  FeeTable table{{}, any<std::string>(), {}};
  for (std::uint64_t n = below(4); n > 0; --n) {
    FeeSchedule& schedule = table.schedules.emplace_back();
    schedule.name = any<std::string>();
    schedule.maker = any<FeeRule>();
    schedule.taker = any<FeeRule>();
    schedule.auction = maybe<FeeRule>();
    for (std::uint64_t m = below(3); m > 0; --m)
      schedule.tiers.push_back({any<Money>(), any<Rate>(), any<Rate>()});
  }
  for (std::uint64_t n = below(4); n > 0; --n) {
    table.distribution.push_back({any<Beneficiary::Kind>(), any<Slug>(), any<std::int64_t>()});
  }
  return table;
}
template <>
std::vector<TickStep> RandomCommands::any<std::vector<TickStep>>() {
  std::vector<TickStep> steps;
  for (std::uint64_t n = below(3); n > 0; --n) steps.push_back({any<Price>(), any<Price>()});
  return steps;
}
template <>
CircuitBreaker RandomCommands::any<CircuitBreaker>() {
  return {any<Rate>(), any<Duration>(), any<Duration>()};
}
template <>
std::optional<CircuitBreaker> RandomCommands::any<std::optional<CircuitBreaker>>() {
  return maybe<CircuitBreaker>();
}
template <>
MarketRules RandomCommands::any<MarketRules>() {
  MarketRules rules{any<Rate>(),
                    {any<bool>(),
                     static_cast<std::uint8_t>(below(256)),
                     any<Duration>(),
                     any<Duration>(),
                     any<Duration>(),
                     any<Duration>(),
                     {}}};
  for (std::uint64_t n = below(4); n > 0; --n) rules.calendar.holidays.push_back(any<std::int64_t>());
  return rules;
}
template <>
OrderTerms RandomCommands::any<OrderTerms>() {
  return {any<Price>(),      any<Price>(), any<Rate>(),  any<Timestamp>(), any<Quantity>(),
          any<OrderClass>(), any<Price>(), any<Price>(), any<Price>()};
}
template <>
TraderLimits RandomCommands::any<TraderLimits>() {
  return {any<std::uint32_t>(), maybe<Quantity>(), maybe<Money>(), maybe<std::uint32_t>()};
}
template <>
AccountRef RandomCommands::any<AccountRef>() {
  return {static_cast<AccountRef::Kind>(below(5)), any<std::uint32_t>()};
}
template <>
RegisterTrader RandomCommands::any<RegisterTrader>() {
  RegisterTrader trader{any<Slug>(), any<std::string>(), any<Money>(), {}, any<std::string>(),
                        {},          maybe<ApiKey>()};
  for (std::uint64_t n = below(4); n > 0; --n)
    trader.holdings.push_back(any<std::pair<CompanyId, Quantity>>());
  trader.limits = any<TraderLimits>();
  return trader;
}

Command RandomCommands::next() {
  return of_kind(below(std::variant_size_v<Command>));
}

Command RandomCommands::of_kind(std::size_t kind) {
  switch (kind) {
    case 0: return Configure{{any<Duration>()}};
    case 1:
      return RegisterCompany{any<Symbol>(),          any<std::string>(),
                             any<std::string>(),     any<Quantity>(),
                             any<Price>(),           any<Price>(),
                             any<Quantity>(),        maybe<Rate>(),
                             any<std::string>(),     any<std::vector<TickStep>>(),
                             maybe<CircuitBreaker>()};
    case 2:
      return UpdateCompany{any<CompanyId>(),
                           maybe<std::string>(),
                           maybe<std::string>(),
                           maybe<Price>(),
                           maybe<Quantity>(),
                           maybe<std::optional<Rate>>(),
                           maybe<std::string>(),
                           maybe<std::vector<TickStep>>(),
                           maybe<std::optional<CircuitBreaker>>()};
    case 3: return HaltCompany{any<CompanyId>(), any<std::string>()};
    case 4: return ResumeCompany{any<CompanyId>()};
    case 5: return IssueShares{any<CompanyId>(), any<TraderId>(), any<Quantity>()};
    case 6: return any<RegisterTrader>();
    case 7: return Deposit{any<TraderId>(), any<Money>()};
    case 8: return Withdraw{any<TraderId>(), any<Money>()};
    case 9: return AddKey{any<TraderId>(), any<ApiKey>()};
    case 10: return RevokeKey{any<TraderId>(), any<KeyId>()};
    case 11:
      return PlaceOrder{any<TraderId>(),    any<CompanyId>(),       any<Side>(),        any<OrderType>(),
                        any<TimeInForce>(), any<SelfTradePolicy>(), any<bool>(),        any<Quantity>(),
                        any<Price>(),       any<ClientOrderId>(),   maybe<OrderTerms>()};
    case 12: return AmendOrder{any<OrderId>(), maybe<Quantity>(), maybe<Price>(), maybe<Price>()};
    case 13: return CancelOrder{any<OrderId>()};
    case 14: return CancelAll{maybe<TraderId>(), maybe<CompanyId>(), maybe<Side>()};
    case 15: return SetFees{any<FeeTable>()};
    case 16: return MarkScenario{any<std::string>(), any<std::uint64_t>()};
    case 17: return SetMarketRules{any<MarketRules>()};
    case 18: return DelistCompany{any<CompanyId>()};
    case 19: return StartAuction{any<CompanyId>(), maybe<Timestamp>()};
    case 20: return Uncross{any<CompanyId>()};
    case 21: return CancelAfter{any<TraderId>(), any<Duration>()};
    case 22: return AdvanceTime{};
    case 23:
      return UpdateTrader{any<TraderId>(), maybe<std::string>(), maybe<std::string>(), maybe<TraderLimits>()};
    case 24: return CloseTrader{any<TraderId>()};
    case 25: return PayDividend{any<CompanyId>(), any<Money>(), any<Money>(), any<AccountRef>()};
    default: return SplitShares{any<CompanyId>(), any<std::uint32_t>(), any<std::uint32_t>()};
  }
}

}  // namespace market::test
