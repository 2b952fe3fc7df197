// The inside of Exchange: all state, and the steps of applying a command. Private to lib/engine.
//
// Each handle(command) first validates without changing anything and returns the refusal, or passes its point
// of no return and then cannot fail.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/accounts.hpp"
#include "engine/client_order_ids.hpp"
#include "engine/entry.hpp"
#include "engine/exchange.hpp"
#include "engine/fee_book.hpp"
#include "engine/order_book.hpp"
#include "engine/order_rate.hpp"
#include "engine/order_store.hpp"
#include "engine/price_window.hpp"

namespace market {

// A company, its book and its books.
struct Listing {
  // Whether an order needs no look at status, lot, tick table and band: trading, lots of one share, one tick,
  // which is also the book's grid, and no band. Kept by note_simple().
  bool is_simple = false;
  explicit Listing(Company c)
      : company(std::move(c)), book(company.ticks.grid()), stops(company.ticks.grid()) {}
  Company company;
  OrderBook book;
  ScheduleIndex schedule = kNoSchedule;
  Money issuer_revenue;  // the issuer's cash
  Amount issuer_fees;    // of it, what came from fees, ever
  // What the audit compares trades with: shares bought and sold by orders, and shares traded.
  Int128 bought = 0, sold = 0, traded = 0;

  // The trigger lists, by stop price. Buy stops stand on the sell side of this book, lowest first, since a
  // rising price reaches them like an ask; sell stops on its buy side.
  OrderBook stops;
  std::array<std::set<OrderId>, 2> trailing;        // by side: the held trailing stops
  std::map<TraderId, std::uint32_t> trailing_of;    // how many of them each trader has
  std::array<Price, 2> trail_edge;                  // by side: no trailing stop's mark lies before this price
  std::set<OrderId> waiting;                        // opg and cls orders before their auction
  std::map<std::uint64_t, OrderId> auction_market;  // market orders in the auction, by arrival
  std::set<OrderId> auction_only;                   // limit orders in the auction that end with it
  PriceWindow window;                               // recent trades, kept while there is a breaker
  bool has_stops() const { return !stops.empty(Side::buy) || !stops.empty(Side::sell); }
};

// How two orders met.
enum class Meeting : std::uint8_t { continuous, auction };

struct TradeFees {
  Money buyer, seller;
};

// Two orders that met, and what changes hands.
struct Fill {
  std::uint32_t buy, sell;  // slots
  Side aggressor;
  Meeting meeting;
  Price price;
  std::int64_t shares;
  Holder buyer, seller;
};

struct Exchange::State {
  using Result = tl::expected<Applied, Refused>;

  Seq seq = 0;
  Timestamp now;
  VenueSettings settings;
  MarketRules rules;
  SessionPhase phase = SessionPhase::trading;
  std::optional<SessionChange> next_session;  // absent before the first command
  ScenarioMark scenario;
  FeeBook fees;
  std::vector<TraderId> fee_traders;  // beside each entry of the distribution: its trader, if it names one
  Treasury treasury;
  Amount exchange_fees;                    // paid to the exchange of fees, ever
  std::map<TraderId, Amount> trader_fees;  // the same of traders
  std::map<TraderId, OrderRate> order_rates;
  std::vector<std::unique_ptr<Listing>> listings;
  std::vector<std::unique_ptr<Trader>> traders;
  std::unordered_map<Symbol, CompanyId> by_symbol;
  std::unordered_map<Slug, TraderId> by_slug;
  Accounts accounts;
  OrderStore orders;
  ClientOrderIds client_ids;
  OrderId last_order;
  TradeId last_trade;
  std::set<std::pair<Timestamp, OrderId>> expiries;
  std::set<std::pair<Timestamp, TraderId>> deadlines;  // of armed dead man's switches
  std::unordered_map<TraderId, Timestamp> armed;       // the same by trader
  std::set<std::pair<Timestamp, CompanyId>> auction_ends;
  // What happened while an order was executing and has its turn after it: stops that triggered, entries that
  // ended with legs to activate.
  std::deque<OrderId> pending;
  std::vector<Event> events;
  std::vector<TouchedLevel> touched;  // of all books, in the order of their changes
  Stamp stamp;                        // of the command being applied
  mutable QueueCursor queue_cursor;   // the last queue position that was asked for since the last command

