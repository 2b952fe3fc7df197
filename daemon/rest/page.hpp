// One page of a list: {"items":[…],"next":"cursor"|null,"seq":n}. Every list is ordered by an ascending
// number of its items (an order's id, a company's place of registration); a cursor names the last number
// before the page.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/rest/query_reader.hpp"
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
