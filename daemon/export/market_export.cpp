#include "daemon/export/market_export.hpp"

#include <system_error>
#include <variant>

#include "daemon/start_error.hpp"

namespace market {
namespace {

std::filesystem::path empty_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && !std::filesystem::is_empty(folder, error) && !error)
    throw StartError(ExitStatus::configuration,
                     "--export " + folder.string() + ": the folder is not empty; name a new one");
  if (error)
    throw StartError(ExitStatus::configuration, "--export " + folder.string() + ": " + error.message());
  return folder;
}

TextFile with_header(const std::filesystem::path& path, std::string_view header) {
  TextFile file(path);
  file.text(header).end_line();
  return file;
}

void write_price(TextFile& out, const std::optional<Price>& price) {
  if (price) out.decimal(price->units());
}

}  // namespace

MarketExport::MarketExport(const std::filesystem::path& folder)
    : folder_(empty_folder(folder)),
      trades_(with_header(folder_ / "trades.csv",
                          "time,seq,id,symbol,price,quantity,aggressor,auction,buyer,seller,buy_order,"
                          "sell_order,buyer_fee,seller_fee")),
      quotes_(with_header(folder_ / "quotes.csv", "time,seq,symbol,bid,bid_size,ask,ask_size")),
      bars_(with_header(folder_ / "bars.csv", "time,symbol,open,high,low,close,volume,turnover,trades")),
      orders_(with_header(folder_ / "orders.csv",
                          "time,seq,event,id,symbol,trader,side,type,time_in_force,quantity,filled,"
                          "limit_price,stop_price,status,reason,trade,trade_price,trade_quantity,fee")) {}

// A company is watched from the first command on that it is there after.
void MarketExport::watch_new_companies(const Exchange& exchange) {
  while (companies_.size() < exchange.company_count())
    companies_.push_back(std::make_unique<Watched>(folder_, exchange,
                                                   CompanyId(static_cast<std::uint32_t>(companies_.size()))));
}

void MarketExport::record(const Exchange& exchange) {
  watch_new_companies(exchange);
  for (const Event& event : exchange.events()) {
    if (const auto* trade = std::get_if<Trade>(&event)) write(*trade, exchange);
    if (const auto* split = std::get_if<SharesSplit>(&event))
      companies_[split->company.value()]->bars.apply(*split);
  }
  accounts_.take(exchange);
  for (const FeedAccounts::OrderNews& news : accounts_.orders()) write(news.update);
  look_at_books(exchange);
}

void MarketExport::write(const Trade& trade, const Exchange& exchange) {
  Watched& watched = *companies_[trade.company.value()];
  trades_.time(trade.time).comma().number(trade.seq).comma().number(trade.id.value()).comma();
  trades_.text(watched.symbol).comma().decimal(trade.price.units()).comma();
  trades_.number(trade.quantity.shares()).comma().text(to_text(trade.aggressor)).comma();
  trades_.text(trade.auction ? "true" : "false").comma();
  trades_.text(exchange.trader(trade.buyer).slug.view()).comma();
  trades_.text(exchange.trader(trade.seller).slug.view()).comma();
  trades_.number(trade.buy_order.value()).comma().number(trade.sell_order.value()).comma();
  trades_.decimal(trade.buyer_fee.units()).comma().decimal(trade.seller_fee.units()).end_line();

  watched.bars.add(trade);
  write_finished_bars(watched, 1);
  watched.lobster.trade(trade);
}

void MarketExport::write_finished_bars(Watched& watched, std::size_t kept) {
  const std::vector<Bar>& bars = watched.bars.bars(BarInterval::m1);
  if (bars.size() <= kept) return;
  for (std::size_t i = 0; i + kept < bars.size(); ++i) {
    const Bar& bar = bars[i];
    bars_.time(bar.time).comma().text(watched.symbol);
    for (const Price price : {bar.open, bar.high, bar.low, bar.close}) bars_.comma().decimal(price.units());
    bars_.comma().number(bar.volume.shares()).comma().decimal(bar.turnover.units()).comma();
    bars_.number(bar.trades).end_line();
  }
  const Timestamp newest = bars.back().time;
  for (std::size_t i = 0; i < kBarIntervals; ++i)
    watched.bars.forget_before(static_cast<BarInterval>(i), newest);
}

void MarketExport::write(const OrderUpdate& update) {
  const Order& order = *update.order;
  orders_.time(order.updated_at).comma().number(order.seq).comma().text(to_text(update.happening)).comma();
  orders_.number(order.id.value()).comma().text(order.symbol.view()).comma();
  orders_.text(order.trader_slug.view()).comma().text(to_text(order.side)).comma();
  orders_.text(to_text(order.type)).comma().text(to_text(order.time_in_force)).comma();
  orders_.number(order.quantity.shares()).comma().number(order.filled.shares()).comma();
  write_price(orders_, order.limit_price);
  orders_.comma();
  write_price(orders_, order.stop_price);
  orders_.comma().text(to_text(order.status)).comma();
  if (order.reason != EndReason::none) orders_.text(to_text(order.reason));
  if (update.fill) {
    orders_.comma().number(update.fill->trade.value()).comma().decimal(update.fill->price.units());
    orders_.comma().number(update.fill->quantity.shares()).comma().decimal(update.fill->fee.units());
  } else {
    orders_.text(",,,,");
  }
  orders_.end_line();
}

// Each order that an event names is looked at, and the best prices where a level was touched.
void MarketExport::look_at_books(const Exchange& exchange) {
  const Timestamp now = exchange.now();
  for (const FeedAccounts::OrderNews& news : accounts_.orders())
    companies_[news.company.value()]->lobster.look_at(exchange, news.update.order->id, now);
  for (const Event& event : exchange.events())
    if (const auto* changed = std::get_if<CompanyChanged>(&event))
      companies_[changed->company.value()]->lobster.look_at_status(exchange.company(changed->company).status,
                                                                   now);
  for (const TouchedLevel& touched : exchange.touched_levels()) write_quote(touched.company, exchange);
}

void MarketExport::write_quote(CompanyId company, const Exchange& exchange) {
  Watched& watched = *companies_[company.value()];
  const TopOfBook top = exchange.top(company);
  if (top == watched.top) return;
  watched.top = top;
  quotes_.time(exchange.now()).comma().number(exchange.seq()).comma().text(watched.symbol).comma();
  write_price(quotes_, top.bid);
  quotes_.comma().number(top.bid_size.shares()).comma();
  write_price(quotes_, top.ask);
  quotes_.comma().number(top.ask_size.shares()).end_line();
}

std::string MarketExport::finish() {
  std::string failure;
  const auto note = [&](const std::string& what) {
    if (failure.empty()) failure = what;
  };
  for (const auto& watched : companies_) {
    write_finished_bars(*watched, 0);
    note(watched->lobster.finish());
  }
  for (TextFile* file : {&trades_, &quotes_, &bars_, &orders_}) note(file->finish());
  return failure;
}

}  // namespace market
