// TestExchange: an Exchange for tests. It keeps the time, sends AdvanceTime whenever something is due on the
// way, audits the whole state after each command, checks that a refusal changed nothing, and remembers orders
// after they ended.
#pragma once
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/exchange.hpp"
#include "tests/support/order_builder.hpp"

namespace market::test {

// The exchange broke a promise of its own, whatever the test was about.
class BrokenInvariant : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws BrokenInvariant with every check of audit() that failed.
void require_sound(const Exchange& exchange);

// The id of a name; an id that nothing has when the name is unknown.
CompanyId company_named(const Exchange& exchange, std::string_view symbol);
TraderId trader_named(const Exchange& exchange, std::string_view slug);

class TestExchange {
 public:
  using Holdings = std::vector<std::pair<std::string_view, std::int64_t>>;

  // Time stands still between commands; only these two move it. What is due on the way is done at its time.
  void wait(Duration duration) { wait_until(time_ + duration); }
  void wait_until(Timestamp time);
  Timestamp time() const { return time_; }

  tl::expected<Applied, Refused> apply(const Command& command);

  // Set-up that must succeed.
  void list(std::string_view symbol, std::string_view initial_price, std::int64_t shares = 1'000'000);
  void join(std::string_view slug, std::string_view cash, const Holdings& holdings = {});

  tl::expected<Applied, Refused> place(std::string_view trader, std::string_view symbol,
                                       const OrderBuilder& order);

  const Exchange& engine() const { return exchange_; }
  CompanyId company(std::string_view symbol) const { return company_named(exchange_, symbol); }
  TraderId trader(std::string_view slug) const { return trader_named(exchange_, slug); }
  Order order(OrderId id) const;  // open or ended; throws when there never was one
  // Of the last apply(), or of all that the last wait did.
  const std::vector<Event>& events() const { return events_; }
  std::vector<Trade> trades() const;
  std::vector<OrderId> ended() const;

 private:
  void advance_until(Timestamp time);
  tl::expected<Applied, Refused> apply_at(Timestamp time, const Command& command);
  void remember(const std::vector<Event>& events);

  Exchange exchange_;
  Timestamp time_{1'767'571'200'000'000'000};  // 2026-01-05T00:00:00Z, a Monday
  std::map<OrderId, Order> orders_;
  std::vector<Event> events_;
};

}  // namespace market::test
