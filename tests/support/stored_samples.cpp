#include "tests/support/stored_samples.hpp"

#include <limits>

namespace market::test {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kStart = 1'700'000'000'000'000'000;

Timestamp at(std::int64_t ns) {
  return Timestamp(kStart + ns);
}

FeeTable fees() {
  FeeTable table;
  FeeSchedule standard{
      "standard",
      {Rate(-100'000), Money(1), Money(2), std::nullopt, Money(4)},
      {Rate(200'000), Money(5), Money(6), Money(7), std::nullopt},
      FeeRule{Rate(150'000), Money(8), Money(9), Money(10), Money(11)},
      {{Money(1'000'000), Rate(-200'000), Rate(190'000)}, {Money(2'000'000), Rate(-300'000), Rate(0)}}};
  table.schedules = {{"members", {Rate(1)}, {Rate(2)}, std::nullopt, {}}, standard};
  table.default_schedule = "standard";
  table.distribution = {{Beneficiary::Kind::exchange, {}, 7'000},
                        {Beneficiary::Kind::issuer, {}, 2'000},
                        {Beneficiary::Kind::trader, Slug("bob"), 1'000}};
  return table;
}

VenueImage venue(Seq seq) {
  VenueImage image;
  image.seq = seq;
  image.now = at(static_cast<std::int64_t>(seq));
  image.settings.idempotency_window = Duration::seconds(3'600);
  image.rules.collar = Rate(123'456);
  image.rules.calendar = {false,
                          0b0010101,
                          Duration::seconds(1),
                          Duration::seconds(2),
                          Duration::seconds(3),
                          Duration::seconds(4),
                          {-1, 20'000, 20'001}};
  image.phase = SessionPhase::opening_auction;
  image.next_session = SessionChange{at(7), SessionPhase::closing_auction, true};
  image.scenario = "sample “größer”";
  image.scenario_seed = std::numeric_limits<std::uint64_t>::max() - 1;
  image.fees = fees();
  image.deposits = Amount(wide());
  image.withdrawals = Amount(kMost);
  image.exchange_revenue = Money(-5);
  image.fees_taken = Amount(-6);
  image.fees_distributed = Amount(wide(-1));
  image.exchange_fees = Amount(Int128(kMost) + 1);
  image.last_order = OrderId(1'000);
  image.last_trade = TradeId(2);
  image.open_orders = 3;
  image.companies = 2;
  image.traders = 3;
  image.first_ended_client_id = 1;
  return image;
}

CompanyImage acme() {
  CompanyImage image;
  image.company = {CompanyId(0),
                   Symbol("ACME"),
                   "Ácme & Söhne “AG”",
                   "Technik",
                   CompanyStatus::auction,
                   "weil",
                   Quantity(1'000'000'000'000),
                   Quantity(2),
                   {Price(5), {{Price(100), Price(10)}, {Price(kMost), Price(20)}}},
                   Quantity(7),
                   Rate(8),
                   CircuitBreaker{Rate(9), Duration(10), Duration(11)},
                   CallAuction{AuctionKind::breaker, at(12)},
                   Price(1'012'500),
                   Price(14),
                   Price(15),
                   "members",
                   at(16)};
  image.issuer_revenue = Money(-17);
  image.issuer_fees = Amount(18);
  image.bought = wide();
  image.sold = wide(-1);
  image.traded = 21;
  image.lows = {{at(1), Price(22)}, {at(2), Price(23)}};
  image.highs = {{at(3), Price(24)}};
  return image;
}

CompanyImage plain_company() {
  CompanyImage image;
  image.company.id = CompanyId(1);
  image.company.symbol = Symbol("B.2");
  image.company.status = CompanyStatus::trading;
  image.company.auction = std::nullopt;
  image.company.created_at = at(30);
  return image;
}

TraderImage alice() {
  TraderImage image;
  image.trader = {
      TraderId(0), Slug("alice"), "Алиса", "members", {1, Quantity(1'000'000'000'000), Money(3), 4},
      {},          at(5),         at(6)};
  ApiKey key{KeyId("k1"), {}, at(7)};
  for (std::size_t i = 0; i < key.hash.size(); ++i) key.hash[i] = static_cast<std::uint8_t>(i * 8);
  image.trader.keys = {key, {KeyId("k2"), {}, at(8)}};
  image.cash = Money(1'000'000'000'000'000'000);
  image.fees_paid = Amount(wide(-1));
  image.fees_received = Amount(10);
  image.order_rate_next = -11;
  image.volumes = {{19'675, Amount(wide())}, {19'676, Amount(12)}};
  image.cancel_deadline = at(13);
  return image;
}

TraderImage plain_trader(std::uint32_t id, const char* slug) {
  TraderImage image;
  image.trader.id = TraderId(id);
  image.trader.slug = Slug(slug);
  image.trader.created_at = at(id);
  image.cash = Money(id);
  return image;
}

OrderImage open_order(std::uint64_t id, std::uint32_t trader) {
  OrderImage order;
  order.id = OrderId(id);
  order.trader = TraderId(trader);
  order.company = CompanyId(1);
  order.side = Side::sell;
  order.type = OrderType::stop_limit;
  order.time_in_force = TimeInForce::cls;
  order.self_trade = SelfTradePolicy::decrement;
  order.post_only = true;
  order.status = OrderStatus::partially_filled;
  order.quantity = 1'000'000'000'000;
  order.remaining = 999;
  order.limit_price = Price(1'002'500);
  order.filled_value = Amount(wide());
  order.fees = Money(-12);
  order.created_at = at(13);
  order.updated_at = at(14);
  order.seq = 15;
  order.rank = id * 10;
  return order;
}

ConditionsImage conditions() {
  ConditionsImage value;
  value.stop_price = Price(1);
  value.trail_amount = Price(2);
  value.trail_percent = Rate(3);
  value.trail_mark = Price(4);
  value.bound = Price(5);
  value.expires_at = at(6);
  value.display = 7;
  value.shown = 8;
  value.parent = OrderId(9);
  value.legs = {OrderId(10), OrderId(11)};
  value.partner = OrderId(12);
  value.arrival = 13;
  value.order_class = OrderClass::bracket;
  value.place = Place::leg;
  value.triggered = true;
  value.is_pair_stop = true;
  return value;
}

Order closed_order() {
  Order order;
  order.id = OrderId(7);
  order.client_order_id = ClientOrderId("it's \"mine\"");
  order.trader = TraderId(1);
  order.company = CompanyId(0);
  order.side = Side::sell;
  order.type = OrderType::trailing_stop;
  order.time_in_force = TimeInForce::gtd;
  order.self_trade = SelfTradePolicy::cancel_both;
  order.post_only = true;
  order.status = OrderStatus::canceled;
  order.reason = EndReason::cancel_after;
  order.quantity = Quantity(1'000'000'000'000);
  order.filled = Quantity(5);
  order.limit_price = Price(6);
  order.stop_price = Price(7);
  order.trail_amount = Price(8);
  order.trail_percent = Rate(9);
  order.display_quantity = Quantity(10);
  order.order_class = OrderClass::oto;
  order.parent = OrderId(3);
  order.legs = {OrderId(4), OrderId(5)};
  order.expires_at = at(11);
  order.filled_value = Amount(wide());
  order.fees = Money(-13);
  order.created_at = at(14);
  order.updated_at = at(15);
  order.seq = 16;
  return order;
}

Trade trade(std::uint64_t id, std::uint32_t company) {
  Trade one;
  one.id = TradeId(id);
  one.company = CompanyId(company);
  one.aggressor = Side::sell;
  one.price = Price(1'012'500);
  one.quantity = Quantity(10);
  one.buy_order = OrderId(100 + id);
  one.sell_order = OrderId(200 + id);
  one.buyer = TraderId(0);
  one.seller = TraderId(1);
  one.buyer_fee = Money(20'250);
  one.seller_fee = Money(-10'125);
  one.time = at(static_cast<std::int64_t>(id) * 1'000);
  one.seq = 40 + id;
  return one;
}

Movement movement(std::uint32_t trader, std::uint64_t place, MovementSource source, std::uint64_t number,
                  std::int64_t cash, std::int64_t shares) {
  return {TraderId(trader), place, source, number, Money(cash), CompanyId(0), Quantity(shares)};
}

TransferRow transfer(std::uint64_t number, Transfer what, std::uint64_t of_trade = 0) {
  return {number, 50 + number, at(static_cast<std::int64_t>(number)), what, TradeId(of_trade)};
}

BarRow bar(std::uint32_t company, BarInterval interval, std::int64_t time, std::int64_t close) {
  return {CompanyId(company),
          interval,
          1,
          {Timestamp(kStart + time), Price(1), Price(2), Price(3), Price(close), Quantity(kMost), 6,
           Amount(wide())}};
}

}  // namespace

Int128 wide(int sign) {
  return sign * (Int128(kMost) * 1'000'000'007 + 5);
}

SnapshotBatch first_snapshot() {
  SnapshotBatch batch;
  batch.state.venue = venue(100);
  batch.state.companies = {acme(), plain_company()};
  batch.state.traders = {alice(), plain_trader(1, "bob"), plain_trader(2, "carol-2")};
  batch.state.positions = {
      {TraderId(0), CompanyId(0), Quantity(1'000'000'000'000'000), Amount(wide()), Amount(-2)},
      {TraderId(0), CompanyId(1), Quantity(0), Amount(0), Amount(wide(-1))},
      {TraderId(2), CompanyId(0), Quantity(3), Amount(4), Amount(5)}};
  batch.state.orders = {open_order(10, 0), open_order(11, 1), open_order(900, 2)};
  batch.state.orders[1].conditions = conditions();
  batch.state.client_ids = {
      {TraderId(0), ClientOrderId("a"), OrderId(10), std::numeric_limits<std::uint64_t>::max(), {}, 0},
      {TraderId(0), ClientOrderId("b~ b"), OrderId(901), 1, {}, 0},
      {TraderId(1), ClientOrderId("a"), OrderId(7), 2, at(3), 1},
      {TraderId(1), ClientOrderId("c"), OrderId(8), 3, at(4), 2}};
  batch.ended_orders = {closed_order()};
  batch.trades = {trade(1, 0), trade(2, 1)};
  batch.trades[1].auction = true;
  batch.movements = {movement(0, 0, MovementSource::transfer_in, 0, 1'000, 0),
                     movement(0, 1, MovementSource::buy, 1, -11, 10),
                     movement(1, 0, MovementSource::sell, 1, 12, -10)};
  batch.transfers = {
      transfer(0, {LedgerKind::deposit, AccountRef::outside(), AccountRef::of(TraderId(0)), {}, 1'000}),
      transfer(1,
               {LedgerKind::issue, AccountRef::treasury(CompanyId(1)), AccountRef::of(TraderId(2)),
                CompanyId(1), kMost},
               2)};
  batch.accounts = {{TraderId(0), 2, Amount(wide()), Amount(1)}, {TraderId(1), 1, Amount(2), Amount(wide())}};
  batch.bars = {bar(0, BarInterval::m1, 0, 4), bar(0, BarInterval::m1, 60, 5), bar(1, BarInterval::d1, 0, 6)};
  batch.splits = {{CompanyId(0), 0, at(9), TradeId(1), 3, 2}};
  batch.companies = {{CompanyId(0), Price(1), 19'675, Price(2), Price(3), Price(4), Price(5), Price(6),
                      Quantity(kMost), Amount(wide()), 9},
                     {CompanyId(1), Price(1)}};
  batch.feed = {{98, 0, std::string("\0binary\xff", 8)}, {98, 1, ""}, {99, 0, "c"}};
  batch.feed_companies = {{CompanyId(0), "told"}};
  batch.next_rank = 9'001;
  return batch;
}

SnapshotBatch second_snapshot() {
  SnapshotBatch batch;
  batch.state.venue = venue(200);
  batch.state.venue.first_ended_client_id = 2;
  batch.state.venue.next_session.reset();
  batch.state.venue.fees.schedules.pop_back();
  batch.state.venue.fees.default_schedule = "members";
  batch.state.companies = {acme()};
  batch.state.companies[0].company.auction.reset();
  batch.state.companies[0].company.breaker.reset();
  batch.state.companies[0].lows.clear();
  batch.state.traders = {alice()};
  batch.state.traders[0].trader.keys.pop_back();
  batch.state.traders[0].volumes.clear();
  batch.state.positions = {{TraderId(2), CompanyId(1), Quantity(1), Amount(2), Amount(3)},
                           {TraderId(0), CompanyId(1), Quantity(9), Amount(8), Amount(7)}};
  batch.state.orders = {open_order(1'000, 2), open_order(11, 1)};
  batch.state.orders[1].remaining = 1;
  batch.ended_orders = {closed_order(), closed_order()};
  batch.ended_orders[0].id = OrderId(10);
  batch.ended_orders[0].client_order_id = ClientOrderId("a");
  batch.ended_orders[0].side = Side::buy;
  batch.ended_orders[0].trader = TraderId(0);
  batch.ended_orders[0].company = CompanyId(1);
  batch.ended_orders[1].id = OrderId(901);
  batch.ended_orders[1].client_order_id = ClientOrderId("b~ b");
  batch.state.client_ids = {{TraderId(1), ClientOrderId("a"), OrderId(1'000), 4, {}, 0},
                            {TraderId(0), ClientOrderId("a"), OrderId(10), 5, at(6), 3}};
  batch.trades = {trade(3, 0)};
  batch.movements = {movement(1, 1, MovementSource::sell, 3, 13, -20),
                     movement(0, 2, MovementSource::buy, 3, -14, 20)};
  batch.accounts = {{TraderId(1), 2, Amount(2), Amount(3)},
                    {TraderId(0), 3, Amount(4), Amount(5)},
                    {TraderId(2), 1, Amount(6), Amount(7)}};
  batch.transfers = {
      transfer(2, {LedgerKind::split, AccountRef::of(TraderId(0)), AccountRef::issuer(CompanyId(0)), {}, 1})};
  batch.bars = {bar(0, BarInterval::m1, 60, 50), bar(0, BarInterval::m1, 120, 51)};
  batch.feed = {{150, 0, "d"}};
  batch.feed_companies = {{CompanyId(0), "told again"}, {CompanyId(1), "told"}};
  batch.feed_floor = 98;
  batch.next_rank = 10'001;
  batch.state_hash = 0xfedcba9876543210u;
  return batch;
}

StoredVenue first_venue() {
  const SnapshotBatch batch = first_snapshot();
  return {batch.state,    batch.accounts,       2,
          batch.splits,   batch.companies,      {batch.bars[1], batch.bars[2]},
          batch.feed,     batch.feed_companies, batch.feed_floor,
          batch.next_rank};
}

StoredVenue second_venue() {
  const SnapshotBatch first = first_snapshot(), second = second_snapshot();
  StoredVenue venue = first_venue();
  venue.state.venue = second.state.venue;
  venue.state.companies[0] = second.state.companies[0];
  venue.state.traders[0] = second.state.traders[0];
  venue.state.positions[1] = second.state.positions[1];
  venue.state.positions.push_back(second.state.positions[0]);
  venue.state.orders = {second.state.orders[1], first.state.orders[2], second.state.orders[0]};
  venue.state.client_ids = {second.state.client_ids[0], first.state.client_ids[3],
                            second.state.client_ids[1]};
  venue.accounts = {second.accounts[1], second.accounts[0], second.accounts[2]};
  venue.transfers = 3;
  venue.last_bars[0] = second.bars[1];
  venue.feed = {first.feed[2], second.feed[0]};
  venue.feed_companies = second.feed_companies;
  venue.feed_floor = second.feed_floor;
  venue.next_rank = second.next_rank;
  return venue;
}

}  // namespace market::test