  Result apply(const Command& command, Stamp at);
  void company_changed(Listing& at);
  static void note_simple(Listing& at);

  Result handle_any(const Command& command);
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
  Result handle(const SetMarketRules& command);
  Result handle(const DelistCompany& command);
  Result handle(const StartAuction& command);
  Result handle(const Uncross& command);
  Result handle(const CancelAfter& command);
  Result handle(const AdvanceTime& command);
  Result handle(const UpdateTrader& command);
  Result handle(const CloseTrader& command);
  Result handle(const PayDividend& command);
  Result handle(const SplitShares& command);

  bool known(CompanyId id) const { return id.value() < listings.size(); }
  bool known(TraderId id) const { return id.value() < traders.size(); }
  Listing& listing(CompanyId id) { return *listings[id.value()]; }
  const Listing& listing(CompanyId id) const { return *listings[id.value()]; }
  Trader& trader(TraderId id) { return *traders[id.value()]; }
  const Trader& trader(TraderId id) const { return *traders[id.value()]; }

  // Unknown, or closed.
  std::optional<Refused> check_trader(TraderId id) const;

  // order_rules.cpp: the rules of the market, in the contract's order
  std::optional<Refused> check_rules(const Listing& at, const Entry& entry) const;
  // The rules that need no look at the other side of the book and at the trader's means.
  std::optional<Refused> check_offer(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_status(const Listing& at, TimeInForce time_in_force) const;
  std::optional<Refused> check_lot(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_price(const Listing& at, const Entry& entry) const;
  std::array<Price, 3> leg_prices(const Entry& entry) const;
  std::optional<Refused> check_size(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_time_in_force(const Entry& entry) const;
  std::optional<Refused> check_crossing(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_means(const Listing& at, const Entry& entry) const;
  std::optional<Refused> check_market_means(const Listing& at, const Entry& entry, Money available) const;
  Money entry_need(const Listing& at, const Entry& entry) const;
  Arrival arrival_of(const Listing& at, const Entry& entry) const;

  // order_entry.cpp
  std::optional<Refused> check_expiry(const PlaceOrder& command) const;
  static std::uint64_t fingerprint_of(const PlaceOrder& order);
  std::optional<Result> check_client_order_id(const PlaceOrder& command, std::uint64_t fingerprint) const;
  Entry new_entry(const Listing& at, const PlaceOrder& command) const;
  std::uint32_t open_order(const PlaceOrder& command);
  void remember_client_order_id(std::uint32_t slot, const PlaceOrder& command, std::uint64_t fingerprint);
  void set_terms(std::uint32_t slot, const Entry& entry);
  void enter(Listing& at, std::uint32_t slot, const Entry& entry);

  // simple_orders.cpp: the short ways; kNoSlot or false, and nothing changed, when a rule needs a closer look
  std::uint32_t place_simple(const PlaceOrder& command);
  // `held`: the seller's shares, null for a buy order.
  std::uint32_t place_simple_limit(Listing& at, const PlaceOrder& command, ShareBalance* held);
  std::uint32_t place_simple_market(Listing& at, const PlaceOrder& command, ShareBalance* held);
  bool amend_simple(std::uint32_t slot, const AmendOrder& command);

  // order_preview.cpp
  class FeeForecast;
  OrderPreview preview(const PlaceOrder& command) const;

  // order_changes.cpp: amendments and cancellations
  struct Change {
    Entry entry;
    OrderTerms terms;  // what `entry` points to when it has any
    bool has_terms = false;
    Place place = Place::book;  // where the order stands
    bool keeps_place = false;
    bool is_over = false;  // the new quantity is filled already
  };
  Change amended(const Listing& at, std::uint32_t slot, const AmendOrder& command) const;
  std::optional<Refused> check_change(const AmendOrder& command, std::uint32_t slot) const;
  // Why there is no open order of this id.
  Refused missing_order(OrderId id) const;
  void amend_in_place(Listing& at, std::uint32_t slot, Quantity total);
  void take_off(Listing& at, std::uint32_t slot, std::int64_t shares);
  void shrink(Listing& at, std::uint32_t slot, std::int64_t by);
  void requeue(Listing& at, std::uint32_t slot, const Change& change);
  void put_back(Listing& at, std::uint32_t slot, const Change& change);
  void cancel_matching(const CancelAll& filter, EndReason reason);

  // matching.cpp
  // Trades the order with what it meets, then lets it rest or ends it, as its terms say. `reach` is the worst
  // price at which it may trade.
  void execute(Listing& at, std::uint32_t slot, Price reach);
  void fill(Listing& at, std::uint32_t taker, std::uint32_t maker, Price price, std::int64_t shares);
  void record_trade(Listing& at, const Fill& fill, TradeFees charged);
  void rest(Listing& at, std::uint32_t slot);
  void end_order(std::uint32_t slot, OrderStatus status, EndReason reason);
  void end_conditional_order(std::uint32_t slot, OrderStatus status, EndReason reason);
  // With many companies the end of an order waits for its trader's account and its neighbours in the queue.
  void prefetch_for_end(std::uint32_t slot) const {
    const RestingOrder& order = orders.resting(slot);
    accounts.prefetch(order.trader);
    if (order.side == Side::sell) accounts.prefetch(order.trader, order.company);
    orders.expect_end(slot);
  }
  // The record of an order that is over and stands nowhere any more.
  void close(std::uint32_t slot, OrderStatus status, EndReason reason);
  void withdraw(Listing& at, std::uint32_t slot);
  void end_conditions(Listing& at, std::uint32_t slot, std::uint32_t partner);
  // Applies the incoming order's policy to a resting one of the same trader; false when the incoming order
  // stops there.
  bool prevent_self_trade(Listing& at, std::uint32_t incoming, std::uint32_t resting);
  void remember_price(Listing& at, Price price);
  bool trips_breaker(const Listing& at, Price price) const;
  void touch(std::uint32_t slot) {
    OrderDetail& detail = orders.detail(slot);
    detail.updated_at = stamp.time;
    detail.seq = stamp.seq;
  }
  bool meets_own(std::uint32_t maker, TraderId taker, SelfTradePolicy policy) const {
    return policy != SelfTradePolicy::allow && orders.resting(maker).trader == taker;
  }
  // Calls visit(maker slot, price, shares) for the fills the entry would make now, until it returns false.
  template <class F>
  void preview_fills(const Listing& at, const Entry& entry, F&& visit) const;
  // Whether it is fill-or-kill and cannot be filled whole now.
  bool would_be_killed(const Listing& at, const Entry& entry) const;
  // What the fills of a market buy would cost, fees included, rebates counted as nothing: they are paid
  // behind the fill, out of what the other side can pay. Counted no further than past `enough`.
  Amount market_buy_cost(const Listing& at, const Entry& entry, Money enough) const;
  // The worst price that a market order may reach.
  Price collar_bound(const Listing& at, Side side) const;

  // groups.cpp: brackets, one-triggers-other and one-cancels-other
  struct Leg {
    Side side;
    OrderType type;
    Price limit, stop;
  };
  void open_legs(std::uint32_t entry_slot, const OrderTerms& terms);
  OrderId open_leg(std::uint32_t entry_slot, const Leg& leg);
  void activate_legs(std::uint32_t entry_slot);
  // Makes two orders that reserve nothing yet cancel each other, and reserves for both.
  void form_pair(const Listing& at, std::uint32_t take_profit, std::uint32_t stop_loss);
  void start_stop_loss(Listing& at, std::uint32_t slot);
  // Whether the trader has what is reserved of cash and of this company's shares.
  bool is_covered(const Listing& at, TraderId trader) const;
  std::uint32_t partner_of(const RestingOrder& order) const;
  // Dissolves the pair of this order; each then reserves for itself alone. Returns the other one.
  std::uint32_t leave_pair(std::uint32_t slot);
  // Around a fill of a pair's take profit: its stop loss stops reserving, then goes on with what is left.
  void release_pair_stop(const Listing& at, const RestingOrder& order);
  enum class PairStop { goes_on, ends };
  void lower_pair_stops(Listing& at, const std::array<const RestingOrder*, 2>& filled, std::int64_t shares,
                        PairStop which);
  void lower_pair_stop(Listing& at, const RestingOrder& order, std::int64_t shares);
  void set_quantity(Listing& at, std::uint32_t slot, std::int64_t quantity, std::int64_t remaining);
  void follow_entry(Listing& at, std::uint32_t entry_slot);
  std::vector<std::uint32_t> waiting_legs(const ConditionalOrder& entry) const;

  // stops.cpp
  bool has_too_many_trailing(const Listing& at, const Entry& entry) const;
  void hold_stop(Listing& at, std::uint32_t slot);
  void follow_trailing(Listing& at, const RestingOrder& order) const;
  void reset_trail_edges(Listing& at) const;
  void drop_stop(Listing& at, std::uint32_t slot);
  void follow_price(Listing& at, Price price);
  void move_trailing(Listing& at, Side side, Price price);
  Price trailing_stop_at(const Listing& at, Side side, const ConditionalOrder& own, Price mark) const;
  void collect_triggered(Listing& at);
  void work_off_pending() {
    if (!pending.empty()) work_off_all_pending();
  }
  void work_off_all_pending();
  void activate_stop(std::uint32_t slot);
  void enter_activated_market(Listing& at, std::uint32_t slot);
  void end_unreserved(std::uint32_t slot, EndReason reason);

  // auctions.cpp
  void begin_auction(Listing& at, AuctionKind kind, std::optional<Timestamp> ends_at);
  void leave_auction_state(Listing& at);
  bool joins(const Listing& at, TimeInForce time_in_force) const;
  void join_auction(Listing& at, std::uint32_t slot);
  void stand_in_line(Listing& at, std::uint32_t slot);
  void stand_beside_auction(Listing& at, std::uint32_t slot, Price bound);
  AuctionIndication indication(const Listing& at) const;
  void uncross(Listing& at);
  bool uncross_once(Listing& at);
  void auction_fill(Listing& at, std::uint32_t buy, std::uint32_t sell, Price price, std::int64_t shares);
  void take_in_auction(Listing& at, std::uint32_t slot, std::int64_t shares);
  enum class AuctionEnd { uncrossed, halted };
  void end_auction_only(Listing& at, AuctionEnd how);
  void end_market_orders(Listing& at, EndReason reason);
  void show_full_slice(Listing& at, std::uint32_t slot);
  void finish_auction(Listing& at);
  void open_or_close(Listing& at);
  void resume_by_phase(Listing& at);
  bool is_crossed(const Listing& at) const;

  // sessions.cpp: what time brings
  std::optional<Timestamp> next_due() const;
  void do_next_due();
  void enter_phase(SessionPhase to);
  void end_day();
  void change_session(const SessionChange& change);
  void disarm(TraderId id);

  // settlement.cpp
  const FeeTerms& terms_of(const Listing& at, TraderId id) const {
    return fees.terms(accounts.trading(id).schedule, at.schedule);
  }
  std::int32_t today() const { return day_of(stamp.time); }
  // One side of a trade as its fee sees it; `more_volume` comes on top of what the trader has traded.
  struct Payer {
    TraderId trader;
    Liquidity liquidity;
    Amount more_volume;
  };
  static Liquidity liquidity_of(Side side, Side aggressor, Meeting meeting) {
    if (meeting == Meeting::auction) return Liquidity::auction;
    return side == aggressor ? Liquidity::taker : Liquidity::maker;
  }
  Money fee_of(const Listing& at, const Payer& payer, Money value, std::int64_t shares) const {
    const FeeTerms& terms = terms_of(at, payer.trader);
    const Amount volume =
        terms.has_tiers() ? accounts.trailing_volume(payer.trader, today()) + payer.more_volume : Amount();
    return terms.fee(payer.liquidity, value, Quantity(shares), volume);
  }
  TradeFees trade_fees(const Listing& at, const Payer& buyer, const Payer& seller, Money value,
                       std::int64_t shares) const;
  // Cash that a buy order of this price and remaining quantity keeps reserved.
  Money cash_need(const Listing& at, TraderId trader, Price price, std::int64_t remaining) const {
    if (remaining == 0) return Money(0);
    const Money value = known_notional(price, Quantity(remaining));
    return value + terms_of(at, trader).worst_fee(value, Quantity(remaining));
  }
  // Cash that this order keeps reserved as it stands; 0 for a sell order.
  // A plain market buy reserves nothing: it was checked against its exact cost and never rests.
  Money cash_need(const Listing& at, const RestingOrder& order) const {
    if (order.side == Side::sell) return Money(0);
    if (order.extra != kNoSlot) return conditional_cash_need(at, order);
    if (order.type != OrderType::limit) return Money(0);
    return cash_need(at, order.trader, order.limit_price, order.remaining);
  }
  Money conditional_cash_need(const Listing& at, const RestingOrder& order) const;
  // The same as if it were in no pair.
  Money lone_cash_need(const Listing& at, const RestingOrder& order) const;
  std::int64_t share_need(const RestingOrder& order) const;
  void reserve(const Listing& at, std::uint32_t slot);
  void release(const Listing& at, std::uint32_t slot);
  // Moves cash, shares and fees; the buyer keeps `no_longer_reserved` less of his cash reserved.
  TradeFees settle(Listing& at, const Fill& fill, Money no_longer_reserved);
  void book_fill(std::uint32_t slot, Money value, Money fee);
  void distribute(Listing& at, Money taken);
  void reserve_in_turn(const std::vector<std::uint32_t>& released);
  void rereserve_all(const std::function<void()>& change);

  // corporate_actions.cpp
  struct Payout {
    TraderId to;
    Money amount;
  };
  tl::expected<std::vector<Payout>, Refused> dividend_of(const PayDividend& command) const;
  std::optional<Refused> check_payer(const PayDividend& command, Money sum) const;
  Money issuer_lacks(const Listing& at, Money sum) const;
  void pay_into_issuer(Listing& at, Money missing);
  Money& cash_of(const AccountRef& account);
  void transfer_cash(LedgerKind kind, AccountRef from, AccountRef to, Money amount);
  void note_transfer(LedgerKind kind, AccountRef from, AccountRef to, std::optional<CompanyId> shares_of,
                     std::int64_t amount);

  // splits.cpp
  class Split;
  std::optional<Refused> check_split(const Listing& at, const Split& split) const;
  void split_holdings(Listing& at, const Split& split);
  static std::optional<Price> split_conditions(const TickTable& ticks, Side side, ConditionalOrder& own,
                                               const Split& split);
  void split_order(const Listing& at, std::uint32_t slot, const Split& split);
  void split_orders(Listing& at, const std::vector<std::uint32_t>& open, const Split& split);

  // The largest price step that divides the ticks and every price of the company's open orders.
  Price grid_for(const Listing& at, const TickTable& ticks) const;

  // fee_changes.cpp
  std::optional<Refused> check_users(const FeeTable& table) const;
  std::optional<Refused> check_beneficiaries(const FeeTable& table) const;
  bool receives_fees(TraderId id) const;
  void resolve_schedules();

  // registry.cpp, trader_accounts.cpp: companies, traders and settings
  std::optional<Refused> check_empty(TraderId id) const;
  void give_back_delisted(TraderId id);
  void set_limits(TraderId id, const TraderLimits& limits);
  std::optional<Refused> check_order_rate(TraderId id) const;
  std::optional<Refused> check_schedule(const std::string& name) const;
  std::optional<Refused> check_holdings(const RegisterTrader& command) const;
  bool fits_into_venue(Money cash) const;
  void add_key(Trader& owner, ApiKey key) const;
  void give_shares(CompanyId company, TraderId trader, Quantity quantity);

  // exchange.cpp
  static void view_conditions(const ConditionalOrder& own, OrderType type, Order& out);
  OpenOrder open_order_at(std::uint32_t slot) const;
  Order view(std::uint32_t slot) const;
  bool stands_in_book(std::uint32_t slot) const;
};

// Here, since nothing is done more often.
inline std::uint32_t Exchange::State::open_order(const PlaceOrder& command) {
  last_order = OrderId(last_order.value() + 1);
  const std::uint32_t slot =
      orders.create({.id = last_order,
                     .trader = command.trader,
                     .company = command.company,
                     .quantity = command.quantity.shares(),
                     .limit_price = has_limit(command.type) ? command.limit_price : Price(),
                     .side = command.side,
                     .type = command.type,
                     .time_in_force = command.time_in_force,
                     .post_only = command.post_only,
                     .self_trade = command.self_trade,
                     .status = OrderStatus::open_new},
                    stamp);
  ++accounts.cash(command.trader).open_orders;
  append(events, OrderAccepted{last_order, command.company});
  return slot;
}

}  // namespace market
