#include "tests/bench/exchange_run.hpp"

#include <string>
#include <variant>

#include "tests/bench/flat_book.hpp"

namespace market::bench {
namespace {

constexpr std::uint32_t kAccounts = 10'007;
constexpr Money kCashEach{100'000'000'000'000};  // 10 thousand million
constexpr Quantity kSharesEach{10'000'000};
constexpr Duration kStep = Duration(1'000);  // between two commands

std::vector<std::uint32_t> totals_of_modified(const Flow& flow) {
  std::vector<std::uint32_t> totals, filled(flow.max_order_id + 1);
  FlatBook book(flow.options.symbols, flow.max_order_id);
  for (const FlowRecord& record : flow.records) {
    if (record.op == FlowOp::modify) totals.push_back(filled[record.order_id] + record.quantity);
    book.apply(record, [&](std::uint32_t maker, std::uint32_t taker, std::int32_t, std::uint32_t quantity) {
      filled[maker] += quantity;
      filled[taker] += quantity;
    });
  }
  return totals;
}

}  // namespace

ExchangeRun::ExchangeRun(const Flow& flow, PriceScale scale)
    : scale_(scale), totals_(totals_of_modified(flow)) {
  stamp_.time = Timestamp(1'000'000'000'000'000'000);
  for (const Side side : {Side::buy, Side::sell}) {
    auto& [market, limit] = place_;
    market[static_cast<std::size_t>(side)] = PlaceOrder{.side = side,
                                                        .type = OrderType::market,
                                                        .time_in_force = TimeInForce::ioc,
                                                        .self_trade = SelfTradePolicy::allow};
    limit[static_cast<std::size_t>(side)] = PlaceOrder{.side = side, .self_trade = SelfTradePolicy::allow};
  }
  register_companies(flow.options.symbols);
  register_traders(flow.options.symbols);
  must_apply(SetMarketRules{.rules = {.collar = kMaxCollar}});
}

void ExchangeRun::register_companies(std::uint32_t companies) {
  for (std::uint32_t i = 0; i < companies; ++i) {
    RegisterCompany company;
    company.symbol = *parse_symbol("S" + std::to_string(i));
    company.name = "Symbol " + std::to_string(i);
    company.shares = Quantity(kSharesEach.shares() * kAccounts);
    company.initial_price = price_of(kFlowOpeningMid);
    company.tick_size = Price(scale_.tick_units);
    must_apply(company);
  }
}

void ExchangeRun::register_traders(std::uint32_t companies) {
  for (std::uint32_t i = 0; i < kAccounts; ++i) {
    RegisterTrader trader;
    trader.slug = *parse_slug("t" + std::to_string(i));
    trader.name = trader.slug.str();
    trader.cash = kCashEach;
    for (std::uint32_t c = 0; c < companies; ++c) trader.holdings.emplace_back(CompanyId(c), kSharesEach);
    must_apply(trader);
  }
}

void ExchangeRun::must_apply(const Command& command) {
  ++stamp_.seq;
  MARKET_CHECK(exchange_.apply(command, stamp_).has_value());
}

void ExchangeRun::apply(const FlowRecord& record) {
  const Command& command = command_of(record);
  ++stamp_.seq;
  stamp_.time = stamp_.time + kStep;
  const auto applied = exchange_.apply(command, stamp_);
  if (!applied || applied->order != OrderId(record.order_id)) {
    ++mismatches_;
    if (!applied) --stamp_.seq;
    return;
  }
  read_events(record);
}

const Command& ExchangeRun::command_of(const FlowRecord& record) {
  switch (record.op) {
    case FlowOp::limit:
    case FlowOp::market: {
      const bool limit = record.op == FlowOp::limit;
      Command& command = place_[limit ? 1 : 0][static_cast<std::size_t>(record.side)];
      PlaceOrder& order = *std::get_if<PlaceOrder>(&command);
      order.trader = TraderId(record.order_id % kAccounts);
      order.company = CompanyId(record.symbol);
      order.quantity = Quantity(record.quantity);
      if (limit) order.limit_price = price_of(record.price);
      return command;
    }
    case FlowOp::cancel: std::get_if<CancelOrder>(&cancel_)->order = OrderId(record.order_id); return cancel_;
    case FlowOp::modify: {
      AmendOrder& amend = *std::get_if<AmendOrder>(&amend_);
      amend.order = OrderId(record.order_id);
      amend.quantity = Quantity(totals_.at(next_total_++));
      amend.limit_price = price_of(record.price);
      return amend_;
    }
  }
  MARKET_CHECK(false);
  return cancel_;
}

void ExchangeRun::read_events(const FlowRecord& record) {
  for (const Event& event : exchange_.events()) {
    const Trade* trade = std::get_if<Trade>(&event);
    if (trade == nullptr) continue;
    const OrderId maker = trade->aggressor == Side::buy ? trade->sell_order : trade->buy_order;
    const auto maker_id = static_cast<std::uint32_t>(maker.value());
    const auto quantity = static_cast<std::uint32_t>(trade->quantity.shares());
    tally_.add(maker_id, record.order_id,
               static_cast<std::int32_t>(trade->price.units() / scale_.units_per_step), quantity);
  }
}

}  // namespace market::bench
