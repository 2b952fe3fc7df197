#include "tests/bench/exchange_run.hpp"

#include <string>
#include <variant>

namespace market::bench {
namespace {

constexpr std::uint32_t kAccounts = 10'007;
constexpr std::int64_t kUnitsPerTick = 100;    // a tick of 0.01
constexpr Money kCashEach{1'000'000'000'000};  // 100 million
constexpr Quantity kSharesEach{10'000'000};
constexpr Duration kStep = Duration(1'000);  // between two commands

Price price_of(std::int32_t flow_ticks) {
  return Price(flow_ticks * kUnitsPerTick);
}

}  // namespace

ExchangeRun::ExchangeRun(const Flow& flow) : filled_(flow.max_order_id + 1) {
  stamp_.time = Timestamp(1'000'000'000'000'000'000);
  const std::uint32_t companies = flow.options.symbols;
  for (std::uint32_t i = 0; i < companies; ++i) {
    RegisterCompany company;
    company.symbol = *parse_symbol("S" + std::to_string(i));
    company.name = "Symbol " + std::to_string(i);
    company.shares = Quantity(kSharesEach.shares() * kAccounts);
    company.initial_price = price_of(5'000);
    company.tick_size = Price(kUnitsPerTick);
    must_apply(company);
  }
  for (std::uint32_t i = 0; i < kAccounts; ++i) {
    RegisterTrader trader;
    trader.slug = *parse_slug("t" + std::to_string(i));
    trader.name = trader.slug.str();
    trader.cash = kCashEach;
    for (std::uint32_t c = 0; c < companies; ++c) trader.holdings.emplace_back(CompanyId(c), kSharesEach);
    must_apply(trader);
  }
  tally_ = {};
}

void ExchangeRun::must_apply(const Command& command) {
  ++stamp_.seq;
  MARKET_CHECK(exchange_.apply(command, stamp_).has_value());
}

void ExchangeRun::apply(const FlowRecord& record) {
  build_command(record);
  ++stamp_.seq;
  stamp_.time = stamp_.time + kStep;
  const auto applied = exchange_.apply(command_, stamp_);
  if (!applied || applied->order != OrderId(record.order_id)) {
    ++mismatches_;
    if (!applied) --stamp_.seq;
    return;
  }
  read_events(record);
}

void ExchangeRun::build_command(const FlowRecord& record) {
  switch (record.op) {
    case FlowOp::limit:
    case FlowOp::market: {
      PlaceOrder& order = command_.emplace<PlaceOrder>();
      order.trader = TraderId(record.order_id % kAccounts);
      order.company = CompanyId(record.symbol);
      order.side = record.side;
      order.self_trade = SelfTradePolicy::allow;
      order.quantity = Quantity(record.quantity);
      if (record.op == FlowOp::limit) {
        order.limit_price = price_of(record.price);
      } else {
        order.type = OrderType::market;
        order.time_in_force = TimeInForce::ioc;
      }
      return;
    }
    case FlowOp::cancel: command_.emplace<CancelOrder>().order = OrderId(record.order_id); return;
    case FlowOp::modify: {
      AmendOrder& amend = command_.emplace<AmendOrder>();
      amend.order = OrderId(record.order_id);
      amend.quantity = Quantity(std::int64_t{filled_[record.order_id]} + record.quantity);
      amend.limit_price = price_of(record.price);
      return;
    }
  }
}

void ExchangeRun::read_events(const FlowRecord& record) {
  for (const Event& event : exchange_.events()) {
    const Trade* trade = std::get_if<Trade>(&event);
    if (trade == nullptr) continue;
    const OrderId maker = trade->aggressor == Side::buy ? trade->sell_order : trade->buy_order;
    const auto maker_id = static_cast<std::uint32_t>(maker.value());
    const auto quantity = static_cast<std::uint32_t>(trade->quantity.shares());
    filled_[maker_id] += quantity;
    filled_[record.order_id] += quantity;
    tally_.add(maker_id, record.order_id, static_cast<std::int32_t>(trade->price.units() / kUnitsPerTick),
               quantity);
  }
}

}  // namespace market::bench
