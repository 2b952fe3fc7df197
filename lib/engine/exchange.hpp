// Exchange: the whole state of the venue and the only code that changes it.
//
// apply() validates a command against everything it would change, then changes all of it or nothing. It is
// deterministic: no clock, no random numbers, no I/O, no threads; time comes in with the command's Stamp. The
// same commands with the same stamps give the same state_hash() in every build.
//
// Thread rule: not thread-safe; lib/venue guards it with one mutex.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "model/book_view.hpp"
#include "model/command.hpp"
#include "model/company.hpp"
#include "model/event.hpp"
#include "model/order.hpp"
#include "model/outcome.hpp"
#include "model/preview.hpp"
#include "model/refusal.hpp"
#include "model/state_image.hpp"
#include "model/trader.hpp"

namespace market {

struct AuditCheck {
  std::string name;  // stable snake_case
  bool ok = true;
  std::string detail;  // what was compared, with the first difference if there is one
};

struct OpenOrder {
  OrderId id;
  TraderId trader;
  CompanyId company;
  Side side = Side::buy;
};

// The state of the fee beneficiaries and the counters that the cash invariant is checked against.
struct Treasury {
  Amount deposits, withdrawals;
  Money exchange_revenue;   // what the exchange has now
  Amount fees_taken;        // all fees less rebates, ever
  Amount fees_distributed;  // to all beneficiaries, ever
};

struct OrderAllowance {
  std::uint32_t limit = 0, remaining = 0;
  Duration until_full;
};

struct ScenarioMark {
  std::string name;  // empty: no scenario made this market
  std::uint64_t seed = 0;
};

class Exchange {
 public:
  Exchange();
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Applies `command`, which becomes number stamp.seq == seq() + 1 of the venue at stamp.time >= now().
  // A refusal leaves seq(), now() and everything else as they were.
  [[nodiscard]] tl::expected<Applied, Refused> apply(const Command& command, Stamp stamp);

  // What the last applied command did; cleared by the next apply().
  const std::vector<Event>& events() const;
  // The levels of books that the last applied command changed, or put back as they were: each as it was just
  // before each change, so the first mention of a level tells what it was before the command. Cleared by the
  // next apply().
  const std::vector<TouchedLevel>& touched_levels() const;

  Seq seq() const;
  Timestamp now() const;  // of the last applied command
  const VenueSettings& settings() const;
  const MarketRules& rules() const;
  SessionPhase phase() const;
  // When AdvanceTime has something to do next; nullopt before the first command.
  std::optional<Timestamp> next_due() const;
  const ScenarioMark& scenario() const;

  // Companies and traders are numbered densely from 0 and never removed.
  std::uint32_t company_count() const;
  const Company& company(CompanyId id) const;
  std::optional<CompanyId> find_company(std::string_view symbol) const;
  Money issuer_revenue(CompanyId id) const;

  std::uint32_t trader_count() const;
  const Trader& trader(TraderId id) const;
  std::optional<TraderId> find_trader(std::string_view slug) const;
  const Account& account(TraderId id) const;
  Position position(TraderId trader, CompanyId company) const;  // all zero when there never was one

  // An order that is open or that the last applied command ended; nullopt otherwise.
  std::optional<Order> order(OrderId id) const;
  bool is_open(OrderId id) const;
  std::uint64_t open_order_count() const;
  OrderId last_order_id() const;
  TradeId last_trade_id() const;
  // The order that holds this client_order_id: open, or ended less than the idempotency window ago.
  std::optional<OrderId> find_client_order(TraderId trader, const ClientOrderId& id) const;
  // Which order an id names, without the cost of its whole description; nullopt unless it is open.
  std::optional<OpenOrder> find_open(OrderId id) const;
  // Calls visit for open orders with id > after, of `trader` or (nullopt) of everybody, in order of id, until
  // it returns false. Costs what it visits; with a trader at least all open orders of that trader.
  void visit_open_orders(std::optional<TraderId> trader, OrderId after,
                         const std::function<bool(const OpenOrder&)>& visit) const;

