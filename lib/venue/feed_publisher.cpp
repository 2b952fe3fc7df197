#include "venue/feed_publisher.hpp"

#include <algorithm>
#include <utility>

#include "venue/feed_codec.hpp"

namespace market {
namespace {

// The company that an event is about; nullopt when it is about none, or says nothing that the feed shows.
std::optional<CompanyId> company_of(const Event& event) {
  return std::visit(
      [](const auto& one) -> std::optional<CompanyId> {
        if constexpr (requires { one.company; }) {
          return one.company;
        } else {
          return std::nullopt;
        }
      },
      event);
}

}  // namespace

CompanyState company_state(const Exchange& exchange, CompanyId id) {
  const Company& company = exchange.company(id);
  CompanyState state{company.status, company.halt_reason, company.auction, {}, {}};
  if (company.status == CompanyStatus::auction) state.indication = exchange.auction_indication(id);
  return state;
}

template <class What>
void FeedPublisher::tell(Stamp stamp, std::optional<TraderId> trader, CompanyId company, const Symbol& symbol,
                         What&& what) {
  ring_.push_with([&](FeedEvent& event) {
    event.seq = stamp.seq;
    event.n = n_++;
    event.time = stamp.time;
    event.trader = trader;
    event.company = company;
    event.symbol = symbol;
    event.what = std::forward<What>(what);
  });
}

template <class What>
void FeedPublisher::push(const Exchange& exchange, Stamp stamp, CompanyId company, What&& what) {
  if (stamp.seq > skipped_)
    tell(stamp, {}, company, exchange.company(company).symbol, std::forward<What>(what));
}

void FeedPublisher::publish(const Exchange& exchange, const History& history, Stamp stamp) {
  n_ = 0;
  touched_.clear();
  const std::size_t known = published_.size();
  for (const Event& event : exchange.events()) {
    const auto company = company_of(event);
    if (!company) continue;
    touch(*company, stamp.seq);
    if (const auto* trade = std::get_if<Trade>(&event)) push(exchange, stamp, *company, *trade);
    if (std::holds_alternative<CompanyChanged>(event)) published_[company->value()].changed = true;
    if (const auto* split = std::get_if<SharesSplit>(&event))
      published_[company->value()].split = ShareSplit{split->to, split->from};
  }
  for (const CompanyId company : touched_) push_quote(exchange, stamp, company);
  for (const CompanyId company : touched_) push_state(exchange, stamp, company);
  for (auto id = static_cast<std::uint32_t>(known); id < published_.size(); ++id)
    push_new_book(exchange, stamp, CompanyId(id));
  for (const FeedBooks::Change& change : books_.take_changes(exchange))
    push(exchange, stamp, change.company, change.update);
  push_finished_bars(exchange, history, stamp);
  push_private(exchange, stamp);
}

// Before the command's own trades are noted: the bars that these begin are not over.
void FeedPublisher::push_finished_bars(const Exchange& exchange, const History& history, Stamp stamp) {
  for (const FeedBars::Finished& one : bars_.take_finished(history, stamp.time))
    push(exchange, stamp, one.company, one.bar);
  for (const Event& event : exchange.events())
    if (const auto* trade = std::get_if<Trade>(&event)) bars_.note(*trade);
}

void FeedPublisher::touch(CompanyId company, Seq seq) {
  if (company.value() >= published_.size()) published_.resize(company.value() + 1);
  Published& published = published_[company.value()];
  if (std::exchange(published.touched, seq) == seq) return;
  published.changed = false;
  touched_.push_back(company);
}

// Last, so that what everybody sees is numbered before it.
void FeedPublisher::push_private(const Exchange& exchange, Stamp stamp) {
  if (stamp.seq <= skipped_) {
    // What follows tells what differs from here on.
    if (stamp.seq == skipped_) accounts_.restore(exchange);
    return;
  }
  accounts_.take(exchange);
  for (const FeedAccounts::OrderNews& news : accounts_.orders())
    tell(stamp, news.trader, news.company, news.update.order->symbol, news.update);
  for (const FeedAccounts::AccountNews& news : accounts_.accounts())
    tell(stamp, news.trader, CompanyId(), Symbol(), news.update);
}

void FeedPublisher::push_quote(const Exchange& exchange, Stamp stamp, CompanyId company) {
  Published& published = published_[company.value()];
  const TopOfBook top = exchange.top(company);
  if (top == published.top) return;
  published.top = top;
  push(exchange, stamp, company, top);
}

// Its changes need something to begin with.
void FeedPublisher::push_new_book(const Exchange& exchange, Stamp stamp, CompanyId company) {
  books_.set_last_change(company, stamp.seq);
  push(exchange, stamp, company, std::make_shared<const BookUpdate>(whole_book(exchange, company)));
}

bool FeedPublisher::state_may_differ(const Exchange& exchange, Stamp stamp, CompanyId company) const {
  const Published& published = published_[company.value()];
  if (published.changed) return true;
  if (exchange.company(company).status != CompanyStatus::auction) return false;
  return exchange.auction_interest(company) <= kSmallAuction ||
         stamp.time - published.indicated >= kIndicationPause;
}

void FeedPublisher::push_state(const Exchange& exchange, Stamp stamp, CompanyId company) {
  if (!state_may_differ(exchange, stamp, company)) return;
  Published& published = published_[company.value()];
  CompanyState state = company_state(exchange, company);
  published.indicated = stamp.time;
  if (state == published.state && !published.split) return;
  published.state = state;
  state.split = std::exchange(published.split, std::nullopt);
  push(exchange, stamp, company, std::make_shared<const CompanyState>(std::move(state)));
}

void FeedPublisher::copy_companies(SnapshotBatch& batch, Seq since) const {
  for (std::uint32_t i = 0; i < published_.size(); ++i) {
    const Published& one = published_[i];
    if (one.touched > since)
      batch.feed_companies.push_back(
          {CompanyId(i), encode_told_company({one.state, one.indicated, books_.last_change(CompanyId(i))})});
  }
}

bool FeedPublisher::restore(const Exchange& exchange, const History& history, const StoredVenue& stored) {
  published_.resize(exchange.company_count());
  for (std::uint32_t i = 0; i < published_.size(); ++i) published_[i].top = exchange.top(CompanyId(i));
  for (const FeedCompany& row : stored.feed_companies) {
    auto told = decode_told_company(row.payload);
    if (!told || row.company.value() >= published_.size()) return false;
    published_[row.company.value()].state = std::move(told->state);
    published_[row.company.value()].indicated = told->indicated;
    books_.set_last_change(row.company, told->book_changed);
  }
  bars_.restore(exchange, history);
  accounts_.restore(exchange);
  return restore_ring(exchange, stored);
}

// As many as the ring holds, of whole commands: older ones stay in the database. `floor` rises to the newest
// command of which something is left out.
bool FeedPublisher::newest_events(const std::vector<FeedRow>& rows, std::vector<FeedEvent>& events,
                                  Seq& floor) const {
  std::vector<std::vector<FeedEvent>> newest_first;
  auto first = rows.end();
  for (std::size_t messages = 0; first != rows.begin() && messages < ring_.capacity();) {
    std::vector<FeedEvent>& of_row = newest_first.emplace_back();
    if (!unpack_feed(*--first, of_row)) return false;
    messages += of_row.size();
  }
  if (first != rows.begin()) floor = std::max(floor, first->n > 0 ? first->seq : first->seq - 1);
  for (auto row = newest_first.rbegin(); row != newest_first.rend(); ++row)
    for (FeedEvent& event : *row)
      if (event.seq > floor) events.push_back(std::move(event));
  return true;
}

bool FeedPublisher::restore_ring(const Exchange& exchange, const StoredVenue& stored) {
  if (skipped_ > 0) return true;
  std::vector<FeedEvent> events;
  Seq floor = stored.feed_floor;
  if (!newest_events(stored.feed, events, floor)) return false;
  for (FeedEvent& event : events) {
    if (event.trader && event.trader->value() >= exchange.trader_count()) return false;
    if (std::holds_alternative<std::shared_ptr<const AccountUpdate>>(event.what)) continue;
    if (event.company.value() >= exchange.company_count()) return false;
    event.symbol = exchange.company(event.company).symbol;
  }
  ring_.restore(std::move(events), floor);
  return true;
}

}  // namespace market
