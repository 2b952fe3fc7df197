#include "tests/property/exchange_pair.hpp"

#include <algorithm>
#include <sstream>

#include "tests/property/differences.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {
namespace {

constexpr std::uint64_t kCommandsBetweenBooks = 16;  // and between previews
constexpr std::size_t kDepth = 1'000;

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

void same_order(const Order& engine, const Order& naive) {
  const std::string of = " of order " + show(naive.id);
  same(engine.id, naive.id, "id" + of);
  same(engine.client_order_id.str(), naive.client_order_id.str(), "client_order_id" + of);
  same(engine.trader, naive.trader, "trader" + of);
  same(engine.company, naive.company, "company" + of);
  same(engine.side, naive.side, "side" + of);
  same(engine.type, naive.type, "type" + of);
  same(engine.time_in_force, naive.time_in_force, "time_in_force" + of);
  same(engine.self_trade, naive.self_trade, "self_trade" + of);
  same(engine.post_only, naive.post_only, "post_only" + of);
  same(engine.status, naive.status, "status" + of);
  same(engine.reason, naive.reason, "reason" + of);
  same(engine.quantity, naive.quantity, "quantity" + of);
  same(engine.filled, naive.filled, "filled" + of);
  same(engine.remaining, naive.remaining, "remaining" + of);
  same(engine.limit_price, naive.limit_price, "limit_price" + of);
  same(engine.stop_price, naive.stop_price, "stop_price" + of);
  same(engine.trail_amount, naive.trail_amount, "trail_amount" + of);
  same(engine.trail_percent, naive.trail_percent, "trail_percent" + of);
  same(engine.display_quantity, naive.display_quantity, "display_quantity" + of);
  same(engine.order_class, naive.order_class, "order_class" + of);
  same(engine.parent, naive.parent, "parent" + of);
  for (std::size_t i = 0; i < naive.legs.size(); ++i) same(engine.legs[i], naive.legs[i], "legs" + of);
  same(engine.expires_at, naive.expires_at, "expires_at" + of);
  same(engine.filled_value, naive.filled_value, "filled_value" + of);
  same(engine.fees, naive.fees, "fees" + of);
  same(engine.created_at, naive.created_at, "created_at" + of);
  same(engine.updated_at, naive.updated_at, "updated_at" + of);
  same(engine.seq, naive.seq, "seq" + of);
}

using Kind = NaiveEvent::Kind;

// Nullopt for events that the naive model does not have.
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
  if (density_ == Density::everything) compare_everything();
}

void ExchangePair::apply_compared(const Command& command, Stamp stamp) {
  outcome_ = naive_.apply(command, stamp);
  const auto engine = exchange_.apply(command, stamp);
  same_refusal(engine ? std::nullopt : std::optional(engine.error().code), outcome_.refusal, "refusal");
  same(exchange_.seq(), naive_.seq(), "seq");
  count();
  if (outcome_.refusal) return;
  same(engine->repeated, outcome_.applied.repeated, "repeated");
  same(engine->seq, outcome_.applied.seq, "applied seq");
  same(engine->order, outcome_.applied.order, "applied order");
  if (outcome_.applied.repeated) return;
  compare_events();
  compare_touched();
}

