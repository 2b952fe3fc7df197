// NaiveExchange: the market's rules once more, as plainly as they can be said, to check Exchange against.
// Slow on purpose: queues are sorted vectors, what is reserved is summed up anew from the open orders each
// time it is needed, and an order first plans whom it meets and then carries it out.
//
// Written from the rules alone; it shares the model's value types with the engine, but no code. One part a
// file: naive_exchange (companies), naive_traders (traders, their cash and limits), naive_accounts
// (reservations, settlement), naive_fees, naive_corporate (dividends, splits), naive_checks (what an order
// must pass), naive_orders (placing, amending, canceling), naive_matching, naive_stops, naive_groups,
// naive_auction, naive_session.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/book_view.hpp"
#include "model/command.hpp"
#include "model/company.hpp"
#include "model/event.hpp"
#include "model/outcome.hpp"
#include "model/refusal.hpp"
#include "model/trade.hpp"
#include "tests/support/naive_order.hpp"

namespace market::test {

struct NaiveEvent {
  enum class Kind { trade, accepted, amended, ended, activated, prevented };
  Kind kind;
  std::uint64_t id;         // of the trade or the order
  std::uint64_t other = 0;  // prevented: of the order that rested
  bool operator==(const NaiveEvent&) const = default;
};

struct NaiveOutcome {
  std::optional<Refusal> refusal;
  Applied applied;
  std::vector<Trade> trades;
  std::vector<NaiveEvent> events;
  std::set<OrderId> touched;   // orders that changed, the ended ones among them
  std::set<TraderId> traders;  // whose account or holdings may have changed
  std::vector<Transfer> transfers;
  std::vector<Transfer> distributed;  // what the exchange passed on of the fees
  std::optional<SharesSplit> split;
  Money preview_fees;             // of the fills that an order looked forward to when it came in
  std::uint64_t at_tier = 0;      // sides of trades whose bps were those of a tier
  std::uint64_t fees_waived = 0;  // because an account could not cover them
};

struct SplitRatio;

struct NaiveAllowance {
  std::uint32_t limit = 0, remaining = 0;
  Duration until_full;
};

class NaiveExchange {
 public:
  NaiveOutcome apply(const Command& command, Stamp stamp);

  Seq seq() const { return seq_; }
  Timestamp now() const { return now_; }
  SessionPhase phase() const { return phase_; }
  const MarketRules& rules() const { return rules_; }
  std::optional<Timestamp> next_due() const;
  std::optional<Timestamp> cancel_deadline(TraderId trader) const;
  std::size_t company_count() const { return companies_.size(); }
  std::size_t trader_count() const { return traders_.size(); }
  const Company& company(CompanyId id) const { return companies_.at(id.value()); }
  const Trader& trader(TraderId id) const { return traders_.at(id.value()); }
  Account account(TraderId id) const;
  Position position(TraderId trader, CompanyId company) const;
  bool is_open(OrderId id) const { return open_.count(id) != 0; }
  const NaiveOrder& order(OrderId id) const;  // open, or ended by the last command
  const std::map<OrderId, NaiveOrder>& open_orders() const { return open_; }
  const std::vector<OrderId>& queue(CompanyId company, Side side) const;  // as they would be matched
  AuctionIndication auction_indication(CompanyId id) const;
  Money exchange_revenue() const { return exchange_revenue_; }
  Money issuer_revenue(CompanyId id) const { return issuer_revenue_.at(id.value()); }
  Amount deposits() const { return deposits_; }
  Amount withdrawals() const { return withdrawals_; }
  Amount fees_taken() const { return fees_taken_; }
  Money fee(CompanyId company, TraderId trader, Liquidity liquidity, Money value, Quantity quantity) const;
  Amount fee_revenue(const AccountRef& beneficiary) const;
  Amount volume_30d(TraderId trader) const { return Amount(volume(trader, now_)); }
  std::optional<NaiveAllowance> order_allowance(TraderId trader, Timestamp at) const;

