// Any bytes as the body of every request: each reader takes it or gives a 400 with a detail.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.hpp"
#include "wire/company_requests.hpp"
#include "wire/corporate_requests.hpp"
#include "wire/fee_requests.hpp"
#include "wire/json_node.hpp"
#include "wire/order_requests.hpp"
#include "wire/problem.hpp"
#include "wire/trader_requests.hpp"

namespace {

template <class Result>
void check(const Result& result) {
  if (result) return;
  MARKET_CHECK(result.error().status == 400 && !result.error().detail.empty());
  MARKET_CHECK(market::parse_json(market::problem_json(result.error(), "fuzz")).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = market::parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) {
    MARKET_CHECK(!body.error().empty());
    return 0;
  }
  check(market::read_register_company(*body));
  check(market::read_update_company(*body));
  check(market::read_halt_company(*body));
  check(market::read_resume_company(*body));
  check(market::read_start_auction(*body));
  check(market::read_issue_shares(*body));
  check(market::read_register_trader(*body));
  check(market::read_update_trader(*body));
  check(market::read_amount(*body));
  check(market::read_nothing(*body));
  check(market::read_fee_table(*body));
  check(market::read_dividend(*body));
  check(market::read_split(*body));
  check(market::read_place_order(*body));
  check(market::read_order_change(*body));
  check(market::read_cancel_after(*body));
  check(market::read_batch(*body));
  return 0;
}
