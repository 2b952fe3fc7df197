#include "venue/feed_books.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/book_checksum.hpp"

namespace market {
namespace {

// By company, bids before asks, best first.
bool comes_before(const TouchedLevel& a, const TouchedLevel& b) {
  if (a.company != b.company) return a.company < b.company;
  if (a.side != b.side) return a.side == Side::buy;
  return a.side == Side::buy ? a.before.price > b.before.price : a.before.price < b.before.price;
}

bool is_same_level(const TouchedLevel& a, const TouchedLevel& b) {
  return a.company == b.company && a.side == b.side && a.before.price == b.before.price;
}

std::uint32_t checksum_of(const Exchange& exchange, CompanyId company) {
  std::array<BookLevel, kChecksumLevels> asks, bids;
  const std::size_t ask_count = exchange.copy_levels(company, Side::sell, asks);
  const std::size_t bid_count = exchange.copy_levels(company, Side::buy, bids);
  return book_checksum(std::span(asks).first(ask_count), std::span(bids).first(bid_count));
}

}  // namespace

BookUpdate whole_book(const Exchange& exchange, CompanyId company) {
  BookUpdate book{std::nullopt, exchange.levels(company, Side::buy, SIZE_MAX),
                  exchange.levels(company, Side::sell, SIZE_MAX), 0};
  book.checksum = book_checksum(book.asks, book.bids);
  return book;
}

// Stable, so that the first mention of a level, which tells what it was before the command, stays first.
void FeedBooks::gather(const std::vector<TouchedLevel>& touched) {
  before_ = touched;
  if (before_.size() < 2) return;
  std::stable_sort(before_.begin(), before_.end(), comes_before);
  before_.erase(std::unique(before_.begin(), before_.end(), is_same_level), before_.end());
}

const std::vector<FeedBooks::Change>& FeedBooks::take_changes(const Exchange& exchange) {
  changes_.clear();
  gather(exchange.touched_levels());
  for (std::size_t i = 0; i < before_.size();) {
    const CompanyId company = before_[i].company;
    BookUpdate update;
    for (; i < before_.size() && before_[i].company == company; ++i) {
      const BookLevel& before = before_[i].before;
      const BookLevel now = exchange.level(company, before_[i].side, before.price);
      if (now != before) (before_[i].side == Side::buy ? update.bids : update.asks).push_back(now);
    }
    if (update.bids.empty() && update.asks.empty()) continue;
    update.prev_seq = std::exchange(last_of(company), exchange.seq());
    update.checksum = checksum_of(exchange, company);
    changes_.push_back({company, std::make_shared<const BookUpdate>(std::move(update))});
  }
  return changes_;
}

}  // namespace market
