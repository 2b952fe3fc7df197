#include "daemon/simulation.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>

#include "daemon/log.hpp"

namespace market {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBurst = 128;  // events between two looks at the clock and at stop()
constexpr nanoseconds kBreath =
    std::chrono::microseconds(100);  // between bursts, so that others get the venue's lock
constexpr nanoseconds kRoomPause = std::chrono::milliseconds(5);
constexpr nanoseconds kLongestSleep = std::chrono::seconds(1);
constexpr nanoseconds kMaxLag = std::chrono::seconds(2);
constexpr std::chrono::minutes kLogPause{1};

}  // namespace

tl::expected<Applied, Refused> VenuePort::submit(const Command& command, Timestamp) {
  return venue_.with([&](Venue::Session& session) { return session.submit(command); });
}

Seq VenuePort::seq() {
  return venue_.with([](Venue::Session& session) { return session.seq(); });
}

bool VenuePort::has_companies_or_traders() {
  return venue_.with([](Venue::Session& session) {
    return session.exchange().company_count() > 0 || session.exchange().trader_count() > 0;
  });
}

std::string VenuePort::scenario_mark() {
  return venue_.with([](Venue::Session& session) { return session.exchange().scenario().name; });
}

std::optional<CompanyId> VenuePort::find_company(std::string_view symbol) {
  return venue_.with([&](Venue::Session& session) { return session.exchange().find_company(symbol); });
}

std::optional<TraderId> VenuePort::find_trader(std::string_view slug) {
  return venue_.with([&](Venue::Session& session) { return session.exchange().find_trader(slug); });
}

MarketView VenuePort::view(CompanyId id) {
  return venue_.with([&](Venue::Session& session) {
    const Company& company = session.exchange().company(id);
    return MarketView{company.status, company.ticks.tick_at(company.last_price), company.lot_size,
                      company.last_price, session.exchange().top(id)};
  });
}

std::vector<BookLevel> VenuePort::levels(CompanyId company, Side side, std::size_t depth) {
  return venue_.with(
      [&](Venue::Session& session) { return session.exchange().levels(company, side, depth); });
}

bool VenuePort::is_open(OrderId order) {
  return venue_.with([&](Venue::Session& session) { return session.exchange().is_open(order); });
}

Account VenuePort::account(TraderId trader) {
  return venue_.with([&](Venue::Session& session) { return session.exchange().account(trader); });
}

Position VenuePort::position(TraderId trader, CompanyId company) {
  return venue_.with([&](Venue::Session& session) { return session.exchange().position(trader, company); });
}

std::vector<OrderId> VenuePort::open_orders(TraderId trader) {
  return venue_.with([&](Venue::Session& session) {
    std::vector<OrderId> ids;
    session.exchange().visit_open_orders(trader, OrderId(), [&](const OpenOrder& order) {
      ids.push_back(order.id);
      return true;
    });
    return ids;
  });
}

tl::expected<std::unique_ptr<Simulation>, std::string> Simulation::load(const Scenario& scenario,
                                                                        Venue& venue) {
  std::unique_ptr<Simulation> simulation(new Simulation(venue));
  auto simulator = Simulator::load(scenario, simulation->port_, venue.clock().now());
  if (!simulator) return tl::unexpected(simulator.error());
  simulation->simulator_ = std::move(*simulator);
  return simulation;
}

Simulation::~Simulation() {
  stop();
}

void Simulation::start() {
  if (thread_.joinable()) return;
  stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void Simulation::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Simulation::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const nanoseconds idle = advance_or_abort();
    lock.lock();
    wake_.wait_for(lock, idle, [this] { return stopping_; });
  }
}

// What was acknowledged is in the journal, and the next start goes on from there; a market whose agents have
// silently stopped would look alive.
nanoseconds Simulation::advance_or_abort() {
  try {
    return advance();
  } catch (const std::exception& error) {
    log_error(std::string("the scenario failed, marketd ends: ") + error.what());
    std::abort();
  }
}

void Simulation::leave_out(Duration lost) {
  simulator_->postpone(lost);
  skipped_ns_ += lost.ns();
  const auto now = std::chrono::steady_clock::now();
  if (now < next_log_) return;
  next_log_ = now + kLogPause;
  log_warn("too slow for this speed: " + std::to_string(skipped_ns_ / 1'000'000'000) +
           " seconds of market time left out so far; a lower --speed loses none");
}

// Handles a burst of what is due, and returns how long there is nothing more to do.
nanoseconds Simulation::advance() {
  std::optional<Timestamp> next = simulator_->next_time();
  if (!next) return kLongestSleep;
  if (!venue_.has_room()) return kRoomPause;
  const nanoseconds lag = -venue_.clock().wall_until(*next);
  if (lag < nanoseconds::zero()) return std::min(-lag, kLongestSleep);
  if (lag > kMaxLag) leave_out(venue_.clock().now() - *next);
  simulator_->run_until(venue_.clock().now(), kBurst);
  next = simulator_->next_time();
  return next ? std::clamp(venue_.clock().wall_until(*next), kBreath, kLongestSleep) : kLongestSleep;
}

}  // namespace market
