#include "tests/property/exchange_pair.hpp"

#include <algorithm>
#include <sstream>

#include "tests/property/differences.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {
namespace {

constexpr std::uint64_t kCommandsBetweenBooks = 16;  // and between previews

// A malformed command that also names something unknown, ended or taken may be refused for either: the
// contract orders only the rules of the market among themselves.
bool either_is_right(std::optional<Refusal> engine, std::optional<Refusal> naive) {
  return naive == Refusal::invalid_request && engine && *engine < Refusal::company_delisted;
}

void same_refusal(std::optional<Refusal> engine, std::optional<Refusal> naive, const char* what) {
  if (!either_is_right(engine, naive)) same(engine, naive, what);
}

void same_trade(const Trade& engine, const Trade& naive) {
  same(engine.id, naive.id, "trade id");
  same(engine.company, naive.company, "trade company");
  same(engine.aggressor, naive.aggressor, "trade aggressor");
  same(engine.auction, naive.auction, "trade in an auction");
  same(engine.price, naive.price, "trade price");
  same(engine.quantity, naive.quantity, "trade quantity");
  same(engine.buy_order, naive.buy_order, "trade buy order");
  same(engine.sell_order, naive.sell_order, "trade sell order");
  same(engine.buyer, naive.buyer, "trade buyer");
  same(engine.seller, naive.seller, "trade seller");
  same(engine.buyer_fee, naive.buyer_fee, "trade buyer fee");
  same(engine.seller_fee, naive.seller_fee, "trade seller fee");
  same(engine.time, naive.time, "trade time");
  same(engine.seq, naive.seq, "trade seq");
}

using Kind = NaiveEvent::Kind;

void same_transfer(const Transfer& engine, const Transfer& naive) {
  same(engine.kind, naive.kind, "kind of a transfer");
  same(show(engine.from), show(naive.from), "payer of a transfer");
  same(show(engine.to), show(naive.to), "receiver of a transfer");
  same(engine.shares_of, naive.shares_of, "asset of a transfer");
  same(Quantity(engine.amount), Quantity(naive.amount), "amount of a transfer");
}

// Nullopt for events that the naive model does not have: the others, and OrderMoved, since it works out where
// trailing stops stand from the trades alone; that they stand right is compared with the orders.
std::optional<NaiveEvent> plain(const Event& event) {
  if (const auto* e = std::get_if<Trade>(&event)) return NaiveEvent{Kind::trade, e->id.value()};
  if (const auto* e = std::get_if<OrderAccepted>(&event)) return NaiveEvent{Kind::accepted, e->order.value()};
  if (const auto* e = std::get_if<OrderAmended>(&event)) return NaiveEvent{Kind::amended, e->order.value()};
  if (const auto* e = std::get_if<OrderEnded>(&event)) return NaiveEvent{Kind::ended, e->order.value()};
  if (const auto* e = std::get_if<OrderActivated>(&event))
    return NaiveEvent{Kind::activated, e->order.value()};
  if (const auto* e = std::get_if<SelfTradePrevented>(&event))
    return NaiveEvent{Kind::prevented, e->incoming.value(), e->resting.value()};
  return {};
}

std::string to_text(const NaiveEvent& event) {
  constexpr const char* kKinds[] = {"trade", "accepted", "amended", "ended", "activated", "prevented"};
  std::string text = std::string(kKinds[static_cast<int>(event.kind)]) + ":" + std::to_string(event.id);
  if (event.kind == Kind::prevented) text += "/" + std::to_string(event.other);
  return text;
}

}  // namespace

MarketView ExchangePair::view() const {
  return {.is_open = [this](OrderId id) { return naive_.is_open(id); },
          .available =
              [this](TraderId id) {
                const Account account = naive_.account(id);
                return account.cash - account.reserved;
              },
          .company = [this](CompanyId id) -> const Company* {
            return id.value() < naive_.company_count() ? &naive_.company(id) : nullptr;
          },
          .company_count = [this] { return static_cast<std::uint32_t>(naive_.company_count()); },
          .trader_count = [this] { return static_cast<std::uint32_t>(naive_.trader_count()); },
          .phase = [this] { return naive_.phase(); }};
}

bool ExchangePair::advance_once(Timestamp time) {
  const auto due = naive_.next_due();
  if (!due || *due > time) return false;
  const Timestamp now = std::max(naive_.now(), *due);
  apply(AdvanceTime{}, now);
  if (outcome_.refusal) throw Difference("AdvanceTime was refused when something was due");
  return true;
}