 private:
  struct Party {  // one side of a trade as its fee sees it
    TraderId trader;
    Liquidity liquidity;
    Int128 more_volume = 0;  // on top of what the trader has traded
  };
  struct Fees {
    Money buyer, seller;
  };
  struct Meeting {  // of an incoming order with one that rests
    OrderId maker;
    Price price;
    Quantity quantity;  // traded, or lost by both
    bool prevented = false;
  };
  struct Plan {
    std::vector<Meeting> meetings;
    Quantity total;              // traded
    bool trips_breaker = false;  // there it stops
  };
  struct Holding {
    Quantity quantity;
    Amount cost, realized_pnl;
  };
  struct Client {
    PlaceOrder body;
    OrderId order;
    std::optional<Timestamp> ended_at;
  };
  struct Due {
    Timestamp at;
    enum class Kind { order, cancel_after, session, auction } kind;
    std::uint64_t id;
    auto operator<=>(const Due&) const = default;
  };
  struct Pending {
    enum class Kind { stop, legs } kind;
    OrderId order;  // the stop that triggered, the entry that ended
  };
  struct WindowPrice {
    Timestamp time;
    Price price;
  };
  using MaybeRefusal = std::optional<Refusal>;
  using Queues = std::map<std::pair<CompanyId, Side>, std::vector<OrderId>>;

  // naive_exchange
  MaybeRefusal run(const Configure& command);
  MaybeRefusal run(const RegisterCompany& command);
  MaybeRefusal run(const UpdateCompany& command);
  MaybeRefusal run(const IssueShares& command);
  MaybeRefusal run(const MarkScenario& command);
  bool exists(TraderId id) const { return id.value() < traders_.size() && !trader(id).closed_at; }
  bool exists(CompanyId id) const { return id.value() < companies_.size(); }
  Company& at(CompanyId id) { return companies_.at(id.value()); }
  void give(TraderId trader, CompanyId company, Quantity quantity);
  void touch(NaiveOrder& order);
  void tell(NaiveEvent::Kind kind, OrderId id, OrderId other = {});

  // naive_traders
  MaybeRefusal run(const RegisterTrader& command);
  MaybeRefusal run(const UpdateTrader& command);
  MaybeRefusal run(const CloseTrader& command);
  MaybeRefusal run(const Deposit& command);
  MaybeRefusal run(const Withdraw& command);
  MaybeRefusal run(const AddKey& command);
  MaybeRefusal run(const RevokeKey& command);
  static bool sound_limits(const TraderLimits& limits);
  bool is_empty(TraderId id) const;
  bool fits_into_venue(Int128 more_cash) const;
  bool exceeds_order_rate(TraderId id) const;
  void count_order(TraderId id);

  // naive_fees
  MaybeRefusal run(const SetFees& command);
  bool knows_schedule(const std::string& name) const;
  const FeeSchedule& schedule(TraderId trader, CompanyId company) const;
  Int128 volume(TraderId trader, Timestamp at) const;
  Money fee_at(CompanyId company, const Party& party, Timestamp at, Money value, Quantity quantity) const;
  Money worst_fee(const NaiveOrder& order, Money value) const;
  Fees fees_of(CompanyId company, const Party& buyer, const Party& seller, Money value,
               Quantity quantity) const;
  static void limit_rebates(Fees& fees);
  void count_tiers(const Trade& trade);
  void distribute(CompanyId company, Money fees);

  // naive_corporate
  MaybeRefusal run(const PayDividend& command);
  MaybeRefusal run(const SplitShares& command);
  bool is_payer(const AccountRef& payer, CompanyId company) const;
  Int128 cash_of(const AccountRef& account) const;
  void split_holding(TraderId trader, CompanyId company, SplitRatio ratio);
  void split_orders(CompanyId company, SplitRatio ratio);
  static void split_quantities(NaiveOrder& order, const Company& company, SplitRatio ratio);
  static bool split_prices(NaiveOrder& order, const Company& company, SplitRatio ratio);
  void add_cash(const AccountRef& account, Money amount);
  void move_cash(LedgerKind kind, AccountRef from, AccountRef to, Money amount);
  void add_shares(const AccountRef& account, CompanyId company, Quantity quantity);
  void move_shares(LedgerKind kind, AccountRef from, AccountRef to, CompanyId company, Quantity quantity);

