#include "wire/book_json.hpp"

#include <algorithm>

#include <zlib.h>

namespace market {
namespace {

void append_price_digits(std::string& out, Price price) {
  std::string text = to_text(price);
  text.erase(text.find('.'), 1);
  out.append(text, std::min(text.find_first_not_of('0'), text.size()));
}

void append_checksum_text(std::string& out, std::span<const BookLevel> levels) {
  for (const BookLevel& level : levels.first(std::min(levels.size(), kChecksumLevels))) {
    append_price_digits(out, level.price);
    append_integer(out, level.quantity.shares());
  }
}

void append_levels(JsonWriter& json, std::string_view name, std::span<const BookLevel> levels,
                   std::size_t depth) {
  json.key(name).begin_array();
  for (const BookLevel& level : levels.first(std::min(levels.size(), depth)))
    json.begin_object()
        .field("price", level.price)
        .field("quantity", level.quantity)
        .field("orders", level.orders)
        .end_object();
  json.end_array();
}

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

std::uint32_t book_checksum(std::span<const BookLevel> asks, std::span<const BookLevel> bids) {
  std::string text;
  append_checksum_text(text, asks);
  append_checksum_text(text, bids);
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

void append_book(JsonWriter& json, const BookSnapshot& book, std::size_t depth) {
  json.begin_object().field("symbol", book.symbol);
  append_levels(json, "bids", book.bids, depth);
  append_levels(json, "asks", book.asks, depth);
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
