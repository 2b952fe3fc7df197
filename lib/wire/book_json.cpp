#include "wire/book_json.hpp"

#include <algorithm>

namespace market {
namespace {

void append_orders(JsonWriter& json, std::string_view name, std::span<const BookOrder> orders) {
  json.key(name).begin_array();
  for (const BookOrder& order : orders)
    json.begin_object()
        .field("price", order.price)
        .field("quantity", order.quantity)
        .field("id", order.id)
        .end_object();
  json.end_array();
}

void end_book(JsonWriter& json, const BookSnapshot& book) {
  json.field("seq", book.seq).field("checksum", book_checksum(book.asks, book.bids)).end_object();
}

}  // namespace

void append_levels(JsonWriter& json, std::string_view name, std::span<const BookLevel> levels) {
  json.key(name).begin_array();
  for (const BookLevel& level : levels)
    json.begin_object()
        .field("price", level.price)
        .field("quantity", level.quantity)
        .field("orders", level.orders)
        .end_object();
  json.end_array();
}

void append_book(JsonWriter& json, const BookSnapshot& book, std::size_t depth) {
  json.begin_object().field("symbol", book.symbol);
  const auto top = [depth](std::span<const BookLevel> levels) {
    return levels.first(std::min(levels.size(), depth));
  };
  append_levels(json, "bids", top(book.bids));
  append_levels(json, "asks", top(book.asks));
  end_book(json, book);
}

void append_book_orders(JsonWriter& json, const BookSnapshot& book, std::span<const BookOrder> bids,
                        std::span<const BookOrder> asks) {
  json.begin_object().field("symbol", book.symbol);
  append_orders(json, "bids", bids);
  append_orders(json, "asks", asks);
  end_book(json, book);
}

}  // namespace market
