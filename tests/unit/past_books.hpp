// An exchange with its history beside it, for tests of what the history tells: every command must succeed and
// is taken in.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/order_builder.hpp"
#include "tests/support/test_exchange.hpp"
#include "venue/history.hpp"
#include "venue/ledger_entry.hpp"

namespace market::test {

// All entries of a trader's ledger, where all of it is in memory.
inline std::vector<LedgerEntry> entries_of(const History& history, TraderId trader) {
  std::vector<LedgerEntry> found;
  for (std::uint64_t place = 0; place < history.ledger().movements(trader); ++place)
    for (std::uint64_t part = 0; part < kEntriesPerMovement; ++part)
      if (auto entry = ledger_entry(history.ledger().movement(trader, place, history.trades()), part))
        found.push_back(*std::move(entry));
  return found;
}

struct PastBooks {
  Exchange exchange;
  History history;
  Timestamp now = parse_rfc3339("2026-01-05T10:00:00Z").value();

  PastBooks() { list("ACME", "10.00"); }

  void wait(std::int64_t seconds) { now = now + Duration::seconds(seconds); }

  void apply(const Command& command) {
    for (auto due = exchange.next_due(); due && *due <= now; due = exchange.next_due())
      apply_at(std::max(exchange.now(), *due), AdvanceTime{});
    apply_at(now, command);
  }

  void list(std::string_view symbol, std::string_view initial_price) {
    RegisterCompany command;
    command.symbol = Symbol(symbol);
    command.name = std::string(symbol);
    command.shares = Quantity(1'000'000);
    command.initial_price = price(initial_price);
    apply(command);
  }
  TraderId join(std::string_view slug, std::string_view cash, std::int64_t shares_of_acme = 0) {
    RegisterTrader command;
    command.slug = Slug(slug);
    command.name = std::string(slug);
    command.cash = money(cash);
    if (shares_of_acme > 0) command.holdings.emplace_back(acme(), Quantity(shares_of_acme));
    apply(command);
    return trader(slug);
  }
  void place(TraderId trader, const OrderBuilder& order) { apply(order.from(trader, acme())); }
  void distribute(std::vector<Beneficiary> to) {
    FeeTable table = exchange.fees();
    table.distribution = std::move(to);
    apply(SetFees{table});
  }

  CompanyId acme() const { return company_named(exchange, "ACME"); }
  TraderId trader(std::string_view slug) const { return trader_named(exchange, slug); }

  std::vector<LedgerEntry> entries(TraderId trader) const { return entries_of(history, trader); }

 private:
  void apply_at(Timestamp time, const Command& command) {
    const auto outcome = exchange.apply(command, {.seq = exchange.seq() + 1, .time = time});
    REQUIRE_MESSAGE(outcome.has_value(), outcome.error().detail);
    history.record(exchange);
    CHECK(history.ledger().difference(exchange) == "");
  }
};

}  // namespace market::test
