// Shows that the sample scenario trades within seconds and goes on after a kill -9.
#include <doctest/doctest.h>

#include <thread>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

std::uint64_t trades(const Market& market) {
  std::uint64_t sum = 0;
  for (const Json& line : market.items("/v1/market")) sum += line.at("trades").get<std::uint64_t>();
  return sum;
}

void wait_for_trades(const Market& market, std::uint64_t more_than) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (trades(market) <= more_than) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(50ms);
  }
}

}  // namespace

TEST_CASE("scenario: the sample market has eight companies that trade and it survives kill -9") {
  Market market({"--scenario", "sample", "--speed", "10"});
  CHECK(market.items("/v1/companies").size() == 8);
  wait_for_trades(market, 10);
  const std::uint64_t before = trades(market);
  market.kill();
  market.start();
  CHECK(market.items("/v1/companies").size() == 8);
  CHECK(trades(market) >= before);
  wait_for_trades(market, trades(market) + 10);
  market.audited_hash();
  CHECK(market.terminate() == 0);
}

}  // namespace market::e2e