bool ExchangePair::looks_closely(Seq seq) const {
  return density_ != Density::touched || seq % kCommandsBetweenBooks == 0;
}

void ExchangePair::apply(const Command& command, Timestamp time) {
  const Stamp stamp{.seq = exchange_.seq() + 1, .time = time};
  const auto* order = std::get_if<PlaceOrder>(&command);
  if (order && looks_closely(stamp.seq) && order->client_order_id.empty()) {
    const OrderPreview preview = exchange_.preview(*order, time);
    apply_compared(command, stamp);
    compare_preview(*order, preview);
    ++counts_.previews;
  } else {
    apply_compared(command, stamp);
  }
  if (density_ == Density::everything) {
    compare_everything();
    for (const AuditCheck& check : exchange_.audit())
      if (!check.ok) throw Difference("the audit's " + check.name + ": " + check.detail);
  }
}

void ExchangePair::apply_compared(const Command& command, Stamp stamp) {
  outcome_ = {};  // if it throws there is none
  outcome_ = naive_.apply(command, stamp);
  const auto engine = exchange_.apply(command, stamp);
  same_refusal(engine ? std::nullopt : std::optional(engine.error().code), outcome_.refusal, "refusal");
  same(exchange_.seq(), naive_.seq(), "seq");
  count(command);
  if (outcome_.refusal) return;
  same(engine->repeated, outcome_.applied.repeated, "repeated");
  same(engine->seq, outcome_.applied.seq, "applied seq");
  same(engine->order, outcome_.applied.order, "applied order");
  if (outcome_.applied.repeated) return;
  compare_events();
  compare_transfers();
  post_events();
  compare_touched();
}

// The preview was made before the order was placed, and said what then happened to it at once.
void ExchangePair::compare_preview(const PlaceOrder& order, const OrderPreview& preview) const {
  same_refusal(preview.refused ? std::optional(preview.refused->code) : std::nullopt, outcome_.refusal,
               "preview's refusal");
  if (outcome_.refusal) return;
  std::vector<PreviewFill> fills;
  Quantity filled;
  Amount value;
  for (const Trade& trade : outcome_.trades) {
    const bool buying = trade.aggressor == Side::buy;
    if (trade.auction || (buying ? trade.buy_order : trade.sell_order) != outcome_.applied.order) continue;
    if (has_stop(order.type)) continue;
    if (fills.empty() || fills.back().price != trade.price) fills.push_back({trade.price, Quantity(0)});
    fills.back().quantity += trade.quantity;
    filled += trade.quantity;
    value += wide_notional(trade.price, trade.quantity);
  }
  same(preview.filled, filled, "preview's filled quantity");
  same(preview.value, value, "preview's value");
  same(preview.fees, has_stop(order.type) ? Amount() : Amount(outcome_.preview_fees), "preview's fees");
  same(std::uint64_t{preview.fills.size()}, std::uint64_t{fills.size()}, "preview's number of fills");
  for (std::size_t i = 0; i < fills.size(); ++i) {
    same(preview.fills[i].price, fills[i].price, "preview's fill price");
    same(preview.fills[i].quantity, fills[i].quantity, "preview's fill quantity");
  }
}

void ExchangePair::compare_events() const {
  std::vector<std::string> engine, naive;
  std::vector<Trade> trades;
  for (const Event& event : exchange_.events()) {
    if (const auto event_plain = plain(event)) engine.push_back(to_text(*event_plain));
    if (const auto* trade = std::get_if<Trade>(&event)) trades.push_back(*trade);
  }
  for (const NaiveEvent& event : outcome_.events) naive.push_back(to_text(event));
  same(engine, naive, "events");
  for (std::size_t i = 0; i < trades.size(); ++i) same_trade(trades[i], outcome_.trades[i]);
}

// In their order, and what a split was.
void ExchangePair::compare_transfers() const {
  std::vector<Transfer> transfers;
  std::optional<SharesSplit> split;
  for (const Event& event : exchange_.events()) {
    if (const auto* transfer = std::get_if<Transfer>(&event)) transfers.push_back(*transfer);
    if (const auto* shares_split = std::get_if<SharesSplit>(&event)) split = *shares_split;
  }
  same(std::uint64_t{transfers.size()}, std::uint64_t{outcome_.transfers.size()}, "number of transfers");
  for (std::size_t i = 0; i < transfers.size(); ++i) same_transfer(transfers[i], outcome_.transfers[i]);
  same(split.has_value(), outcome_.split.has_value(), "a split");
  if (!split) return;
  same(split->company, outcome_.split->company, "company of the split");
  same(split->to, outcome_.split->to, "new shares of the split");
  same(split->from, outcome_.split->from, "old shares of the split");
}

