// Shows that the exported files say what happened: a book rebuilt from nothing but the LOBSTER messages is
// the one beside each message, and in the end the exchange's; the tables hold each trade, quote, bar and
// order update; a folder in use and a full disk are told.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <sstream>

#include "daemon/export/market_export.hpp"
#include "daemon/start_error.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/view_of.hpp"

using namespace market;
using namespace market::test;

namespace {

using Row = std::vector<std::string>;

std::vector<Row> rows_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    Row row;
    std::stringstream cells(line + ",");
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    rows.push_back(std::move(row));
  }
  return rows;
}

// A run of random commands, exported, with what its events said.
struct ExportedRun {
  ExportedRun(const std::filesystem::path& folder, std::uint64_t seed, int commands) : flow(seed) {
    MarketExport exported(folder);
    const MarketView view = view_of(exchange);
    const std::vector<Command> opening = flow.opening();
    Timestamp time = CommandFlow::kStart;
    for (int i = 0; i < commands; ++i) {
      time = time + flow.pause();
      for (auto due = exchange.next_due(); due && *due <= time; due = exchange.next_due())
        apply(AdvanceTime{}, std::max(exchange.now(), *due), exported);
      const auto place = static_cast<std::size_t>(i);
      apply(place < opening.size() ? opening[place] : flow.next(view, time), time, exported);
    }
    failure = exported.finish();
  }

  void apply(const Command& command, Timestamp at, MarketExport& exported) {
    const auto applied = exchange.apply(command, {.seq = exchange.seq() + 1, .time = at});
    if (!applied || applied->repeated) return;
    if (std::holds_alternative<PlaceOrder>(command)) flow.saw_order(applied->order);
    exported.record(exchange);
    for (const Event& event : exchange.events())
      if (const auto* trade = std::get_if<Trade>(&event)) {
        ++trades;
        volume += trade->quantity.shares();
      }
  }

  CommandFlow flow;
  Exchange exchange;
  std::string failure;
  std::uint64_t trades = 0;
  std::int64_t volume = 0;
};

// A book that knows nothing but messages.
class RebuiltBook {
 public:
  void apply(const Row& message) {
    const std::string& type = message[1];
    if (type == "7") return;
    const std::int64_t size = std::stoll(message[3]), price = std::stoll(message[4]);
    std::int64_t& order = orders_[message[2]];
    const std::int64_t change = type == "1" ? size : -size;
    order += change;
    CHECK(order >= 0);
    if (type == "3") CHECK(order == 0);
    auto& level = levels_[message[5]][price];
    level += change;
    if (level == 0) levels_[message[5]].erase(price);
  }

  Row best() const {
    Row row;
    std::vector<std::pair<std::int64_t, std::int64_t>> asks, bids;
    if (levels_.count("-1") > 0) asks.assign(levels_.at("-1").begin(), levels_.at("-1").end());
    if (levels_.count("1") > 0) bids.assign(levels_.at("1").rbegin(), levels_.at("1").rend());
    for (std::size_t i = 0; i < 10; ++i) {
      row.push_back(i < asks.size() ? std::to_string(asks[i].first) : "9999999999");
      row.push_back(i < asks.size() ? std::to_string(asks[i].second) : "0");
      row.push_back(i < bids.size() ? std::to_string(bids[i].first) : "-9999999999");
      row.push_back(i < bids.size() ? std::to_string(bids[i].second) : "0");
    }
    return row;
  }

 private:
  std::map<std::string, std::int64_t> orders_;
  std::map<std::string, std::map<std::int64_t, std::int64_t>> levels_;  // by direction and price
};

// The company's pairs of files, oldest first.
std::vector<std::pair<std::filesystem::path, std::filesystem::path>> pairs_of(
    const std::filesystem::path& folder, const std::string& symbol) {
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> pairs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    const std::size_t kind = name.find("_message_10.csv");
    if (name.rfind(symbol + "_", 0) != 0 || kind == name.npos) continue;
    pairs.emplace_back(entry.path(), folder / (name.substr(0, kind) + "_orderbook_10.csv"));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

}  // namespace