  // naive_accounts
  std::optional<Price> reserved_price(const NaiveOrder& order) const;
  Money worst_cost(const NaiveOrder& order, Price price) const;
  Money whole_need(const NaiveOrder& order) const;
  Money need(const NaiveOrder& order) const;
  const NaiveOrder* take_profit_beside(const NaiveOrder& stop_loss) const;
  Money reserved_cash(TraderId trader) const;
  Money available(TraderId trader) const { return cash_.at(trader.value()) - reserved_cash(trader); }
  Quantity reserved_shares(TraderId trader, CompanyId company) const;
  Quantity free_shares(TraderId trader, CompanyId company) const;
  void rereserve(std::optional<CompanyId> only_of = {});
  void settle(Trade& trade);

  // naive_checks
  static bool malformed(const PlaceOrder& command);
  MaybeRefusal refuse_market_state(const NaiveOrder& order) const;
  MaybeRefusal refuse_lots(const NaiveOrder& order) const;
  MaybeRefusal refuse_prices(const NaiveOrder& order, const std::vector<NaiveOrder>& legs) const;
  MaybeRefusal refuse_size(const NaiveOrder& order, const std::vector<NaiveOrder>& legs) const;
  MaybeRefusal refuse_count(const NaiveOrder& order, const std::vector<NaiveOrder>& legs) const;
  MaybeRefusal refuse_time_in_force(const NaiveOrder& order) const;
  MaybeRefusal refuse_post_only(const NaiveOrder& order) const;
  MaybeRefusal refuse_matching(const NaiveOrder& order, const Plan& plan) const;
  MaybeRefusal refuse_means(const NaiveOrder& order, const std::vector<NaiveOrder>& legs,
                            const Plan& plan) const;

  // naive_orders
  MaybeRefusal run(const PlaceOrder& command);
  MaybeRefusal run(const AmendOrder& command);
  MaybeRefusal run(const CancelOrder& command);
  MaybeRefusal run(const CancelAll& command);
  NaiveOrder new_order(const PlaceOrder& command) const;
  bool meets_now(const NaiveOrder& order) const;
  void accept(NaiveOrder order);
  void put(OrderId id);
  MaybeRefusal refuse_amendment(const AmendOrder& command) const;
  bool meets_book(const NaiveOrder& order) const;
  MaybeRefusal refuse_changed(NaiveOrder& order, const NaiveOrder& amended, const Plan& fills);
  MaybeRefusal refuse_amended(NaiveOrder& order, const NaiveOrder& amended);
  void amend_in_place(NaiveOrder& order, const NaiveOrder& amended, bool keeps_place);
  void end(OrderId id, OrderStatus status, EndReason reason);
  std::vector<OrderId> open_ids() const;

  // naive_matching
  Price collar_bound(CompanyId company, Side side) const;
  bool reaches(const NaiveOrder& order, Price maker_price) const;
  bool trips_breaker(const Company& company, const std::vector<Price>& more, Price price) const;
  Plan plan(const NaiveOrder& order) const;
  std::vector<Money> fees_by_fill(const NaiveOrder& order, const Plan& plan) const;
  Money charged_ahead(const NaiveOrder& order, const Plan& plan) const;
  Int128 cost_of(const NaiveOrder& order, const Plan& plan) const;
  void execute(OrderId id, const Plan& plan);
  void prevent(OrderId id, const Meeting& meeting);
  void decrement(OrderId id, Quantity quantity);
  void fill(OrderId taker, const Meeting& meeting);
  void trade(OrderId buy, OrderId sell, Price price, Quantity quantity, Side aggressor, bool auction);
  void remember_price(const Company& company, Price price);
  void use_up_slice(NaiveOrder& maker, Quantity quantity);
  void join_book(OrderId id);
  void join_beside(OrderId id);
  void leave(const NaiveOrder& order);
  static Quantity slice(const NaiveOrder& order);

