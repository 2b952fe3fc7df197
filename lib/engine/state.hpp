// The inside of Exchange: all state, and the steps of applying a command. Private to lib/engine.
//
// Each handle(command) first validates without changing anything and returns the refusal, or passes its point
// of no return and then cannot fail.
#pragma once
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/accounts.hpp"
#include "engine/client_order_ids.hpp"
#include "engine/exchange.hpp"
#include "engine/fee_book.hpp"
#include "engine/order_book.hpp"
#include "engine/order_store.hpp"

namespace market {

// A company, its book and its books.
struct Listing {
  explicit Listing(Company c) : company(std::move(c)), book(company.tick_size) {}
  Company company;
  OrderBook book;
  ScheduleIndex schedule = kNoSchedule;
  Money issuer_revenue;
  // What the audit compares trades with: shares bought and sold by orders, and shares traded.
  Int128 bought = 0, sold = 0, traded = 0;
};

// An order as it comes in, new or amended, before it has met the book.
struct Entry {
  OrderId existing;  // the order amended; 0 for a new one
  TraderId trader;
  Side side;
  OrderType type;
  TimeInForce time_in_force;
  SelfTradePolicy self_trade;
  bool post_only;
  Quantity total;      // the order's whole quantity
  Quantity remaining;  // what it has left to trade
  Price limit;         // for limit orders
  Money held_cash;     // what the amended order has reserved already
  Quantity held_shares;
  bool killed = false;  // fill-or-kill, and it cannot be filled whole
};

struct TradeFees {
  Money buyer, seller;
};

struct Exchange::State {
  using Result = tl::expected<Applied, Refused>;

  Seq seq = 0;
  Timestamp now;
  VenueSettings settings;
  ScenarioMark scenario;
  FeeBook fees;
  std::vector<TraderId> fee_traders;  // beside each entry of the distribution: its trader, if it names one
  Treasury treasury;
  std::vector<std::unique_ptr<Listing>> listings;
  std::vector<std::unique_ptr<Trader>> traders;
  std::unordered_map<Symbol, CompanyId> by_symbol;
  std::unordered_map<Slug, TraderId> by_slug;
  Accounts accounts;
  OrderStore orders;
  ClientOrderIds client_ids;
  OrderId last_order;
  TradeId last_trade;
  std::vector<Event> events;
  Stamp stamp;                       // of the command being applied
  mutable QueueCursor queue_cursor;  // the last queue position that was asked for since the last command

  Result apply(const Command& command, Stamp at);

  Result handle(const Configure& command);
  Result handle(const RegisterCompany& command);
  Result handle(const UpdateCompany& command);
  Result handle(const HaltCompany& command);
  Result handle(const ResumeCompany& command);
  Result handle(const IssueShares& command);
  Result handle(const RegisterTrader& command);
  Result handle(const Deposit& command);
  Result handle(const Withdraw& command);
  Result handle(const AddKey& command);
  Result handle(const RevokeKey& command);
  Result handle(const PlaceOrder& command);
  Result handle(const AmendOrder& command);
  Result handle(const CancelOrder& command);
  Result handle(const CancelAll& command);
  Result handle(const SetFees& command);
  Result handle(const MarkScenario& command);

  bool known(CompanyId id) const { return id.value() < listings.size(); }
  bool known(TraderId id) const { return id.value() < traders.size(); }
  Listing& listing(CompanyId id) { return *listings[id.value()]; }
  const Listing& listing(CompanyId id) const { return *listings[id.value()]; }
  Trader& trader(TraderId id) { return *traders[id.value()]; }
  const Trader& trader(TraderId id) const { return *traders[id.value()]; }

  // order_entry.cpp: the rules of the market, in the contract's order.
  std::optional<Refused> check_rules(const Listing& at, const Entry& entry) const;
  // The rules that need no look at the other side of the book and at the trader's means.
  std::optional<Refused> check_offer(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_status_and_lot(const Listing& at, Quantity total) const;
  std::optional<Refused> check_price(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_size(const Entry& entry) const;
  std::optional<Refused> check_crossing(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_means(const Listing& at, const Entry& entry) const;
  std::optional<Result> check_client_order_id(const PlaceOrder& command, std::uint64_t fingerprint) const;
  std::uint32_t open_order(const PlaceOrder& command, std::uint64_t fingerprint);
  Result amend_in_place(Listing& at, std::uint32_t slot, Quantity total);
  Result requeue(Listing& at, std::uint32_t slot, const Entry& entry);
  Result end_amended(Listing& at, std::uint32_t slot);

  // matching.cpp
  // Trades the order with what it meets, then lets it rest or ends it, as its terms say.
  void execute(Listing& at, std::uint32_t slot);
  void fill(Listing& at, std::uint32_t taker, std::uint32_t maker, Price price, std::int64_t shares);
  void end_order(std::uint32_t slot, OrderStatus status, EndReason reason);
  void cancel_resting(std::uint32_t slot, EndReason reason);
  // Whether the incoming order stops at `maker` instead of trading with it.
  bool stops_at(std::uint32_t maker, TraderId taker, SelfTradePolicy policy) const {
    return policy == SelfTradePolicy::cancel_newest && orders.resting(maker).trader == taker;
  }
  // Calls visit(maker slot, price, shares) for the fills the entry would make now, until it returns false.
  template <class F>
  void preview_fills(const Listing& at, const Entry& entry, F&& visit) const;
  // Whether it is fill-or-kill and cannot be filled whole now.
  bool would_be_killed(const Listing& at, const Entry& entry) const;
  // What the fills of a market buy would cost, fees included; counted no further than past `enough`.
  Amount market_buy_cost(const Listing& at, const Entry& entry, Money enough) const;

  // settlement.cpp
  const FeeSchedule& schedule_of(const Listing& at, TraderId id) const {
    return fees.schedule(accounts.trading(id).schedule, at.schedule);
  }
  TradeFees trade_fees(const Listing& at, TraderId buyer, TraderId seller, Side aggressor, Money value) const;
  // Cash that a limit buy order of this price and remaining quantity keeps reserved.
  Money cash_need(const Listing& at, TraderId trader, Price limit, Quantity remaining) const;
  void reserve(const Listing& at, std::uint32_t slot);
  void release(std::uint32_t slot);
  TradeFees settle(Listing& at, std::uint32_t buy, std::uint32_t sell, Side aggressor, Money value,
                   Quantity shares);
  void distribute(Listing& at, Money taken);
  void rereserve_all();

  // registry.cpp: companies, traders, fees and settings
  std::optional<Refused> check_schedule(const std::string& name) const;
  std::optional<Refused> check_holdings(const RegisterTrader& command) const;
  bool fits_into_venue(Money cash) const;
  void add_key(Trader& owner, ApiKey key) const;
  void give_shares(CompanyId company, TraderId trader, Quantity quantity);
  void resolve_schedules();

  // exchange.cpp
  OpenOrder open_order_at(std::uint32_t slot) const;
  Order view(std::uint32_t slot) const;
};

}  // namespace market
