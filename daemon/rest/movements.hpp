// Pages over the movements of one trader's account, in memory and in the archive: what the ledger and the
// list of own trades are made from.
#pragma once
#include <functional>
#include <optional>
#include <utility>

#include "daemon/rest/access.hpp"
#include "daemon/rest/page.hpp"
#include "venue/history.hpp"

namespace market {

// The part of a trader's account that a page is about, noted under the lock.
struct MovementSpan {
  TraderId trader;
  std::uint64_t first_here = 0;  // places before it are in the archive
  std::uint64_t from = 0, below = 0;
  std::optional<Timestamp> start, end;  // of which `from` and `below` are yet to be found in the archive
};

// Movements from `start` on and before `end`.
MovementSpan movement_span(const History& history, TraderId trader, std::optional<Timestamp> start,
                           std::optional<Timestamp> end);
void find_in_archive(MovementSpan& span, const Archive& archive);

// Each movement makes up to `parts` items, numbered place × parts + part. item_of(row, part) makes one;
// nullopt when it does not match.
template <class Item>
struct MovementPage {
  const Page& page;
  std::uint64_t parts;
  std::function<std::optional<Item>(const Archive::MovementRow&, std::uint64_t part)> item_of;

  // What memory has, under the lock.
  PagePart<Item> from_memory(const History& history, const MovementSpan& span) const {
    PagePart<Item> memory(page);
    visit(
        std::max(span.from, span.first_here), span.below,
        [&](std::uint64_t place) { return history.ledger().movement(span.trader, place, history.trades()); },
        memory);
    return memory;
  }

  // What the archive has, without it.
  void from_archive(const Archive& archive, const MovementSpan& span, PageFiller<Item>& filler) const {
    const NumberRange numbers = numbers_of(page, std::min(span.below, span.first_here) * parts);
    const std::uint64_t from = std::max(span.from, numbers.from / parts);
    const std::uint64_t below = (numbers.below + parts - 1) / parts;
    if (from >= below) return;
    archive.movements(span.trader, {from, below}, direction_of(page), [&](const Archive::MovementRow& row) {
      return offer_parts(row.movement.place, row, numbers, filler);
    });
  }

 private:
  template <class RowAt, class Taker>
  void visit(std::uint64_t from, std::uint64_t below, RowAt row_at, Taker& taker) const {
    const NumberRange numbers = numbers_of(page, below * parts);
    from = std::max(from, numbers.from / parts);
    below = std::min(below, (numbers.below + parts - 1) / parts);
    for (std::uint64_t step = 0; from + step < below; ++step) {
      const bool forward = page.order == Page::Order::oldest_first;
      const std::uint64_t place = forward ? from + step : below - 1 - step;
      if (!offer_parts(place, row_at(place), numbers, taker)) return;
    }
  }

  template <class Taker>
  bool offer_parts(std::uint64_t place, const Archive::MovementRow& row, NumberRange numbers,
                   Taker& taker) const {
    for (std::uint64_t step = 0; step < parts; ++step) {
      const std::uint64_t part = page.order == Page::Order::oldest_first ? step : parts - 1 - step;
      const std::uint64_t number = place * parts + part;
      if (number < numbers.from || number >= numbers.below) continue;
      if (!taker.offer(number, item_of(row, part))) return false;
    }
    return true;
  }
};

// The whole page: `span` and the memory's part are made by under_lock(movement_page), the rest is read here.
template <class Item>
PageFiller<Item> join_movements(const MovementPage<Item>& pages, MovementSpan span, PagePart<Item> memory,
                                const Archive* archive) {
  if (archive != nullptr) find_in_archive(span, *archive);
  return join_parts(pages.page, std::move(memory), [&](PageFiller<Item>& filler) {
    if (archive != nullptr) pages.from_archive(*archive, span, filler);
  });
}

}  // namespace market
