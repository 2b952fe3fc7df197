#include "daemon/export/lobster_recorder.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace market {
namespace {

constexpr std::size_t kLevels = 10;
constexpr std::int64_t kNoPrice = 9'999'999'999;  // of a level that is not there; negative for bids
constexpr std::int64_t kDay = 86'400'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

constexpr std::int64_t kHalted = -1, kTrading = 1;  // the prices of type 7

std::string date_of(Timestamp time) {
  return to_rfc3339(time).substr(0, 10);
}

template <class Levels>
void add_shares(Levels& levels, std::int64_t price, std::int64_t shares) {
  const auto level = levels.try_emplace(price, 0).first;
  level->second += shares;
  if (level->second == 0) levels.erase(level);
}

}  // namespace

LobsterRecorder::LobsterRecorder(std::filesystem::path folder, const Exchange& exchange, CompanyId company)
    : folder_(std::move(folder)),
      symbol_(exchange.company(company).symbol.str()),
      company_(company),
      status_(exchange.company(company).status) {
  for (const Side side : {Side::buy, Side::sell})
    for (const BookOrder& order : exchange.orders(company, side, SIZE_MAX)) {
      standing_[order.id.value()] = {side, order.price, order.quantity.shares()};
      if (side == Side::buy)
        add_shares(bids_, order.price.units(), order.quantity.shares());
      else
        add_shares(asks_, order.price.units(), order.quantity.shares());
    }
}

void LobsterRecorder::trade(const Trade& trade) {
  const Type type = trade.auction ? Type::cross : Type::execution;
  for (const OrderId order : {trade.buy_order, trade.sell_order}) {
    const auto found = standing_.find(order.value());
    if (found == standing_.end()) continue;
    const std::int64_t shown = found->second.shown - trade.quantity.shares();
    change(order, found->second, std::max<std::int64_t>(shown, 0), type, trade.time);
  }
}

void LobsterRecorder::look_at(const Exchange& exchange, OrderId order, Timestamp time) {
  const std::optional<BookOrder> now = exchange.book_order(order);
  const auto found = standing_.find(order.value());
  const std::int64_t shown = now ? now->quantity.shares() : 0;
  if (found != standing_.end()) {
    const Standing before = found->second;
    if (now && now->price == before.price && shown == before.shown) return;
    if (now && now->price == before.price && shown < before.shown)
      return change(order, before, shown, Type::partial_cancel, time);
    change(order, before, 0, Type::deletion, time);
  }
  if (!now) return;
  const Side side = exchange.find_open(order)->side;
  change(order, {side, now->price, 0}, shown, Type::new_order, time);
}

void LobsterRecorder::look_at_status(CompanyStatus status, Timestamp time) {
  const bool traded = status_ == CompanyStatus::trading, trades = status == CompanyStatus::trading;
  status_ = status;
  if (traded != trades) message(time, Type::halt, OrderId(), 0, trades ? kTrading : kHalted, Side::sell);
}

void LobsterRecorder::change(OrderId order, const Standing& standing, std::int64_t shown, Type type,
                             Timestamp time) {
  const Standing before = standing;  // it may be the one that is erased
  const std::int64_t more = shown - before.shown;
  if (more == 0) return;
  if (before.side == Side::buy)
    add_shares(bids_, before.price.units(), more);
  else
    add_shares(asks_, before.price.units(), more);
  if (shown == 0)
    standing_.erase(order.value());
  else
    standing_[order.value()] = {before.side, before.price, shown};
  message(time, type, order, std::abs(more), before.price.units(), before.side);
}

void LobsterRecorder::message(Timestamp time, Type type, OrderId order, std::int64_t size, std::int64_t price,
                              Side side) {
  Day& today = day(time);
  const std::int64_t since_midnight = time.ns() - today.number * kDay;
  char clock[32];
  std::snprintf(clock, sizeof clock, "%lld.%09lld", static_cast<long long>(since_midnight / 1'000'000'000),
                static_cast<long long>(since_midnight % 1'000'000'000));
  today.messages.text(clock).comma().number(static_cast<std::int64_t>(type)).comma();
  today.messages.number(order.value()).comma().number(size).comma().number(price).comma();
  today.messages.text(side == Side::buy ? "1" : "-1").end_line();
  write_levels(today.book);
  today.last = time;
}

// Ask price, ask size, bid price, bid size of the best level, then of the next.
void LobsterRecorder::write_levels(TextFile& out) const {
  auto ask = asks_.begin();
  auto bid = bids_.begin();
  for (std::size_t level = 0; level < kLevels; ++level) {
    if (level > 0) out.comma();
    const bool has_ask = ask != asks_.end(), has_bid = bid != bids_.end();
    out.number(has_ask ? ask->first : kNoPrice).comma().number(has_ask ? ask->second : 0).comma();
    out.number(has_bid ? bid->first : -kNoPrice).comma().number(has_bid ? bid->second : 0);
    if (has_ask) ++ask;
    if (has_bid) ++bid;
  }
  out.end_line();
}

LobsterRecorder::Day& LobsterRecorder::day(Timestamp time) {
  const std::int64_t number = time.ns() / kDay;
  if (day_ && day_->number == number) return *day_;
  end_day();
  const std::filesystem::path stem = folder_ / (symbol_ + "_" + date_of(time));
  day_.emplace(Day{number, time, time, TextFile(stem.string() + "_message_10.part"),
                   TextFile(stem.string() + "_orderbook_10.part")});
  return *day_;
}

// The names of the files say from and until when, in milliseconds after midnight.
void LobsterRecorder::end_day() {
  if (!day_) return;
  const auto since_midnight = [&](Timestamp time) {
    return std::to_string((time.ns() - day_->number * kDay) / kMillisecond);
  };
  const std::string stem = symbol_ + "_" + date_of(day_->first) + "_" + since_midnight(day_->first) + "_" +
                           since_midnight(day_->last);
  for (auto& [file, kind] :
       {std::pair{&day_->messages, "_message_10.csv"}, {&day_->book, "_orderbook_10.csv"}}) {
    file->finish();
    file->rename_to(stem + kind);
    if (failure_.empty()) failure_ = file->failure();
  }
  day_.reset();
}

std::string LobsterRecorder::finish() {
  end_day();
  return failure_;
}

}  // namespace market
