// VenuePort: the simulator's door to a Venue. It is used inside with(), which keeps the venue's lock for a
// burst of events; the agents' commands are stamped with the time of their events.
//
// Thread rule: one thread at a time.
#pragma once
#include <vector>

#include "daemon/exchange_reader.hpp"
#include "venue/venue.hpp"

namespace market {

// Appends the venue's trades after `seen` up to `last`. Those that a snapshot took out of memory are read
// from it. Under the venue's lock.
void append_trades(const Venue& venue, const History& history, TradeId seen, TradeId last,
                   std::vector<Trade>& out);

class VenuePort final : public ExchangeReader {
 public:
  explicit VenuePort(Venue& venue) : venue_(venue) {}

  // Calls f() under the venue's lock; all other functions are for inside it.
  template <class F>
  auto with(F&& f) {
    return venue_.with([&](Venue::Session& session) { return within(session, f); });
  }
  // The same for who has the lock.
  template <class F>
  auto within(Venue::Session& session, F&& f) {
    session_ = &session;
    return f();
  }

  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override;
  void trades_after(TradeId seen, std::vector<Trade>& out) override;

  // Does what becomes due until `time`, which is that of the next event.
  void do_what_is_due(Timestamp time) { session_->do_what_is_due(time); }
  void set_horizon(Timestamp horizon) { session_->set_horizon(horizon); }

 private:
  const Exchange& exchange() const override { return session_->exchange(); }

  Venue& venue_;
  Venue::Session* session_ = nullptr;
};

}  // namespace market