  // naive_stops
  Price trailing_stop_price(const NaiveOrder& order) const;
  void list_stop(OrderId id);
  void add_to_stops(OrderId id);
  bool reached(const NaiveOrder& stop) const;
  void follow_trailing(CompanyId company);
  void trigger(CompanyId company);
  void work_off_pending();
  void activate_stop(OrderId id);
  void enter_triggered_market(OrderId id);

  // naive_groups
  static std::vector<NaiveOrder> legs_of(const PlaceOrder& command, const NaiveOrder& entry);
  std::vector<OrderId> waiting_legs(const NaiveOrder& entry) const;
  void end_group(const NaiveOrder& ended);
  void legs_follow(const NaiveOrder& entry);
  void stop_loss_follows(const NaiveOrder& take_profit, Quantity less);
  void activate_legs(OrderId entry);

  // naive_auction
  MaybeRefusal run(const StartAuction& command);
  MaybeRefusal run(const Uncross& command);
  static bool joins(TimeInForce tif, AuctionKind kind);
  void begin_auction(CompanyId id, AuctionKind kind, std::optional<Timestamp> ends_at);
  void become(CompanyId id, AuctionKind kind);
  void end_auction(CompanyId id);
  void end_participants(CompanyId id, EndReason market_reason, OrderStatus status, EndReason reason);
  void end_market_orders(CompanyId id);
  bool crossed(CompanyId id) const;
  std::vector<OrderId> participants(CompanyId id, Side side) const;
  Price auction_limit(OrderId id) const;
  AuctionIndication indication(CompanyId id) const;
  void uncross(CompanyId id);
  void uncross_once(CompanyId id);

  // naive_session
  MaybeRefusal run(const SetMarketRules& command);
  MaybeRefusal run(const HaltCompany& command);
  MaybeRefusal run(const ResumeCompany& command);
  MaybeRefusal run(const DelistCompany& command);
  MaybeRefusal run(const CancelAfter& command);
  MaybeRefusal run(const AdvanceTime& command);
  std::optional<Due> first_due() const;
  void do_due(const Due& due);
  void change_session();
  void enter_phase(SessionPhase phase);
  void enter_phase(CompanyId id);
  void open_by_phase(CompanyId id);
  void end_day();
  void trip_breaker(CompanyId id);

  VenueSettings settings_;
  MarketRules rules_;
  SessionPhase phase_ = SessionPhase::trading;
  std::optional<SessionChange> next_session_;
  FeeTable fees_ = default_fee_table();
  std::vector<Company> companies_;
  std::vector<Trader> traders_;
  std::vector<Money> cash_;
  std::vector<Amount> fees_paid_;
  std::vector<Money> issuer_revenue_;
  Money exchange_revenue_;
  Amount deposits_, withdrawals_, fees_taken_;
  Amount exchange_fees_;  // ever, as the next two
  std::map<CompanyId, Amount> issuer_fees_;
  std::map<TraderId, Amount> trader_fees_;
  std::map<TraderId, std::map<std::int64_t, Int128>> traded_;  // by UTC day
  std::map<TraderId, Int128> next_order_;                      // theoretical arrival times, in ns
  std::map<std::pair<TraderId, CompanyId>, Holding> holdings_;
  std::map<OrderId, NaiveOrder> open_;
  std::map<OrderId, NaiveOrder> ended_;     // by the last command
  std::vector<std::set<OrderId>> open_of_;  // by trader
  Queues queues_, beside_, stops_;          // beside_: market orders of an auction, as they came
  std::map<CompanyId, std::vector<WindowPrice>> windows_;  // of the circuit breakers
  std::map<TraderId, Timestamp> cancel_deadlines_;
  std::map<std::pair<TraderId, ClientOrderId>, Client> clients_;
  std::deque<Pending> pending_;
  OrderId last_order_;
  TradeId last_trade_;
  Seq seq_ = 0;
  Timestamp now_;
  Stamp stamp_;
  NaiveOutcome outcome_;
};

}  // namespace market::test
