// One page of a list: {"items":[…],"next":"cursor"|null,"seq":n}. Every list is ordered by an ascending
// number of its items (an order's id, a company's place of registration); a cursor names the last number
// before the page.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/rest/query_reader.hpp"
#include "store/archive.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct Page {
  enum class Order { oldest_first, newest_first };
  std::size_t limit = 100;
  Order order = Order::oldest_first;
  std::optional<std::uint64_t> after;  // in page order: the page starts behind this number
};

// limit, cursor and order of the query.
Page read_page(QueryReader& query);

// "next": where the following page starts.
std::string cursor_text(const Page& page, std::uint64_t last);

// A page gives up looking for matches after so many items, so that one request never holds the venue's lock
// long; it then has fewer items than its limit and a cursor to go on with.
inline constexpr std::size_t kMaxScanned = 10'000;

// Walks the positions 0 … count-1 of a list, whose numbers number_at(i) ascend, through one page: calls
// add(i) for those with matches(i), and returns the cursor of the next page, nullopt at the end of the list.
template <class NumberAt, class Matches, class Add>
std::optional<std::string> walk_page(const Page& page, std::size_t count, NumberAt number_at, Matches matches,
                                     Add add) {
  const bool forward = page.order == Page::Order::oldest_first;
  // The first position whose number is above (forward) or not below (backward) the cursor's.
  const auto split = [&](std::uint64_t number) {
    std::size_t low = 0, high = count;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      const std::uint64_t there = number_at(middle);
      if (there < number || (forward && there == number)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  const std::size_t bound = page.after ? split(*page.after) : (forward ? 0 : count);
  const std::size_t left = forward ? count - bound : bound;
  std::size_t added = 0;
  std::uint64_t last = 0;
  for (std::size_t step = 0; step < left; ++step) {
    const std::size_t i = forward ? bound + step : bound - 1 - step;
    if (step >= kMaxScanned) return cursor_text(page, number_at(forward ? i - 1 : i + 1));
    if (!matches(i)) continue;
    if (added == page.limit) return cursor_text(page, last);
    add(i);
    last = number_at(i);
    ++added;
  }
  return std::nullopt;
}

// The numbers of a page that lie in [0, count): those of the items to look at, as far as the cursor goes.
inline NumberRange numbers_of(const Page& page, std::uint64_t count) {
  if (!page.after) return {0, count};
  if (page.order == Page::Order::oldest_first) return {std::min(count, *page.after + 1), count};
  return {0, std::min(count, *page.after)};
}

inline Direction direction_of(const Page& page) {
  return page.order == Page::Order::oldest_first ? Direction::oldest_first : Direction::newest_first;
}

// Fills one page from items that are offered in its order, until it has them all or has looked at enough.
template <class Item>
class PageFiller {
 public:
  explicit PageFiller(const Page& page) : page_(page) {}

  // `item` is absent when it does not match. False: no more are wanted.
  bool offer(std::uint64_t number, std::optional<Item> item) {
    if (!next_ && scanned_++ == kMaxScanned) next_ = cursor_text(page_, last_scanned_);
    if (!next_ && item && items.size() == page_.limit) next_ = cursor_text(page_, last_added_);
    if (next_) return false;
    last_scanned_ = number;
    if (!item) return true;
    last_added_ = number;
    items.push_back(std::move(*item));
    return true;
  }
  // There is more behind `number`, which has to be looked at for another page.
  void stop_at(std::uint64_t number) {
    if (!next_) next_ = cursor_text(page_, number);
  }

  bool full() const { return next_.has_value(); }
  const std::optional<std::string>& next() const { return next_; }

  std::vector<Item> items;

 private:
  const Page& page_;
  std::size_t scanned_ = 0;
  std::uint64_t last_scanned_ = 0, last_added_ = 0;
  std::optional<std::string> next_;
};

// A part of what a page could take, in its order, from one source: what was copied under the lock, say. It
// ends when it has a match more than the page takes, or when it has looked at enough.
template <class Item>
class PagePart {
 public:
  explicit PagePart(const Page& page) : limit_(page.limit) {}

  // As PageFiller::offer.
  bool offer(std::uint64_t number, std::optional<Item> item) {
    if (scanned_++ == kMaxScanned) {
      stopped_at_ = last_;
      return false;
    }
    last_ = number;
    if (item) found_.emplace_back(number, std::move(*item));
    return found_.size() <= limit_;
  }

  void pour_into(PageFiller<Item>& filler) && {
    for (auto& [number, item] : found_)
      if (!filler.offer(number, std::move(item))) return;
    if (stopped_at_) filler.stop_at(*stopped_at_);
  }

  // Two parts that lie among each other. What has the same number in both is taken from the first. Where one
  // gave up, nobody knows what it would have had further on.
  static void merge_into(PageFiller<Item>& filler, PagePart first, PagePart second, Page::Order order) {
    const auto before = [order](std::uint64_t a, std::uint64_t b) {
      return order == Page::Order::oldest_first ? a < b : a > b;
    };
    std::optional<std::uint64_t> stop = first.stopped_at_;
    if (second.stopped_at_ && (!stop || before(*second.stopped_at_, *stop))) stop = second.stopped_at_;
    auto a = first.found_.begin(), b = second.found_.begin();
    while (a != first.found_.end() || b != second.found_.end()) {
      const bool take_first =
          b == second.found_.end() || (a != first.found_.end() && !before(b->first, a->first));
      auto& [number, item] = take_first ? *a : *b;
      if (stop && before(*stop, number)) break;
      if (take_first && b != second.found_.end() && b->first == number) ++b;
      ++(take_first ? a : b);
      if (!filler.offer(number, std::move(item))) return;
    }
    if (stop) filler.stop_at(*stop);
  }

  std::optional<std::uint64_t> stopped_at() const { return stopped_at_; }

 private:
  std::size_t limit_;
  std::size_t scanned_ = 0;
  std::uint64_t last_ = 0;
  std::vector<std::pair<std::uint64_t, Item>> found_;
  std::optional<std::uint64_t> stopped_at_;
};

// Brings both parts into one page; read_archive(filler) offers what lies before the memory's part.
template <class Item, class ReadArchive>
PageFiller<Item> join_parts(const Page& page, PagePart<Item> memory, ReadArchive read_archive) {
  PageFiller<Item> filler(page);
  const bool archive_first = page.order == Page::Order::oldest_first;
  if (archive_first) read_archive(filler);
  if (!filler.full()) std::move(memory).pour_into(filler);
  if (!archive_first && !filler.full()) read_archive(filler);
  return filler;
}

// The body of a list answer; append(json, item) writes one item.
template <class Item, class Append>
std::string list_body(const std::vector<Item>& items, const std::optional<std::string>& next, Seq seq,
                      Append append) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("items").begin_array();
  for (const Item& item : items) append(json, item);
  json.end_array().field("next", next).field("seq", seq).end_object();
  return body;
}

}  // namespace market
