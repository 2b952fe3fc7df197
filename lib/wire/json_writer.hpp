// JsonWriter: appends compact JSON to a string, in one pass and without a tree. The caller keeps begin and
// end balanced and gives keys only inside objects; commas take care of themselves.
//
//   JsonWriter json(out);
//   json.begin_object().field("symbol", company.symbol).field("band", company.band).end_object();
//
// Money, price, amount and rate become decimal strings, times RFC 3339 strings, nullopt becomes null. Text
// that is not valid UTF-8 has each wrong byte replaced by U+FFFD, so the output always is.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/ids.hpp"
#include "core/short_text.hpp"
#include "core/timestamp.hpp"

namespace market {

// Appends `text` in quotes, escaped.
void append_json_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::uint64_t value);
void append_integer(std::string& out, std::int64_t value);

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  // `name` needs no escape.
  JsonWriter& key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    comma_ = false;
    return *this;
  }

  JsonWriter& null() { return raw("null"); }
  JsonWriter& raw(std::string_view json) {  // one value that is JSON already
    separate();
    out_ += json;
    return *this;
  }

  JsonWriter& value(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  template <std::size_t N>
  JsonWriter& value(const ShortText<N>& text) {
    return value(text.view());
  }
  template <std::same_as<bool> Bool>
  JsonWriter& value(Bool flag) {
    return raw(flag ? "true" : "false");
  }
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) JsonWriter& value(Integer number) {
    separate();
    if constexpr (std::signed_integral<Integer>) {
      append_integer(out_, static_cast<std::int64_t>(number));
    } else {
      append_integer(out_, static_cast<std::uint64_t>(number));
    }
    return *this;
  }
  template <class Tag, class Rep>
  JsonWriter& value(Id<Tag, Rep> id) {
    return value(id.value());
  }
  JsonWriter& value(Quantity quantity) { return value(quantity.shares()); }
  JsonWriter& value(Money money) { return decimal(money.units()); }
  JsonWriter& value(Price price) { return decimal(price.units()); }
  JsonWriter& value(Amount amount) { return decimal(amount.units()); }
  JsonWriter& value(Rate rate) { return decimal(rate.units()); }
  JsonWriter& value(Timestamp time) {
    separate();
    out_ += '"';
    append_rfc3339(out_, time);
    out_ += '"';
    return *this;
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  JsonWriter& value(std::nullopt_t) { return null(); }

  // A decimal string of units of 0.0001.
  JsonWriter& decimal(Int128 units) {
    separate();
    out_ += '"';
    append_decimal(out_, units);
    out_ += '"';
    return *this;
  }

  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  // null when `text` is empty.
  JsonWriter& text_or_null(std::string_view name, std::string_view text) {
    key(name);
    return text.empty() ? null() : value(text);
  }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
  }
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }

  std::string& out_;
  bool comma_ = false;
};

}  // namespace market
