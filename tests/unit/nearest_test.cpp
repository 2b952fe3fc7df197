// nearest_name: a typing error finds the name that was meant, and something else finds none.
#include "core/nearest.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace market;

TEST_CASE("nearest_name finds a name one or two edits away and prefers the nearest") {
  constexpr std::string_view known[] = {"limit_price", "stop_price", "quantity", "side"};
  CHECK(nearest_name("limit_prize", known) == "limit_price");
  CHECK(nearest_name("quantiyt", known) == "quantity");  // a swap is one edit
  CHECK(nearest_name("stp_price", known) == "stop_price");
  CHECK(nearest_name("sid", known) == "side");
  CHECK(nearest_name("side", known) == "side");
}

TEST_CASE("nearest_name finds none for what resembles nothing") {
  constexpr std::string_view known[] = {"limit_price", "id"};
  CHECK_FALSE(nearest_name("colour", known));
  CHECK_FALSE(nearest_name("", known));
  CHECK_FALSE(nearest_name("xy", known));  // two edits, but nothing of "id" is left
  CHECK_FALSE(nearest_name(std::string(100'000, 'l'), known));
  CHECK_FALSE(nearest_name("limit_price", {}));
}
