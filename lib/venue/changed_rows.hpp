// ChangedRows: which rows of the engine's image differ from those that somebody took earlier, learned from
// the events of each command alone (lib/model/event.hpp says what each event changes). What there is once in
// a venue is not counted: it may always differ.
//
// Thread rule: not thread-safe; lives beside the exchange under the venue's lock.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/exchange.hpp"
#include "venue/key_index.hpp"
#include "venue/order_numbers.hpp"
#include "venue/queue_ranks.hpp"

namespace market {

class ChangedRows {
 public:
  // `next_rank` is above every rank of an open order.
  explicit ChangedRows(std::uint64_t next_rank = 1) : ranks_(next_rank) {}

  // After each applied command, before the next.
  void note(const Exchange& exchange);
  // The rows were taken.
  void clear();

  // All of them, to be taken elsewhere, where taking may fail.
  struct Rows;
  Rows take();
  // Taking failed: they count again. Ranks given since are newer.
  void put_back(const Rows& rows);

  struct ChangedOrder {
    OrderId id;              // may be over
    std::uint64_t rank = 0;  // the newest one that it was given; 0: it keeps the one that it has
  };
  struct PositionKey {
    TraderId trader;
    CompanyId company;
  };
  struct ClientIdKey {
    TraderId trader;
    ClientOrderId text;  // may be held no more, or by another order
  };
  // Each once, in the order in which they first changed.
  const std::vector<ChangedOrder>& orders() const { return orders_; }
  const std::vector<TraderId>& traders() const { return traders_.list; }
  const std::vector<CompanyId>& companies() const { return companies_.list; }
  const std::vector<PositionKey>& positions() const { return positions_; }
  // Some perhaps more than once.
  const std::vector<ClientIdKey>& client_ids() const { return client_ids_; }

  std::uint64_t next_rank() const { return ranks_.next(); }

  struct Rows {
    std::vector<ChangedOrder> orders;
    std::vector<TraderId> traders;
    std::vector<CompanyId> companies;
    std::vector<PositionKey> positions;
    std::vector<ClientIdKey> client_ids;
  };

 private:
  // Dense ids that were added since the last clear().
  template <class Id>
  struct Marked {
    std::vector<Id> list;
    std::vector<char> is_in;  // by id

    void add(Id id) {
      if (id.value() >= is_in.size()) is_in.resize(id.value() + 1);
      if (is_in[id.value()] != 0) return;
      is_in[id.value()] = 1;
      list.push_back(id);
    }
    void clear() {
      for (const Id id : list) is_in[id.value()] = 0;
      list.clear();
    }
  };

  void see(const Exchange& exchange, const Trade& trade);
  void see(const Exchange& exchange, const OrderAccepted& accepted);
  void see(const Exchange& exchange, const OrderEnded& ended);
  void see(const Exchange& exchange, const SharesSplit& split);
  void see(const Exchange& exchange, const Transfer& transfer);
  void see(const Exchange&, const OrderAmended& amended) { named_.push_back(amended.order); }
  void see(const Exchange&, const OrderActivated& activated) { named_.push_back(activated.order); }
  void see(const Exchange&, const OrderMoved& moved) { named_.push_back(moved.order); }
  void see(const Exchange&, const SelfTradePrevented& prevented);
  void see(const Exchange&, const CompanyChanged& changed) { companies_.add(changed.company); }
  void see(const Exchange&, const TraderChanged& changed) { traders_.add(changed.trader); }
  void see(const Exchange&, const FeesChanged&) {}
  void see(const Exchange&, const SessionChanged&) {}
  void see_account(const AccountRef& account, const std::optional<CompanyId>& shares_of);
  void add_receivers_of_fees(const Exchange& exchange);
  void add_client_id(const Exchange& exchange, OrderId order);
  void add_position(TraderId trader, CompanyId company);

  QueueRanks ranks_;
  std::vector<OrderId> named_;  // by the command that is being noted
  bool took_fees_ = false;      // that command
  OrderNumbers order_numbers_;
  KeyIndex position_index_;
  std::vector<ChangedOrder> orders_;
  std::vector<PositionKey> positions_;
  std::vector<ClientIdKey> client_ids_;
  Marked<TraderId> traders_;
  Marked<CompanyId> companies_;
};

}  // namespace market