// The preview was made before the order was placed, and said what then happened to it at once.
void ExchangePair::compare_preview(const PlaceOrder& order, const OrderPreview& preview) const {
  same_refusal(preview.refused ? std::optional(preview.refused->code) : std::nullopt, outcome_.refusal,
               "preview's refusal");
  if (outcome_.refusal) return;
  std::vector<PreviewFill> fills;
  Quantity filled;
  Amount value, fees;
  for (const Trade& trade : outcome_.trades) {
    const bool buying = trade.aggressor == Side::buy;
    if (trade.auction || (buying ? trade.buy_order : trade.sell_order) != outcome_.applied.order) continue;
    if (has_stop(order.type)) continue;
    if (fills.empty() || fills.back().price != trade.price) fills.push_back({trade.price, Quantity(0)});
    fills.back().quantity += trade.quantity;
    filled += trade.quantity;
    value += wide_notional(trade.price, trade.quantity);
    fees += buying ? trade.buyer_fee : trade.seller_fee;
  }
  same(preview.filled, filled, "preview's filled quantity");
  same(preview.value, value, "preview's value");
  same(preview.fees, fees, "preview's fees");
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

void ExchangePair::compare_touched() const {
  std::set<CompanyId> companies;
  for (const OrderId id : outcome_.touched) {
    compare_order(id);
    companies.insert(naive_.order(id).company);
  }
  for (const TraderId id : outcome_.traders) compare_trader(id);
  for (const Trade& trade : outcome_.trades) {
    same(exchange_.treasury().exchange_revenue, naive_.exchange_revenue(), "exchange revenue");
    same(exchange_.issuer_revenue(trade.company), naive_.issuer_revenue(trade.company), "issuer revenue");
  }
  same(exchange_.phase(), naive_.phase(), "phase");
  same(exchange_.next_due(), naive_.next_due(), "next due");
  for (std::uint32_t c = 0; c < naive_.company_count(); ++c) compare_trading(CompanyId(c));
  if (looks_closely(naive_.seq()))
    for (const CompanyId id : companies) compare_book(id);
}

void ExchangePair::compare_everything() const {
  same(exchange_.company_count(), static_cast<std::uint32_t>(naive_.company_count()), "company count");
  same(exchange_.trader_count(), static_cast<std::uint32_t>(naive_.trader_count()), "trader count");
  same(exchange_.open_order_count(), std::uint64_t{naive_.open_orders().size()}, "open order count");
  same(exchange_.treasury().exchange_revenue, naive_.exchange_revenue(), "exchange revenue");
  same(exchange_.next_due(), naive_.next_due(), "next due");
  std::vector<OrderId> open;
  exchange_.visit_open_orders(std::nullopt, OrderId(), [&](const OpenOrder& order) {
    open.push_back(order.id);
    return true;
  });
  std::vector<OrderId> naive_open;
  for (const auto& [id, order] : naive_.open_orders()) {
    naive_open.push_back(id);
    compare_order(id);
  }
  same(open, naive_open, "open orders");
  for (std::uint32_t c = 0; c < naive_.company_count(); ++c) {
    compare_company(CompanyId(c));
    compare_book(CompanyId(c));
  }
  for (std::uint32_t t = 0; t < naive_.trader_count(); ++t) compare_trader(TraderId(t));
  require_sound(exchange_);
}

void ExchangePair::compare_order(OrderId id) const {
  const auto order = exchange_.order(id);
  if (!order) throw Difference("the exchange does not show order " + show(id));
  same_order(*order, naive_.order(id));
  same(exchange_.is_open(id), naive_.is_open(id), "order " + show(id) + " is open");
}

void ExchangePair::compare_trader(TraderId id) const {
  const std::string of = " of trader " + show(id);
  const Account& engine = exchange_.account(id);
  const Account naive = naive_.account(id);
  same(engine.cash, naive.cash, "cash" + of);
  same(engine.reserved, naive.reserved, "reserved cash" + of);
  same(engine.fees_paid, naive.fees_paid, "fees paid" + of);
  same(engine.open_orders, naive.open_orders, "open orders" + of);
  same(exchange_.cancel_deadline(id), naive_.cancel_deadline(id), "cancel deadline" + of);
  for (std::uint32_t c = 0; c < naive_.company_count(); ++c) {
    const Position held = exchange_.position(id, CompanyId(c));
    const Position expected = naive_.position(id, CompanyId(c));
    same(held.quantity, expected.quantity, "holding" + of);
    same(held.reserved, expected.reserved, "reserved shares" + of);
    same(held.cost, expected.cost, "cost" + of);
    same(held.realized_pnl, expected.realized_pnl, "realized pnl" + of);
  }
}

void ExchangePair::compare_trading(CompanyId id) const {
  const Company& engine = exchange_.company(id);
  const Company& naive = naive_.company(id);
  const std::string of = " of " + naive.symbol.str();
  same(engine.status, naive.status, "status" + of);
  same(engine.auction.has_value(), naive.auction.has_value(), "auction" + of);
  if (naive.auction) {
    same(engine.auction->kind, naive.auction->kind, "auction kind" + of);
    same(engine.auction->ends_at, naive.auction->ends_at, "auction's end" + of);
  }
  same(engine.last_price, naive.last_price, "last price" + of);
  same(engine.reference_price, naive.reference_price, "reference price" + of);
}

void ExchangePair::compare_company(CompanyId id) const {
  const Company& engine = exchange_.company(id);
  const Company& naive = naive_.company(id);
  const std::string of = " of " + naive.symbol.str();
  compare_trading(id);
  same(engine.treasury_shares, naive.treasury_shares, "treasury shares" + of);
  same(engine.ticks == naive.ticks, true, "tick table is the same" + of);
  same(engine.breaker == naive.breaker, true, "breaker is the same" + of);
  same(engine.lot_size, naive.lot_size, "lot size" + of);
  same(engine.band, naive.band, "band" + of);
  same(exchange_.issuer_revenue(id), naive_.issuer_revenue(id), "issuer revenue" + of);
}

void ExchangePair::compare_book(CompanyId id) const {
  for (const Side side : {Side::buy, Side::sell}) compare_queue(id, side);
  compare_indication(id);
}

void ExchangePair::compare_indication(CompanyId id) const {
  const AuctionIndication engine = exchange_.auction_indication(id);
  const AuctionIndication naive = naive_.auction_indication(id);
  same(engine.price, naive.price, "indicative price");
  same(engine.quantity, naive.quantity, "indicative quantity");
  same(engine.imbalance, naive.imbalance, "imbalance");
  same(engine.side, naive.side, "side of the imbalance");
}

// The queue, its levels, and where each order stands in it.
void ExchangePair::compare_queue(CompanyId company, Side side) const {
  struct Level {
    Price price;
    Quantity quantity;
    std::uint32_t orders;
  };
  std::vector<Level> levels;
  const auto& naive = naive_.queue(company, side);
  const auto engine = exchange_.orders(company, side, naive.size() + 1);
  same(std::uint64_t{engine.size()}, std::uint64_t{naive.size()}, "orders in a queue");
  for (std::size_t i = 0; i < naive.size(); ++i) {
    const NaiveOrder& order = naive_.order(naive[i]);
    same(engine[i].id, order.id, "place in the queue");
    same(engine[i].price, *order.limit_price, "price in the queue of order " + show(order.id));
    same(engine[i].quantity, order.shown, "shown quantity of order " + show(order.id));
    if (levels.empty() || levels.back().price != *order.limit_price)
      levels.push_back({*order.limit_price, Quantity(0), 0});
    same(exchange_.order(order.id)->queue_ahead, std::optional(levels.back().quantity),
         "queue ahead of order " + show(order.id));
    levels.back().quantity += order.shown;
    ++levels.back().orders;
  }
  const auto engine_levels = exchange_.levels(company, side, kDepth);
  same(std::uint64_t{engine_levels.size()}, std::uint64_t{levels.size()}, "levels");
  for (std::size_t i = 0; i < levels.size(); ++i) {
    same(engine_levels[i].price, levels[i].price, "price of a level");
    same(engine_levels[i].quantity, levels[i].quantity, "quantity of a level");
    same(engine_levels[i].orders, levels[i].orders, "orders of a level");
  }
}

void ExchangePair::count() {
  if (outcome_.refusal)
    ++counts_.refusals[static_cast<std::size_t>(*outcome_.refusal)];
  else
    ++(outcome_.applied.repeated ? counts_.repeated : counts_.applied);
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
      << of(Kind::prevented) << " self trades prevented, " << previews << " previews; refused:";
  for (std::size_t i = 0; i < refusals.size(); ++i)
    out << ' ' << market::to_text(static_cast<Refusal>(i)) << ' ' << refusals[i];
  out << "; ended:";
  for (std::size_t i = 0; i < ends.size(); ++i)
    out << ' ' << (i == 0 ? "filled" : market::to_text(static_cast<EndReason>(i))) << ' ' << ends[i];
  return out.str();
}

}  // namespace market::test
