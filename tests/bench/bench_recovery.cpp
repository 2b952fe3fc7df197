// bench_recovery: what keeping everything costs. A venue with a million open orders and a million commands in
// the journal beyond its last snapshot is started again; single orders are timed while a snapshot of 100,000
// changed orders is written; and the files are divided by what stands in them.
//   bench_recovery [--orders N]
//   bench_recovery --flow N     instead: N orders through one venue, which ends with 1 when memory grows
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"
#include "venue/venue.hpp"

namespace market::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kTraders = 1'000;
constexpr std::uint32_t kCompanies = 10;
constexpr std::size_t kChanged = 100'000;
constexpr double kMostSeconds = 5;
constexpr double kMostTimes = 2;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Venue::Options options_in(const std::filesystem::path& folder) {
  Venue::Options options;
  options.journal_file = folder / "journal.db";
  options.database_file = folder / "market.db";
  options.snapshots_folder = folder / "snapshots";
  options.snapshots_kept = 1;
  options.snapshot_interval = Duration::seconds(3'600);
  options.durability = Durability::os;
  return options;
}

void must(const tl::expected<Applied, Refused>& applied) {
  if (applied) return;
  std::fprintf(stderr, "bench_recovery: %s\n", applied.error().detail.c_str());
  std::abort();
}

void open_market(Venue& venue) {
  venue.with([](Venue::Session& session) {
    for (std::uint32_t i = 0; i < kCompanies; ++i) {
      RegisterCompany company;
      company.symbol = *parse_symbol("S" + std::to_string(i));
      company.shares = Quantity(1'000'000'000'000);
      company.initial_price = Price(1'000'000);
      must(session.submit(company));
    }
    for (std::uint32_t i = 0; i < kTraders; ++i) {
      RegisterTrader trader;
      trader.slug = *parse_slug("t" + std::to_string(i));
      trader.cash = Money(1'000'000'000'000'000);
      for (std::uint32_t c = 0; c < kCompanies; ++c)
        trader.holdings.emplace_back(CompanyId(c), Quantity(100'000'000));
      must(session.submit(trader));
    }
  });
}

// Asks above 100.00, bids below it: order `i` rests unless `crosses`.
PlaceOrder order(std::uint64_t i, bool crosses = false) {
  PlaceOrder place;
  place.trader = TraderId(static_cast<std::uint32_t>(i % kTraders));
  place.company = CompanyId(static_cast<std::uint32_t>(i / 3 % kCompanies));
  // Each company gets both sides in turn.
  place.side = (i + i / 3 / kCompanies) % 2 == 0 ? Side::buy : Side::sell;
  const auto away = static_cast<std::int64_t>(i * 7 % 500 + 1) * (crosses ? -100 : 100);
  place.limit_price = Price(1'000'000 + (place.side == Side::buy ? -away : away));
  place.quantity = Quantity(static_cast<std::int64_t>(i % 90 + 10));
  place.self_trade = SelfTradePolicy::allow;
  return place;
}

void snapshot(Venue& venue) {
  std::promise<void> done;
  venue.copy_snapshot([&](const tl::expected<SnapshotFile, std::string>& file) {
    if (!file) {
      std::fprintf(stderr, "bench_recovery: %s\n", file.error().c_str());
      std::abort();
    }
    done.set_value();
  });
  done.get_future().wait();
}

// In a process of its own, which ends like a killed one.
void prepare(const std::filesystem::path& folder, std::uint64_t orders) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto* const venue = new Venue(options_in(folder));
    venue->start({});
    open_market(*venue);
    for (std::uint64_t i = 0; i < orders; ++i)
      venue->with([&](Venue::Session& session) { must(session.submit(order(i))); });
    snapshot(*venue);
    // As many commands again: orders that come, trade and go, about as many open as before.
    for (std::uint64_t i = 0; i < orders / 2; ++i)
      venue->with([&](Venue::Session& session) {
        const auto placed = session.submit(order(i, i % 5 == 0));
        must(placed);
        if (session.exchange().is_open(placed->order))
          must(session.submit(CancelOrder{placed->order}));
        else
          must(session.submit(order(i)));
      });
    const Seq last = venue->with([](Venue::Session& session) { return session.seq(); });
    while (venue->durable_seq() < last) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::_Exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) std::abort();
}

