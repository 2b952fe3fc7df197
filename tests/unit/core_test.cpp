#include <doctest/doctest.h>

#include <type_traits>
#include <unordered_set>

#include "core/hash.hpp"
#include "core/ids.hpp"
#include "core/quantity.hpp"
#include "core/short_text.hpp"

using namespace market;

// Ids of different things are different types, start at "none" and order by value.
TEST_CASE("ids are distinct types ordered by value") {
  static_assert(!std::is_convertible_v<OrderId, TradeId>);
  static_assert(!std::is_convertible_v<std::uint64_t, OrderId>);
  CHECK(OrderId().value() == 0);
  CHECK(OrderId(1) < OrderId(2));
  CHECK(OrderId(7) == OrderId(7));
  const std::unordered_set<OrderId> ids{OrderId(1), OrderId(2), OrderId(1)};
  CHECK(ids.size() == 2);
}

// Quantities add, subtract and compare like the integers they hold.
TEST_CASE("quantity arithmetic") {
  Quantity quantity(10);
  quantity += Quantity(5);
  quantity -= Quantity(3);
  CHECK(quantity == Quantity(12));
  CHECK(Quantity(3) - Quantity(5) == Quantity(-2));
  CHECK(kMaxQuantity.shares() == 1'000'000'000'000);
}

// A short text holds up to its bound, compares by content only and survives copies and self-assignment.
TEST_CASE("short text") {
  using Text = ShortText<5>;
  CHECK(Text::fits("abcde"));
  CHECK_FALSE(Text::fits("abcdef"));
  Text text("abcde");
  CHECK(text.view() == "abcde");
  const Text copy = text;
  text = Text("ab");
  CHECK(text.str() == "ab");
  CHECK(copy.view() == "abcde");
  CHECK(text < copy);
  CHECK(text == Text("ab"));
  CHECK(Text().empty());
  const Text& alias = text;
  text = alias;
  CHECK(text.view() == "ab");
  CHECK(std::hash<Text>{}(text) == std::hash<Text>{}(Text("ab")));
}

// The hash depends on every value, on their order and on where one text ends and the next begins.
TEST_CASE("hasher") {
  const auto hash_of = [](auto... values) {
    Hasher hasher;
    (hasher.add(values), ...);
    return hasher.digest();
  };
  CHECK(hash_of(std::uint64_t{1}, std::uint64_t{2}) == hash_of(std::uint64_t{1}, std::uint64_t{2}));
  CHECK(hash_of(std::uint64_t{1}, std::uint64_t{2}) != hash_of(std::uint64_t{2}, std::uint64_t{1}));
  CHECK(hash_of(std::string_view("ab"), std::string_view("c")) !=
        hash_of(std::string_view("a"), std::string_view("bc")));
  CHECK(hash_of(Int128(1) << 64) != hash_of(Int128(1)));
}

// The hash does not depend on how much the buffer inside happens to hold.
TEST_CASE("hasher over more than its buffer") {
  Hasher a, b;
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    a.add(i);
    b.add(i);
  }
  CHECK(a.digest() == b.digest());
  Hasher c;
  for (std::uint64_t i = 0; i < 999; ++i) c.add(i);
  CHECK(c.add(std::uint64_t{1'000}).digest() != b.digest());
}

// A hash is written as sixteen lower-case hexadecimal digits.
TEST_CASE("hash text") {
  CHECK(hash_text(0) == "0000000000000000");
  CHECK(hash_text(0x0123456789abcdefULL) == "0123456789abcdef");
}
