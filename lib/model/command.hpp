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
#include "model/enums.hpp"
#include "model/fee_schedule.hpp"
#include "model/names.hpp"
#include "model/trader.hpp"

namespace market {

// Settings of the venue that change what commands do; submitted at start when they differ from the state's.
struct VenueSettings {
  Duration idempotency_window =
      Duration::seconds(86'400);  // how long an ended order keeps its client_order_id
  bool operator==(const VenueSettings&) const = default;
};

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

struct PlaceOrder {
  TraderId trader;
  CompanyId company;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  bool post_only = false;
  Quantity quantity;
  Price limit_price;              // meaningful for OrderType::limit only
  ClientOrderId client_order_id;  // empty: none
};

// Less quantity at the same price keeps the place in the queue; anything else goes to the back.
struct AmendOrder {
  OrderId order;
  std::optional<Quantity> quantity;  // the new total, fills included
  std::optional<Price> limit_price;
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

// The position in this list is the journal's tag of a command: only append.
using Command = std::variant<Configure, RegisterCompany, UpdateCompany, HaltCompany, ResumeCompany,
                             IssueShares, RegisterTrader, Deposit, Withdraw, AddKey, RevokeKey, PlaceOrder,
                             AmendOrder, CancelOrder, CancelAll, SetFees, MarkScenario>;

// What the Sequencer adds to a command: its place in the venue's sequence and the time it happens.
struct Stamp {
  Seq seq = 0;
  Timestamp time;
};

}  // namespace market