bool measure_restart(const std::filesystem::path& folder, std::uint64_t orders) {
  prepare(folder, orders);
  const auto started = Clock::now();
  Venue venue(options_in(folder));
  const double seconds = seconds_since(started);
  const std::uint64_t open =
      venue.with([](Venue::Session& session) { return session.exchange().open_order_count(); });
  std::printf(
      "\nRestart after a kill, %llu open orders and %llu commands in the journal beyond the snapshot\n",
      static_cast<unsigned long long>(open), static_cast<unsigned long long>(orders));
  print_target("under 5 s, got " + fixed(seconds, 2), seconds < kMostSeconds);
  return true;
}

// Single orders one after the other, each until it is durable, for as long as `going` says: how long each
// took to be applied and to be acknowledged, in microseconds.
struct Samples {
  std::vector<double> applied, acknowledged;
};

double p99(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  return samples.empty() ? 0 : samples[samples.size() * 99 / 100];
}

template <class Going>
void place_orders(Venue& venue, std::uint64_t& next, Samples& samples, Going going) {
  for (std::size_t done = 0; going(done); ++done) {
    const auto started = Clock::now();
    const Seq seq = venue.with([&](Venue::Session& session) {
      must(session.submit(order(next++)));
      return session.seq();
    });
    samples.applied.push_back(seconds_since(started) * 1e6);
    while (venue.durable_seq() < seq) std::this_thread::yield();
    samples.acknowledged.push_back(seconds_since(started) * 1e6);
  }
}

void print_p99(const char* what, const std::vector<double>& quiet, const std::vector<double>& busy) {
  std::printf("  %-14s %8.1f %8.1f\n", what, p99(quiet), p99(busy));
}

void measure_snapshot(const std::filesystem::path& folder) {
  Venue venue(options_in(folder));
  venue.start({});
  open_market(venue);
  std::uint64_t next = 0;
  Samples quiet, busy;
  for (int round = 0; round < 5; ++round) {
    snapshot(venue);
    place_orders(venue, next, quiet, [](std::size_t done) { return done < 20'000; });
    snapshot(venue);
    for (std::size_t i = 0; i < kChanged; ++i)
      venue.with([&](Venue::Session& session) { must(session.submit(order(next++))); });
    std::atomic<bool> done{false};
    venue.copy_snapshot([&](const auto&) { done = true; });
    place_orders(venue, next, busy, [&](std::size_t) { return !done; });
  }
  const SnapshotStatus status = venue.snapshot_status();
  std::printf(
      "\nSingle orders while a snapshot of 100,000 changed orders is written and copied, p99 in us\n");
  std::printf("  %-14s %8s %8s   (%zu and %zu orders; the last snapshot: %llu rows in %.2f s)\n", "",
              "without", "while", quiet.applied.size(), busy.applied.size(),
              static_cast<unsigned long long>(status.rows), static_cast<double>(status.took.ns()) * 1e-9);
  print_p99("applied", quiet.applied, busy.applied);
  print_p99("acknowledged", quiet.acknowledged, busy.acknowledged);
  const double times = p99(busy.acknowledged) / p99(quiet.acknowledged);
  print_target("p99 of an acknowledged order no more than 2 times, got " + fixed(times, 2),
               times <= kMostTimes);
}

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

// What a closed order and a trade take on disk: the growth of the file by each.
void measure_sizes(const std::filesystem::path& folder) {
  constexpr std::uint64_t kEach = 100'000;
  const auto grown = [&](const char* name, auto submit_some) {
    Venue venue(options_in(folder / name));
    venue.start({});
    open_market(venue);
    snapshot(venue);
    const auto before = size_of(folder / name / "snapshots" / (venue.snapshot_files().back().id + ".db"));
    submit_some(venue);
    snapshot(venue);
    return size_of(folder / name / "snapshots" / (venue.snapshot_files().back().id + ".db")) - before;
  };
  for (const char* name : {"orders", "trades"}) std::filesystem::create_directories(folder / name);
  const auto orders = grown("orders", [](Venue& venue) {
    for (std::uint64_t i = 0; i < kEach; ++i)
      venue.with([&](Venue::Session& session) {
        const auto placed = session.submit(order(i));
        must(placed);
        must(session.submit(CancelOrder{placed->order}));
      });
  });
  const auto trades = grown("trades", [](Venue& venue) {
    for (std::uint64_t i = 0; i < kEach; ++i)
      venue.with([&](Venue::Session& session) {
        PlaceOrder sell = order(2 * (i / 2) + 1);
        sell.limit_price = Price(1'000'000);
        must(session.submit(sell));
        PlaceOrder buy = sell;
        buy.side = Side::buy;
        buy.trader = TraderId((sell.trader.value() + 1) % kTraders);
        must(session.submit(buy));
      });
  });
  std::printf(
      "\nOn disk, in market.db\n  %.0f bytes for each order, %.0f more for each trade with its ledger\n",
      static_cast<double>(orders) / kEach,
      static_cast<double>(trades) / kEach - 2 * static_cast<double>(orders) / kEach);
}

// What malloc handed out and did not get back: what is kept, without what malloc keeps for itself.
double in_use_mb() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1 << 20);
}