void ExchangePair::compare_touched() const {
  std::set<CompanyId> companies;
  for (const OrderId id : outcome_.touched) {
    compare_order(id);
    companies.insert(naive_.order(id).company);
  }
  for (const TraderId id : outcome_.traders) compare_trader(id);
  compare_treasury();
  for (const Trade& trade : outcome_.trades)
    same(exchange_.issuer_revenue(trade.company), naive_.issuer_revenue(trade.company), "issuer revenue");
  same(exchange_.phase(), naive_.phase(), "phase");
  same(exchange_.next_due(), naive_.next_due(), "next due");
  for (std::uint32_t c = 0; c < naive_.company_count(); ++c) compare_trading(CompanyId(c));
  if (looks_closely(naive_.seq()))
    for (const CompanyId id : companies) compare_book(id);
}

// What the events say moved, for the balances that the accounts are compared with.
void ExchangePair::post_events() {
  for (const Event& event : exchange_.events()) {
    if (const auto* trade = std::get_if<Trade>(&event)) book_.post(*trade);
    if (const auto* transfer = std::get_if<Transfer>(&event)) book_.post(*transfer);
  }
  for (const Transfer& part : outcome_.distributed) book_.post(part);
}

void ExchangePair::count(const Command& command) {
  if (outcome_.refusal)
    ++counts_.refusals[static_cast<std::size_t>(*outcome_.refusal)];
  else
    ++(outcome_.applied.repeated ? counts_.repeated : counts_.applied);
  if (!outcome_.refusal) ++counts_.commands[command.index()];
  counts_.at_tier += outcome_.at_tier;
  counts_.fees_waived += outcome_.fees_waived;
  for (const Trade& trade : outcome_.trades)
    counts_.rebates += trade.buyer_fee < Money(0) || trade.seller_fee < Money(0);
  for (const Transfer& part : outcome_.distributed)
    counts_.to_traders += part.to.kind == AccountRef::Kind::trader;
  for (const Trade& trade : outcome_.trades) counts_.auction_trades += trade.auction ? 1 : 0;
  for (const NaiveEvent& event : outcome_.events) {
    ++counts_.events[static_cast<std::size_t>(event.kind)];
    if (event.kind == Kind::ended)
      ++counts_.ends[static_cast<std::size_t>(naive_.order(OrderId(event.id)).reason)];
  }
}

ExchangePair::Counts& ExchangePair::Counts::operator+=(const Counts& other) {
  for (std::size_t i = 0; i < refusals.size(); ++i) refusals[i] += other.refusals[i];
  for (std::size_t i = 0; i < ends.size(); ++i) ends[i] += other.ends[i];
  for (std::size_t i = 0; i < events.size(); ++i) events[i] += other.events[i];
  for (std::size_t i = 0; i < commands.size(); ++i) commands[i] += other.commands[i];
  at_tier += other.at_tier;
  rebates += other.rebates;
  fees_waived += other.fees_waived;
  to_traders += other.to_traders;
  applied += other.applied;
  repeated += other.repeated;
  auction_trades += other.auction_trades;
  previews += other.previews;
  return *this;
}

std::string ExchangePair::Counts::text() const {
  const auto of = [this](Kind kind) { return events[static_cast<std::size_t>(kind)]; };
  std::ostringstream out;
  out << applied << " applied, " << repeated << " repeated, " << of(Kind::trade) << " trades ("
      << auction_trades << " in auctions), " << of(Kind::activated) << " orders activated, "
      << of(Kind::prevented) << " self trades prevented, " << previews << " previews, " << at_tier
      << " fees at a tier, " << rebates << " rebates, " << fees_waived << " fees waived in part, "
      << to_traders << " parts to traders, " << commands_of<UpdateTrader>() << " traders updated, "
      << commands_of<CloseTrader>() << " closed, " << commands_of<PayDividend>() << " dividends, "
      << commands_of<SplitShares>() << " splits; refused:";
  for (std::size_t i = 0; i < refusals.size(); ++i)
    out << ' ' << market::to_text(static_cast<Refusal>(i)) << ' ' << refusals[i];
  out << "; ended:";
  for (std::size_t i = 0; i < ends.size(); ++i)
    out << ' ' << (i == 0 ? "filled" : market::to_text(static_cast<EndReason>(i))) << ' ' << ends[i];
  return out.str();
}

}  // namespace market::test