TEST_CASE("export: a book rebuilt from the LOBSTER messages is the one beside each and the exchange's") {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    CAPTURE(seed);
    const TemporaryFolder folder;
    const ExportedRun run(folder.path() / "out", seed, 10'000);
    REQUIRE(run.failure.empty());
    std::uint64_t messages = 0;
    for (std::uint32_t id = 0; id < run.exchange.company_count(); ++id) {
      const std::string symbol = run.exchange.company(CompanyId(id)).symbol.str();
      RebuiltBook book;
      for (const auto& [message_file, book_file] : pairs_of(folder.path() / "out", symbol)) {
        const std::vector<Row> rows = rows_of(message_file), states = rows_of(book_file);
        REQUIRE(rows.size() == states.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
          book.apply(rows[i]);
          REQUIRE(book.best() == states[i]);
        }
        messages += rows.size();
      }
      Row expected;
      const auto asks = run.exchange.levels(CompanyId(id), Side::sell, 10);
      const auto bids = run.exchange.levels(CompanyId(id), Side::buy, 10);
      for (std::size_t i = 0; i < 10; ++i) {
        expected.push_back(i < asks.size() ? std::to_string(asks[i].price.units()) : "9999999999");
        expected.push_back(i < asks.size() ? std::to_string(asks[i].quantity.shares()) : "0");
        expected.push_back(i < bids.size() ? std::to_string(bids[i].price.units()) : "-9999999999");
        expected.push_back(i < bids.size() ? std::to_string(bids[i].quantity.shares()) : "0");
      }
      CHECK(book.best() == expected);
    }
    CHECK(messages > 1'000);
  }
}

TEST_CASE("export: the tables hold each trade, and bars that add up to them") {
  const TemporaryFolder folder;
  const ExportedRun run(folder.path() / "out", 4, 5'000);
  const std::vector<Row> trades = rows_of(folder.path() / "out" / "trades.csv");
  REQUIRE(trades.size() == run.trades + 1);
  std::int64_t volume = 0;
  for (std::size_t i = 1; i < trades.size(); ++i) {
    REQUIRE(trades[i].size() == trades[0].size());
    CHECK(trades[i][2] == std::to_string(i));
    volume += std::stoll(trades[i][5]);
  }
  CHECK(volume == run.volume);

  std::uint64_t in_bars = 0;
  const std::vector<Row> bars = rows_of(folder.path() / "out" / "bars.csv");
  for (std::size_t i = 1; i < bars.size(); ++i) {
    REQUIRE(bars[i].size() == bars[0].size());
    in_bars += std::stoull(bars[i].back());
  }
  CHECK(in_bars == run.trades);

  std::uint64_t fills = 0;
  const std::vector<Row> orders = rows_of(folder.path() / "out" / "orders.csv");
  for (std::size_t i = 1; i < orders.size(); ++i) {
    REQUIRE(orders[i].size() == orders[0].size());
    fills += orders[i][2] == "filled";
  }
  CHECK(fills == 2 * run.trades);

  // The last quote of each company is what stands now.
  std::map<std::string, Row> last;
  for (const Row& row : rows_of(folder.path() / "out" / "quotes.csv")) last[row[2]] = row;
  for (std::uint32_t id = 0; id < run.exchange.company_count(); ++id) {
    const TopOfBook top = run.exchange.top(CompanyId(id));
    const auto found = last.find(run.exchange.company(CompanyId(id)).symbol.str());
    if (found == last.end()) continue;
    CHECK(found->second[4] == std::to_string(top.bid_size.shares()));
    CHECK(found->second[6] == std::to_string(top.ask_size.shares()));
  }
}

TEST_CASE("export: a folder with something in it and a full disk are told") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "mine") << "x";
  CHECK_THROWS_WITH_AS(MarketExport(folder.path()), doctest::Contains("is not empty; name a new one"),
                       StartError);

  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit low = before;
  low.rlim_cur = 4096;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &low) == 0);
  const ExportedRun run(folder.path() / "out", 5, 3'000);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  CHECK(run.failure.find(": File too large") != std::string::npos);
}
