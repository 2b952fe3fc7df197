// ExchangePair: an Exchange and a NaiveExchange that get the same commands and must agree after each.
#pragma once
#include <array>
#include <set>
#include <string>
#include <variant>

#include "engine/exchange.hpp"
#include "tests/property/balance_book.hpp"
#include "tests/support/command_flow.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {

class ExchangePair {
 public:
  // How much is compared after each command: what it touched, and the books only now and then; what it
  // touched, with the books; all there is, and the audit.
  enum class Density { touched, books, everything };
  explicit ExchangePair(Density density = Density::touched) : density_(density) {}

  const Exchange& exchange() const { return exchange_; }
  const NaiveExchange& naive() const { return naive_; }
  MarketView view() const;

  // What is due until `time`, one AdvanceTime after the other; true when something was.
  bool advance_once(Timestamp time);
  // Throws Difference at the first one. outcome() is then what the naive model says.
  void apply(const Command& command, Timestamp time);
  const NaiveOutcome& outcome() const { return outcome_; }

  void compare_everything() const;

  // What a run reached.
  struct Counts {
    std::array<std::uint64_t, kRefusals> refusals{};
    std::array<std::uint64_t, kEndReasons> ends{};
    std::array<std::uint64_t, 6> events{};                               // by NaiveEvent::Kind
    std::array<std::uint64_t, std::variant_size_v<Command>> commands{};  // applied, by kind
    std::uint64_t applied = 0, repeated = 0, auction_trades = 0, previews = 0;
    std::uint64_t at_tier = 0, rebates = 0, fees_waived = 0, to_traders = 0;  // of trades

    // How many commands of a kind were applied.
    template <class C>
    std::uint64_t commands_of() const {
      return commands[Command(C{}).index()];
    }
    Counts& operator+=(const Counts& other);
    std::string text() const;
  };
  const Counts& counts() const { return counts_; }

 private:
  bool looks_closely(Seq seq) const;
  void apply_compared(const Command& command, Stamp stamp);
  void compare_preview(const PlaceOrder& order, const OrderPreview& preview) const;
  void compare_events() const;
  void compare_transfers() const;
  void compare_touched() const;
  void compare_order(OrderId id) const;
  void post_events();
  void compare_treasury() const;
  void compare_trader(TraderId id) const;
  void compare_terms(TraderId id) const;
  void compare_company(CompanyId id) const;
  void compare_fees(CompanyId id) const;
  void compare_trading(CompanyId id) const;
  void compare_book(CompanyId id) const;
  void compare_queue(CompanyId company, Side side) const;
  void compare_indication(CompanyId id) const;
  void count(const Command& command);

  Density density_;
  Exchange exchange_;
  NaiveExchange naive_;
  BalanceBook book_;
  NaiveOutcome outcome_;
  Counts counts_;
};

}  // namespace market::test
