// VenuePort: the simulator's door to a Venue. It is used inside with(), which keeps the venue's lock for a
// burst of events; the agents' commands are stamped with the time of their events.
//
// Thread rule: one thread at a time.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/market_port.hpp"
#include "venue/venue.hpp"

namespace market {

class VenuePort final : public MarketPort {
 public:
  explicit VenuePort(Venue& venue) : venue_(venue) {}

  // Calls f() under the venue's lock; all other functions are for inside it.
  template <class F>
  auto with(F&& f) {
    return venue_.with([&](Venue::Session& session) {
      session_ = &session;
      return f();
    });
  }

  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override;
  Seq seq() override;
  bool has_companies_or_traders() override;
  std::string scenario_mark() override;
  std::optional<CompanyId> find_company(std::string_view symbol) override;
  std::optional<TraderId> find_trader(std::string_view slug) override;
  MarketView view(CompanyId company) override;
  std::vector<BookLevel> levels(CompanyId company, Side side, std::size_t depth) override;
  bool is_open(OrderId order) override;
  Account account(TraderId trader) override;
  Position position(TraderId trader, CompanyId company) override;
  std::vector<OrderId> open_orders(TraderId trader, CompanyId company) override;
  TradeId last_trade() override;
  void trades_after(TradeId seen, std::vector<Trade>& out) override;

 private:
  const Exchange& exchange() const { return session_->exchange(); }

  Venue& venue_;
  Venue::Session* session_ = nullptr;
};

}  // namespace market
