// Shows that the liquidity provider follows the price process and fills what it reaches, that noise traders
// keep their own house, and that neither is upset by refusals.
#include <doctest/doctest.h>

#include "sim/liquidity_provider.hpp"
#include "sim/noise_trader.hpp"
#include "tests/support/exchange_port.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::sim;
using namespace market::test;

namespace {

// One company, ACME at 100.00, a liquidity provider "lp" and a person "ann".
struct AgentMarket {
  explicit AgentMarket(std::string_view lp_cash = "1000000", std::int64_t lp_shares = 100'000) {
    RegisterCompany acme;
    acme.symbol = Symbol("ACME");
    acme.name = "Acme";
    acme.shares = Quantity(1'000'000);
    acme.initial_price = price("100");
    apply(acme);
    join("lp", lp_cash, lp_shares);
    join("ann", "1000000", 100'000);
  }

  void join(std::string_view slug, std::string_view cash, std::int64_t shares) {
    RegisterTrader trader;
    trader.slug = Slug(slug);
    trader.name = std::string(slug);
    trader.cash = money(cash);
    if (shares > 0) trader.holdings = {{company, Quantity(shares)}};
    apply(trader);
  }

  Applied apply(const Command& command) {
    const auto applied = port.submit(command, exchange.now());
    REQUIRE(applied);
    return *applied;
  }

  OrderId place(std::string_view slug, const OrderBuilder& order) {
    return apply(order.from(trader(slug), company)).order;
  }
  TraderId trader(std::string_view slug) const { return trader_named(exchange, slug); }

  Exchange exchange;
  ExchangePort port{exchange};
  OrderGateway gateway{port};
  CompanyId company{0};
  Tape tape{port, {company}};
};

LiquidityProviderSpec provider_spec() {
  LiquidityProviderSpec spec;
  spec.slug = Slug("lp");
  spec.levels = 3;
  spec.level_quantity = Quantity(100);
  return spec;
}

struct Provider {
  explicit Provider(AgentMarket& where)
      : market(where), agent(provider_spec(), where.trader("lp"), 1, where.gateway) {}
  void move(double to) {
    agent.on_price(market.company, to, market.exchange.now());
    require_sound(market.exchange);
  }
  AgentMarket& market;
  LiquidityProvider agent;
};

NoiseSpec noise_spec() {
  NoiseSpec spec;
  spec.slug = Slug("n");
  spec.limit_rate = 50;
  spec.market_rate = 20;
  spec.lifetime = Duration::seconds(2);
  return spec;
}

NoiseTrader make_noise(AgentMarket& market, const NoiseSpec& spec) {
  AgentSeat seat;
  seat.name = "n-1.ACME";
  seat.seed = 1;
  seat.trader = market.trader("n-1");
  seat.company = market.company;
  seat.tape = &market.tape;
  seat.gateway = &market.gateway;
  return {spec, std::move(seat)};
}

}  // namespace

TEST_CASE("the provider quotes its levels on ticks around the price") {
  AgentMarket market;
  Provider provider(market);
  provider.move(100);
  const auto bids = market.exchange.levels(market.company, Side::buy, 10);
  const auto asks = market.exchange.levels(market.company, Side::sell, 10);
  REQUIRE(bids.size() == 3);
  REQUIRE(asks.size() == 3);
  CHECK(bids[0].price == price("99.95"));
  CHECK(bids[2].price == price("99.85"));
  CHECK(asks[0].price == price("100.05"));
  CHECK(asks[2].price == price("100.15"));
  for (const BookLevel& level : asks) {
    CHECK(level.quantity >= Quantity(50));
    CHECK(level.quantity <= Quantity(150));
  }
}

TEST_CASE("a move replaces the old quotes") {
  AgentMarket market;
  Provider provider(market);
  provider.move(100);
  provider.move(110);
  CHECK(market.exchange.open_order_count() == 6);
  CHECK(market.exchange.top(market.company).bid == price("109.94"));
  CHECK(market.exchange.top(market.company).ask == price("110.06"));
}

TEST_CASE("resting orders that the new price reaches are filled, others stay") {
  AgentMarket market;
  Provider provider(market);
  provider.move(100);
  const OrderId reached = market.place("ann", buy(500).at("99.00"));
  const OrderId beyond = market.place("ann", buy(10).at("97.99"));
  provider.move(98);
  CHECK_FALSE(market.exchange.is_open(reached));
  CHECK(market.exchange.is_open(beyond));
  CHECK(market.exchange.position(market.trader("ann"), market.company).quantity == Quantity(100'500));
  CHECK(market.exchange.company(market.company).last_price == price("99.00"));

  const OrderId offer = market.place("ann", sell(40).at("99.50"));
  provider.move(99.5);
  CHECK_FALSE(market.exchange.is_open(offer));
}

TEST_CASE("without shares the provider still bids, without cash it still offers") {
  AgentMarket no_shares("1000000", 0);
  Provider bidder(no_shares);
  const OrderId wanted = no_shares.place("ann", buy(5).at("100"));
  bidder.move(99);
  CHECK(no_shares.exchange.is_open(wanted));
  CHECK(no_shares.exchange.levels(no_shares.company, Side::sell, 10).empty());

  AgentMarket no_cash("0", 1'000);
  Provider seller(no_cash);
  const OrderId offered = no_cash.place("ann", sell(5).at("100"));
  seller.move(101);
  CHECK(no_cash.exchange.is_open(offered));
  CHECK(no_cash.gateway.counters().refused > 0);
}

TEST_CASE("what the provider cannot afford to fill in full it fills in part") {
  AgentMarket market("1000", 100'000);
  Provider provider(market);
  const OrderId offered = market.place("ann", sell(500).at("100"));
  provider.move(101);
  CHECK(market.exchange.is_open(offered));
  CHECK(market.exchange.order(offered)->filled == Quantity(9));
}

TEST_CASE("while the company is halted or in an auction the provider leaves it alone") {
  AgentMarket market;
  Provider provider(market);
  provider.move(100);
  SUBCASE("halted") {
    market.apply(HaltCompany{market.company, ""});
  }
  SUBCASE("in an auction") {
    market.apply(StartAuction{market.company, std::nullopt});
  }
  const Seq before = market.exchange.seq();
  provider.move(105);
  CHECK(market.exchange.seq() == before);
  if (market.exchange.company(market.company).status == CompanyStatus::auction) {
    market.apply(Uncross{market.company});
  } else {
    market.apply(ResumeCompany{market.company});
  }
  provider.move(106);
  CHECK(market.exchange.top(market.company).bid == price("105.95"));
}

TEST_CASE("a provider that starts again withdraws the quotes it left behind") {
  AgentMarket market;
  Provider(market).move(100);
  Provider(market).move(120);
  CHECK(market.exchange.open_order_count() == 6);
  CHECK(market.exchange.top(market.company).bid == price("119.94"));
}

TEST_CASE("a noise trader trades, keeps its open orders bounded and cancels them in the end") {
  AgentMarket market;
  Provider provider(market);
  market.join("n-1", "10000000", 100'000);
  NoiseSpec spec = noise_spec();
  spec.max_open_orders = 5;
  NoiseTrader noise = make_noise(market, spec);
  Kernel kernel(market.exchange.now());
  kernel.add(noise);
  std::uint32_t most = 0;
  for (std::int64_t second = 1; second <= 20; ++second) {
    provider.move(100 + 0.1 * static_cast<double>(second % 3));
    kernel.run_until(Timestamp(second * 1'000'000'000));
    require_sound(market.exchange);
    most = std::max(most, market.exchange.account(market.trader("n-1")).open_orders);
  }
  CHECK(most > 0);
  CHECK(most <= 5);
  CHECK(market.port.trades() > 100);
  CHECK(market.gateway.counters().orders > 200);
}

TEST_CASE("a noise trader takes charge of the orders it finds open") {
  AgentMarket market;
  market.join("n-1", "10000000", 100'000);
  market.place("n-1", buy(10).at("90"));
  market.place("n-1", sell(10).at("110"));
  NoiseSpec spec = noise_spec();
  spec.max_open_orders = 0;
  spec.market_rate = 0;
  NoiseTrader noise = make_noise(market, spec);
  Kernel kernel(market.exchange.now());
  kernel.add(noise);
  kernel.run_until(Timestamp(60'000'000'000));
  CHECK(market.exchange.open_order_count() == 0);
}

TEST_CASE("a noise trader without means, or in a halted company, changes nothing and goes on") {
  AgentMarket market;
  market.join("n-1", "0", 0);
  NoiseTrader noise = make_noise(market, noise_spec());
  Kernel kernel(market.exchange.now());
  kernel.add(noise);
  const Seq poor = market.exchange.seq();
  kernel.run_until(Timestamp(5'000'000'000));
  CHECK(market.exchange.seq() == poor);
  CHECK(market.gateway.counters().refused > 50);

  market.apply(HaltCompany{market.company, ""});
  market.apply(Deposit{market.trader("n-1"), money("1000000")});
  const Seq halted = market.exchange.seq();
  kernel.run_until(Timestamp(10'000'000'000));
  CHECK(market.exchange.seq() == halted);
  CHECK(kernel.next_time().has_value());
}

TEST_CASE("orders land on the tick and lot that a company was changed to") {
  AgentMarket market;
  market.join("n-1", "10000000", 100'000);
  UpdateCompany update;
  update.company = market.company;
  update.tick_size = price("0.5");
  update.lot_size = Quantity(10);
  market.apply(update);
  Provider provider(market);
  NoiseTrader noise = make_noise(market, noise_spec());
  Kernel kernel(market.exchange.now());
  kernel.add(noise);
  for (std::int64_t second = 1; second <= 20; ++second) {
    provider.move(100.2);
    kernel.run_until(Timestamp(second * 1'000'000'000));
  }
  CHECK(market.port.trades() > 100);
  CHECK(market.port.refused(Refusal::price_off_tick) == 0);
  CHECK(market.port.refused(Refusal::quantity_off_lot) == 0);
}
