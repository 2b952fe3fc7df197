// Simulation: a scenario running on the daemon's venue, on a thread of its own, in step with the venue's
// clock and its speed. The agents' commands go the way of everybody's: stamped, journaled and published by
// the Venue.
//
// When the machine is too slow it catches up in short bursts; more than kMaxLag (of wall time) behind, it
// leaves out the time it lost instead, so that the market is always about now.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <tl/expected.hpp>

#include "sim/market_port.hpp"
#include "sim/scenario.hpp"
#include "sim/simulator.hpp"
#include "venue/venue.hpp"

namespace market {

// The simulator's door to a Venue. Each call takes the venue's lock for itself; the venue's own clock stamps.
class VenuePort final : public MarketPort {
 public:
  explicit VenuePort(Venue& venue) : venue_(venue) {}

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
  std::vector<OrderId> open_orders(TraderId trader) override;

 private:
  Venue& venue_;
};

class Simulation {
 public:
  // Sets the scenario's market up in the venue, which has been started and must outlive this. The error is
  // for the person who started the daemon: a wrong venue for this scenario, or a scenario the venue refuses.
  [[nodiscard]] static tl::expected<std::unique_ptr<Simulation>, std::string> load(const Scenario& scenario,
                                                                                   Venue& venue);
  ~Simulation();  // stop()
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  void start();
  // Returns when the thread has ended, within milliseconds; nothing is submitted after it. Idempotent.
  void stop();

  // From any thread.
  SimulationCounters counters() const { return simulator_->counters(); }
  // Market time left out because the machine was too slow.
  Duration skipped() const { return Duration(skipped_ns_.load()); }

 private:
  explicit Simulation(Venue& venue) : venue_(venue), port_(venue) {}
  void run();
  std::chrono::nanoseconds advance_or_abort();
  std::chrono::nanoseconds advance();
  void leave_out(Duration lost);

  Venue& venue_;
  VenuePort port_;
  std::unique_ptr<Simulator> simulator_;
  std::atomic<std::int64_t> skipped_ns_{0};
  std::chrono::steady_clock::time_point next_log_{};  // when leaving time out may be logged again
  std::thread thread_;
  std::mutex mutex_;  // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
};

}  // namespace market
