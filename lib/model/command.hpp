// Everything that can change the venue. Commands are what the journal holds: replaying them from the start
// gives the same state, so a command carries every input that its effect depends on (the time is beside it,
// in Stamp). Members name traders and companies by dense id: whoever builds a command resolves the public
// names first.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/company.hpp"
#include "model/enums.hpp"
#include "model/fee_schedule.hpp"
#include "model/ledger.hpp"
#include "model/names.hpp"
#include "model/session.hpp"
#include "model/trader.hpp"

namespace market {

// Settings of the venue that change what commands do; submitted at start when they differ from the state's.
struct VenueSettings {
  Duration idempotency_window =
      Duration::seconds(86'400);  // how long an ended order keeps its client_order_id
  bool operator==(const VenueSettings&) const = default;
};

// The rules of trading that hold for the whole venue; submitted at start when they differ from the state's.
struct MarketRules {
  Rate collar{
      250'000};  // percent (units of 0.0001 percent) beyond the last price that a market order reaches
  SessionCalendar calendar;
  bool operator==(const MarketRules&) const = default;
};
inline constexpr Rate kMaxCollar{100'000'000};  // 10,000 percent

struct Configure {
  VenueSettings settings;
};

struct RegisterCompany {
  Symbol symbol;
  std::string name;
  std::string sector;
  Quantity shares;
  Price initial_price;
  Price tick_size{100};
  Quantity lot_size{1};
  std::optional<Rate> band;
  std::string fee_schedule;
  std::vector<TickStep> tick_steps;
  std::optional<CircuitBreaker> breaker;
};

// Absent members stay as they are.
struct UpdateCompany {
  CompanyId company;
  std::optional<std::string> name;
  std::optional<std::string> sector;
  std::optional<Price> tick_size;
  std::optional<Quantity> lot_size;
  std::optional<std::optional<Rate>> band;  // an inner nullopt removes the band
  std::optional<std::string> fee_schedule;  // empty text: the venue's default
  std::optional<std::vector<TickStep>> tick_steps;
  std::optional<std::optional<CircuitBreaker>> breaker;  // an inner nullopt removes it
};

struct HaltCompany {
  CompanyId company;
  std::string reason;
};

struct ResumeCompany {
  CompanyId company;
};

// Moves shares from the treasury to a trader, without payment.
struct IssueShares {
  CompanyId company;
  TraderId trader;
  Quantity quantity;
};

struct RegisterTrader {
  Slug slug;
  std::string name;
  Money cash;
  std::vector<std::pair<CompanyId, Quantity>> holdings;  // taken from the treasuries, without payment
  std::string fee_schedule;
  TraderLimits limits;
  std::optional<ApiKey> key;
};

struct Deposit {
  TraderId trader;
  Money amount;
};

struct Withdraw {
  TraderId trader;
  Money amount;
};

struct AddKey {
  TraderId trader;
  ApiKey key;
};

struct RevokeKey {
  TraderId trader;
  KeyId key;
};

// What only some orders have. Members that do not concern an order are 0.
struct OrderTerms {
  Price stop_price;           // stop, stop_limit
  Price trail_amount;         // trailing_stop: this or
  Rate trail_percent;         // this, in units of 0.0001 percent
  Timestamp expires_at;       // gtd
  Quantity display_quantity;  // iceberg: the slice that is shown
  OrderClass order_class = OrderClass::simple;
  Price take_profit;      // limit price of that leg
  Price stop_loss;        // stop price of that leg
  Price stop_loss_limit;  // 0: the stop loss becomes a market order
  bool operator==(const OrderTerms&) const = default;
};

struct PlaceOrder {
  TraderId trader;
  CompanyId company;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  bool post_only = false;
  Quantity quantity;
  Price limit_price;                // meaningful for types with a limit only
  ClientOrderId client_order_id;    // empty: none
  std::optional<OrderTerms> terms;  // absent: a plain order
};

// Less quantity at the same price keeps the place in the queue; anything else goes to the back.
struct AmendOrder {
  OrderId order;
  std::optional<Quantity> quantity;  // the new total, fills included
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
};

struct CancelOrder {
  OrderId order;
};

// Cancels all open orders that match every given member, in order of id.
struct CancelAll {
  std::optional<TraderId> trader;
  std::optional<CompanyId> company;
  std::optional<Side> side;
};

struct SetFees {
  FeeTable table;
};

// Remembers which scenario made this market, so that a restart can go on with it.
struct MarkScenario {
  std::string name;
  std::uint64_t seed = 0;
};

struct SetMarketRules {
  MarketRules rules;
};

// Ends all open orders; history stays.
struct DelistCompany {
  CompanyId company;
};

// Begins a call auction by hand, or gives a running one another end. From a halt, it is the way back to
// trading.
struct StartAuction {
  CompanyId company;
  std::optional<Timestamp> ends_at;
};

// Ends a call auction now.
struct Uncross {
  CompanyId company;
};

// The dead man's switch: cancels all orders of the trader after `delay`, unless it is set again before. A
// delay of 0 disarms it.
struct CancelAfter {
  TraderId trader;
  Duration delay;
};
inline constexpr Duration kMaxCancelAfter = Duration::seconds(365 * 86'400);

// Does what has become due by the stamp's time: orders expire, sessions change, auctions end. Refused when
// nothing is due. Whoever stamps commands sends this first, at each time for which Exchange::next_due() asks.
struct AdvanceTime {};

// Absent members stay as they are.
struct UpdateTrader {
  TraderId trader;
  std::optional<std::string> name;
  std::optional<std::string> fee_schedule;  // empty text: the company's or the venue's
  std::optional<TraderLimits> limits;       // all of them
};

// Pays the cash out. Refused while the trader has open orders, holdings of companies that are not delisted,
// or a share of the fees.
struct CloseTrader {
  TraderId trader;
};

// Pays the holders of record: whoever holds shares now, those that open sell orders reserve included; the
// treasury gets nothing. Either so much for each share, or an amount that is shared out in proportion, each
// part rounded down; what rounding leaves stays with the payer. An issuer's account that holds too little is
// paid into from outside first.
struct PayDividend {
  CompanyId company;
  Money per_share;   // above 0, or
  Money total;       // above 0
  AccountRef payer;  // the issuer, the exchange or a trader
};

// `from` shares become `to`. Fractions of holdings are paid in cash at the last price by the issuer, and the
// shares they would have made go to the treasury. Prices of open orders are rounded to the tick away from the
// market (bids and sell stops down, asks and buy stops up), quantities down to whole lots. An order of which
// nothing is left ends, as does a bid or a sell stop that would be worth less than a tick.
struct SplitShares {
  CompanyId company;
  std::uint32_t to = 1, from = 1;
};
inline constexpr std::uint32_t kMaxSplit = 1'000;

// The position in this list is the journal's tag of a command's first layout: only append.
using Command =
    std::variant<Configure, RegisterCompany, UpdateCompany, HaltCompany, ResumeCompany, IssueShares,
                 RegisterTrader, Deposit, Withdraw, AddKey, RevokeKey, PlaceOrder, AmendOrder, CancelOrder,
                 CancelAll, SetFees, MarkScenario, SetMarketRules, DelistCompany, StartAuction, Uncross,
                 CancelAfter, AdvanceTime, UpdateTrader, CloseTrader, PayDividend, SplitShares>;

// What the Sequencer adds to a command: its place in the venue's sequence and the time it happens.
struct Stamp {
  Seq seq = 0;
  Timestamp time;
};

}  // namespace market
