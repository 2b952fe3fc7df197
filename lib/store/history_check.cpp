#include "store/history_check.hpp"

#include <cstdint>
#include <string>

#include "store/history_columns.hpp"
#include "store/order_columns.hpp"
#include "store/state_columns.hpp"
#include "store/table_reader.hpp"

namespace market {
namespace {

class HistoryCheck {
 public:
  HistoryCheck(SQLite::Database& database, const std::filesystem::path& file, const StoredVenue& stored)
      : reader_(database, file), stored_(stored), venue_(stored.state.venue) {}

  void check_orders();
  void check_trades();
  void check_transfers();
  void check_movements();
  void check_bars();

 private:
  template <class Row>
  StoreCorrupt bad(const std::string& key, const std::string& fault) const {
    return reader_.damaged(std::string("table ") + kTable<Row>.name + ", row " + key + ": " + fault);
  }
  // The row's number must be `next`, the one after the last.
  template <class Row>
  void expect(std::uint64_t number, std::uint64_t next, const std::string& before = {}) const {
    if (number > next) throw bad<Row>(before + std::to_string(next), "it is missing");
    if (number < next) throw bad<Row>(before + std::to_string(number), "it has no place there");
  }
  bool is_company(CompanyId id) const { return id.value() < venue_.companies; }
  bool is_trader(TraderId id) const { return id.value() < venue_.traders; }
  bool is_order(OrderId id) const { return id.value() > 0 && id.value() <= venue_.last_order.value(); }

  TableReader reader_;
  const StoredVenue& stored_;
  const VenueImage& venue_;
};

// An order is open or closed. Both lists are in order of id.
void HistoryCheck::check_orders() {
  auto open = stored_.state.orders.begin();
  std::uint64_t next = 1;
  const auto skip_open = [&] {
    for (; open != stored_.state.orders.end() && open->id.value() == next; ++open) ++next;
  };
  reader_.each<Order>([&](Order&& row) {
    skip_open();
    expect<Order>(row.id.value(), next++);
    if (is_company(row.company) && is_trader(row.trader)) return;
    throw bad<Order>(std::to_string(row.id.value()), "its trader or company does not exist");
  });
  skip_open();
  expect<Order>(venue_.last_order.value() + 1, next);
}

void HistoryCheck::check_trades() {
  std::uint64_t next = 1;
  reader_.each<Trade>([&](Trade&& row) {
    expect<Trade>(row.id.value(), next++);
    if (is_company(row.company) && is_trader(row.buyer) && is_trader(row.seller) && is_order(row.buy_order) &&
        is_order(row.sell_order))
      return;
    throw bad<Trade>(std::to_string(row.id.value()), "its company, an order or a trader does not exist");
  });
  expect<Trade>(venue_.last_trade.value() + 1, next);
}

void HistoryCheck::check_transfers() {
  std::uint64_t next = 0;
  reader_.each<TransferRow>([&](TransferRow&& row) {
    expect<TransferRow>(row.number, next++);
    if (row.trade.value() <= venue_.last_trade.value()) return;
    throw bad<TransferRow>(std::to_string(row.number), "its trade does not exist");
  });
  expect<TransferRow>(stored_.transfers, next);
}

// By trader and place, as are the accounts, which tell how many there are.
void HistoryCheck::check_movements() {
  auto account = stored_.accounts.begin();
  std::uint64_t next = 0;
  const auto key_of = [](TraderId trader) { return std::to_string(trader.value()) + ", "; };
  const auto end_account = [&] { expect<Movement>(account->movements, next, key_of(account->trader)); };
  reader_.each<Movement>([&](Movement&& row) {
    for (; account != stored_.accounts.end() && account->trader < row.trader; ++account, next = 0)
      end_account();
    const std::string key = key_of(row.trader);
    if (account == stored_.accounts.end() || account->trader != row.trader)
      throw bad<Movement>(key + std::to_string(row.place), "its account does not exist");
    expect<Movement>(row.place, next++, key);
    const bool refers = is_transfer(row.source) ? row.number < stored_.transfers
                                                : row.number > 0 && row.number <= venue_.last_trade.value();
    if (!refers) throw bad<Movement>(key + std::to_string(row.place), "its trade or transfer does not exist");
  });
  for (; account != stored_.accounts.end(); ++account, next = 0) end_account();
}

// Only intervals with trades have one, so that none can be missed by its key.
void HistoryCheck::check_bars() {
  reader_.each<BarRow>([&](BarRow&& row) {
    if (is_company(row.company)) return;
    throw bad<BarRow>(std::to_string(row.company.value()) + ", " +
                          std::to_string(static_cast<int>(row.interval)) + ", " +
                          std::to_string(row.bar.time.ns()),
                      "its company does not exist");
  });
}

}  // namespace

void check_history(SQLite::Database& database, const std::filesystem::path& file, const StoredVenue& stored) {
  HistoryCheck check(database, file, stored);
  check.check_orders();
  check.check_trades();
  check.check_transfers();
  check.check_movements();
  check.check_bars();
}

}  // namespace market
