// What is sent again: never a request that may have been applied and does not say how to recognise it.
#include <doctest/doctest.h>

#include "cli/retry.hpp"

namespace market::cli {
namespace {

constexpr std::chrono::milliseconds kPlenty{30'000};

}  // namespace

TEST_CASE("cli retry: only what cannot happen twice") {
  const Attempt refused{429, true, std::nullopt}, busy{503, true, std::nullopt},
      broken{0, true, std::nullopt};
  const Attempt not_connected{0, false, std::nullopt}, wrong{400, true, std::nullopt},
      failed{500, true, std::nullopt};
  for (const Repeat repeat : {Repeat::safe, Repeat::at_risk, Repeat::lasting}) {
    const bool safe = repeat != Repeat::at_risk;
    CHECK(retry_delay(refused, repeat, 1, kPlenty, 0).has_value());
    CHECK(retry_delay(not_connected, repeat, 1, kPlenty, 0).has_value());
    CHECK(retry_delay(busy, repeat, 1, kPlenty, 0).has_value() == safe);
    CHECK(retry_delay(broken, repeat, 1, kPlenty, 0).has_value() == safe);
    CHECK_FALSE(retry_delay(wrong, repeat, 1, kPlenty, 0));
    CHECK_FALSE(retry_delay(failed, repeat, 1, kPlenty, 0));
    CHECK(retry_delay(refused, repeat, kMaxSendings, kPlenty, 0).has_value() == (repeat == Repeat::lasting));
  }
}

TEST_CASE("cli retry: waits double, and Retry-After is obeyed") {
  const Attempt refused{429, true, std::nullopt};
  CHECK(retry_delay(refused, Repeat::safe, 1, kPlenty, 0)->count() == 100);
  CHECK(retry_delay(refused, Repeat::safe, 2, kPlenty, 0)->count() == 200);
  CHECK(retry_delay(refused, Repeat::safe, 2, kPlenty, 0.999)->count() < 400);
  CHECK(retry_delay({429, true, std::chrono::seconds(7)}, Repeat::safe, 1, kPlenty, 0)->count() == 7000);
}

TEST_CASE(
    "cli retry: a wait goes on to the end of its time, the others give up when an answer would be too late") {
  using std::chrono::milliseconds;
  const Attempt refused{0, false, std::nullopt}, busy{503, true, std::chrono::seconds(5)};
  CHECK(retry_delay(refused, Repeat::lasting, 1'000, kPlenty, 0.999)->count() == 1'999);
  CHECK(retry_delay(refused, Repeat::lasting, 1'000, milliseconds(30), 0)->count() == 30);
  CHECK(retry_delay(busy, Repeat::lasting, 1, milliseconds(30), 0)->count() == 30);
  CHECK_FALSE(retry_delay(refused, Repeat::lasting, 1, milliseconds(0), 0));
  CHECK_FALSE(retry_delay(refused, Repeat::safe, 1, milliseconds(100), 0));
  CHECK_FALSE(retry_delay(busy, Repeat::safe, 1, milliseconds(5'000), 0));
}

}  // namespace market::cli
