// What the database costs: writing and loading open orders, writing history, copying; bytes on disk for each
// open order, closed order, and trade with its two movements.
//
//   bench_store [FOLDER]   where its files are for a while; default: the folder for temporary files
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "store/venue_store.hpp"
#include "tests/bench/measure.hpp"

using namespace market;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kOrders = 1'000'000;
constexpr std::uint64_t kChanged = 100'000;
constexpr std::uint64_t kTraders = 10'000;
constexpr std::uint64_t kTrades = 200'000;
constexpr std::int64_t kStart = 1'700'000'000'000'000'000;

double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::uint64_t mixed(std::uint64_t value) {
  return (value * 0x9E3779B97F4A7C15u) >> 20;
}

OrderImage open_order(std::uint64_t id) {
  OrderImage order;
  order.id = OrderId(id);
  order.trader = TraderId(static_cast<std::uint32_t>(mixed(id) % kTraders));
  order.company = CompanyId(static_cast<std::uint32_t>(mixed(id) % 100));
  order.side = id % 2 == 0 ? Side::buy : Side::sell;
  order.quantity = order.remaining = 100 + static_cast<std::int64_t>(mixed(id) % 1'000);
  order.limit_price = Price(1'000'000 + static_cast<std::int64_t>(mixed(id) % 5'000) * 100);
  order.created_at = order.updated_at = Timestamp(kStart + static_cast<std::int64_t>(id) * 1'000);
  order.seq = order.rank = id;
  return order;
}

SnapshotBatch at(Seq seq, std::uint64_t open_orders) {
  SnapshotBatch batch;
  batch.state.venue.seq = seq;
  batch.state.venue.open_orders = open_orders;
  return batch;
}

SnapshotBatch all_orders() {
  SnapshotBatch batch = at(1, kOrders);
  for (std::uint64_t id = 1; id <= kOrders; ++id) batch.state.orders.push_back(open_order(id * 2));
  return batch;
}

SnapshotBatch changed_orders(const std::function<std::uint64_t(std::uint64_t)>& which) {
  SnapshotBatch batch = at(2, kOrders);
  for (std::uint64_t i = 0; i < kChanged; ++i) {
    OrderImage order = open_order(which(i) * 2 + 2);
    order.remaining = 1;
    batch.state.orders.push_back(order);
  }
  return batch;
}

// As a quiet second later: none of them was open at a snapshot.
SnapshotBatch closed_orders() {
  SnapshotBatch batch = at(3, kOrders);
  for (std::uint64_t i = 1; i <= kTrades; ++i) {
    const OrderImage image = open_order(2 * kOrders + i);
    Order order;
    order.id = image.id;
    order.trader = image.trader;
    order.company = image.company;
    order.side = image.side;
    order.status = OrderStatus::filled;
    order.quantity = order.filled = Quantity(image.quantity);
    order.limit_price = image.limit_price;
    order.filled_value = Amount(image.limit_price.units() * image.quantity);
    order.fees = Money(12'345);
    order.created_at = order.updated_at = image.created_at;
    order.seq = image.seq;
    batch.ended_orders.push_back(order);
  }
  return batch;
}

SnapshotBatch trades() {
  SnapshotBatch batch = at(4, kOrders);
  std::vector<std::uint64_t> places(kTraders);
  for (std::uint64_t id = 1; id <= kTrades; ++id) {
    Trade trade;
    trade.id = TradeId(id);
    trade.company = CompanyId(static_cast<std::uint32_t>(mixed(id) % 100));
    trade.price = Price(1'000'000);
    trade.quantity = Quantity(100);
    trade.buy_order = OrderId(2 * kOrders + id);
    trade.sell_order = OrderId(2 * kOrders + id / 2);
    trade.buyer = TraderId(static_cast<std::uint32_t>(mixed(id) % kTraders));
    trade.seller = TraderId(static_cast<std::uint32_t>(mixed(id + 1) % kTraders));
    trade.buyer_fee = trade.seller_fee = Money(12'345);
    trade.time = Timestamp(kStart + static_cast<std::int64_t>(id));
    trade.seq = id;
    batch.trades.push_back(trade);
    const auto move = [&](TraderId trader, MovementSource source) {
      batch.movements.push_back({trader, places[trader.value()]++, source, id, Money(1'000'000'000),
                                 trade.company, Quantity(12'345)});
    };
    move(trade.buyer, MovementSource::buy);
    move(trade.seller, MovementSource::sell);
  }
  return batch;
}

// The bytes of the database, its log written back.
double bytes_of(const fs::path& file) {
  { const VenueStore checkpointed_when_closed(file); }
  return static_cast<double>(fs::file_size(file));
}

void write(const fs::path& file, const SnapshotBatch& batch, const char* what, std::uint64_t rows) {
  VenueStore store(file);
  const double took = seconds([&] { store.write(batch); });
  std::printf("write %9lu %-32s %7.3f s %9.0f rows/s\n", static_cast<unsigned long>(rows), what, took,
              static_cast<double>(rows) / took);
}

void run(const fs::path& file) {
  std::printf("%s\n", bench::machine_description().c_str());
  const double empty = bytes_of(file);
  write(file, all_orders(), "new open orders", kOrders);
  const double orders = bytes_of(file);
  const auto newest = [](std::uint64_t i) { return kOrders - 1 - i; };
  const auto scattered = [](std::uint64_t i) { return mixed(i) % kOrders; };
  write(file, changed_orders(newest), "changed open orders, the newest", kChanged);
  write(file, changed_orders(scattered), "changed open orders, scattered", kChanged);
  const double before = bytes_of(file);
  write(file, closed_orders(), "closed orders", kTrades);
  const double closed = bytes_of(file);
  write(file, trades(), "trades, with both movements", kTrades);
  const double traded = bytes_of(file);
  VenueStore store(file);
  const double load = seconds([&] {
    if (store.load()->state.orders.size() != kOrders) std::printf("WRONG RESULT\n");
  });
  std::printf("load  %9lu %-32s %7.3f s\n", static_cast<unsigned long>(kOrders), "open orders", load);
  const fs::path copy = file.parent_path() / "copy.db";
  const double copying = seconds([&] { store.copy_to(copy); });
  std::printf("copy  %9.0f %-32s %7.3f s\n", traded / 1e6, "MB", copying);
  std::printf("bytes %9.1f an open order\n", (orders - empty) / kOrders);
  std::printf("bytes %9.1f a closed order\n", (closed - before) / kTrades);
  std::printf("bytes %9.1f a trade with both movements\n", (traded - closed) / kTrades);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path parent = argc > 1 ? fs::path(argv[1]) : fs::temp_directory_path();
  std::string folder = (parent / "market-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  run(fs::path(folder) / "market.db");
  fs::remove_all(folder);
}