double resident_mb() {
  std::ifstream status("/proc/self/statm");
  long pages = 0, resident = 0;
  status >> pages >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// What is kept once a snapshot has everything: how much waits for the next one differs from moment to moment.
void wait_for_snapshot(Venue& venue) {
  const Seq seq = venue.with([](Venue::Session& session) { return session.exchange().seq(); });
  while (venue.snapshot_status().seq < seq) std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

// Orders that come, trade or are canceled: about a hundred are open at a time. What is kept after a snapshot
// is no more in the second half than in the first.
bool measure_flow(const std::filesystem::path& folder, std::uint64_t orders) {
  Venue::Options options = options_in(folder);
  options.snapshot_interval = Duration::seconds(5);
  Venue venue(options);
  venue.start({});
  open_market(venue);
  std::printf("\nOrders that come and go\n  %12s %10s %10s %10s %12s\n", "orders", "process MB", "kept MB",
              "market.db", "journal.db");
  const auto started = Clock::now();
  double early = 0, late = 0, peak = 0;
  for (std::uint64_t i = 1; i <= orders; ++i) {
    while (!venue.has_room()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    venue.with([&](Venue::Session& session) {
      const auto placed = session.submit(order(i, i % 3 == 0));
      must(placed);
      if (i % 3 != 0 && session.exchange().is_open(placed->order) &&
          session.exchange().open_order_count() > 100)
        must(session.submit(CancelOrder{placed->order}));
    });
    if (i % (orders / 10) != 0) continue;
    peak = std::max(peak, resident_mb());
    wait_for_snapshot(venue);
    const double kept = in_use_mb();
    double& half = i <= orders / 2 ? early : late;
    half = std::max(half, kept);
    std::printf("  %12llu %10.0f %10.0f %10.0f %12.0f\n", static_cast<unsigned long long>(i), peak, kept,
                static_cast<double>(size_of(folder / "market.db")) / (1 << 20),
                static_cast<double>(size_of(folder / "journal.db")) / (1 << 20));
    std::fflush(stdout);
  }
  std::printf("  %.0f orders/s with snapshots\n", static_cast<double>(orders) / seconds_since(started));
  const bool flat = late < early * 1.05;
  print_target("the second half no more than a twentieth above the first, got " + fixed(late / early, 2),
               flat);
  return flat;
}

}  // namespace
}  // namespace market::bench

int main(int argc, char** argv) {
  using namespace market::bench;
  std::uint64_t orders = 1'000'000;
  const std::string flag = argc == 3 ? argv[1] : "";
  if (!flag.empty()) orders = std::strtoull(argv[2], nullptr, 10);
  if ((argc != 1 && flag != "--orders" && flag != "--flow") || orders < 10) {
    std::fprintf(stderr, "usage: bench_recovery [--orders N | --flow N]\n");
    return 2;
  }
  std::string name = (std::filesystem::temp_directory_path() / "market-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return 1;
  const std::filesystem::path folder = name;
  for (const char* part : {"restart", "snapshot", "sizes"})
    std::filesystem::create_directories(folder / part);
  std::printf("%s", machine_description().c_str());
  if (flag == "--flow") {
    const bool flat = measure_flow(folder, orders);
    std::filesystem::remove_all(folder);
    return flat ? 0 : 1;
  }
  measure_restart(folder / "restart", orders);
  std::fflush(stdout);
  measure_snapshot(folder / "snapshot");
  std::fflush(stdout);
  measure_sizes(folder / "sizes");
  std::filesystem::remove_all(folder);
  return 0;
}