  // When the trader's dead man's switch goes off; nullopt while it is not armed.
  std::optional<Timestamp> cancel_deadline(TraderId trader) const;
  // What placing the order at `now` would do; nothing is changed.
  OrderPreview preview(const PlaceOrder& order, Timestamp now) const;

  // Empty unless the company is in an auction.
  AuctionIndication auction_indication(CompanyId company) const;
  // How many price levels and market orders the indication is worked out from.
  std::size_t auction_interest(CompanyId company) const;
  TopOfBook top(CompanyId company) const;
  // Best first, at most `depth` levels (or orders).
  std::vector<BookLevel> levels(CompanyId company, Side side, std::size_t depth) const;
  std::vector<BookOrder> orders(CompanyId company, Side side, std::size_t depth) const;
  // Fills `out` with the best levels, best first; how many there were.
  std::size_t copy_levels(CompanyId company, Side side, std::span<BookLevel> out) const;
  // How the order stands in the book; nullopt when it does not.
  std::optional<BookOrder> book_order(OrderId id) const;
  // Quantity and orders are 0 where nobody stands.
  BookLevel level(CompanyId company, Side side, Price price) const;

  const FeeTable& fees() const;
  const Treasury& treasury() const;
  // The fee that one fill would be charged at `now`; an absent company or trader means one without an own
  // schedule, or volume.
  Money fee(std::optional<CompanyId> company, std::optional<TraderId> trader, Liquidity liquidity,
            Money notional, Quantity quantity, Timestamp now) const;
  // What this beneficiary (the exchange, an issuer or a trader) was paid of fees, ever.
  Amount fee_revenue(const AccountRef& beneficiary) const;
  // The traders who were paid some.
  std::vector<TraderId> traders_paid_fees() const;
  // The notional of the trader's trades in the trailing 30 days, as fee tiers count it.
  Amount volume_30d(TraderId trader, Timestamp now) const;
  // Under the trader's order rate limit at `now`: orders that would pass at once, and when all would again.
  // nullopt without a limit.
  std::optional<OrderAllowance> order_allowance(TraderId trader, Timestamp now) const;

  // Recomputes every invariant of the contract's section 5 that one state can show. Slow: touches everything.
  std::vector<AuditCheck> audit() const;
  // A canonical hash of the whole state.
  std::uint64_t state_hash() const;

  // The state as rows, one by one, to be kept beside the engine and given back to restore(). An order is
  // described while it is open; ranks are left 0.
  VenueImage venue_image() const;
  CompanyImage company_image(CompanyId id) const;
  TraderImage trader_image(TraderId id) const;
  PositionImage position_image(TraderId trader, CompanyId company) const;
  std::optional<OrderImage> order_image(OrderId id) const;
  // The entry that holds this id, whether or not its window is over; nullopt when none does.
  std::optional<ClientIdImage> client_id_image(TraderId trader, const ClientOrderId& text) const;
  // The entry of an order that is open or that the last applied command ended; nullopt without one.
  std::optional<ClientIdImage> client_id_image(OrderId id) const;
  // Of an open order that stands in a queue (the book's, or that of the stops): the order right behind it;
  // OrderId() when it is the last. nullopt when it stands in none.
  std::optional<OrderId> next_in_queue(OrderId id) const;
  // All of it, orders in matching order of their queues and ranked.
  StateImage image() const;

  // Takes the whole state over into a new exchange, before its first command: it then goes on exactly as the
  // one that the rows were taken from, with the same state_hash(). Gives back the first thing that is wrong
  // with the rows ("order 17: its company 99 is unknown"), empty when nothing is; after a fault the exchange
  // is of no use. Checks each row, what rows say of each other, and the sums of cash, shares and fees. What
  // audit() does beyond that follows from how the state was put together: whoever wants it too calls it after
  // this, at many times the cost when there are many orders.
  [[nodiscard]] std::string restore(const StateImage& image);

  struct State;  // defined and used inside lib/engine only

 private:
  std::unique_ptr<State> state_;
};

}  // namespace market
