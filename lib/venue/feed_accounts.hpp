// FeedAccounts: what the feed's private channels have to say of a command: what happened to whose orders, and
// whose cash and shares are not as they were. Learned from the events of the command alone.
//
// Thread rule: under the venue's lock.
#pragma once
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/exchange.hpp"
#include "model/account_update.hpp"
#include "model/order_update.hpp"

namespace market {

class FeedAccounts {
 public:
  struct OrderNews {
    TraderId trader;
    CompanyId company;
    OrderUpdate update;
  };
  struct AccountNews {
    TraderId trader;
    std::shared_ptr<const AccountUpdate> update;  // as FeedEvent has it
  };

  // Takes in the command that `exchange` applied last. Once for each command.
  void take(const Exchange& exchange);

  // Of that command: in the order in which things happened; by trader. Valid until the next take().
  const std::vector<OrderNews>& orders() const { return orders_; }
  const std::vector<AccountNews>& accounts() const { return accounts_; }

  // What a start knows, before the first command.
  void restore(const Exchange& exchange);

 private:
  struct Cash {
    Money cash, reserved;
    bool operator==(const Cash&) const = default;
  };
  // A trader whose cash, or whose position in a company, may differ.
  struct Touched {
    TraderId trader;
    bool position = false;
    CompanyId company;
    auto operator<=>(const Touched&) const = default;
  };

  void see(const Exchange& exchange, const Trade& trade);
  void see(const Exchange& exchange, const OrderEnded& ended);
  void see(const Exchange& exchange, const SelfTradePrevented& prevented);
  void see(const Exchange& exchange, const Transfer& transfer);
  void see(const Exchange& exchange, const SharesSplit& split);
  void see(const Exchange& exchange, const OrderAccepted& accepted) {
    add(exchange, accepted.order, OrderHappening::accepted);
  }
  void see(const Exchange& exchange, const OrderAmended& amended) {
    add(exchange, amended.order, OrderHappening::amended);
  }
  void see(const Exchange& exchange, const OrderActivated& activated) {
    add(exchange, activated.order, OrderHappening::triggered);
  }
  void see(const Exchange& exchange, const OrderMoved& moved) {
    add(exchange, moved.order, OrderHappening::moved);
  }
  void see(const Exchange&, const TraderChanged& changed) { touch(changed.trader); }
  // Other fees of the venue or of a company change what open orders reserve.
  void see(const Exchange&, const CompanyChanged&) { fees_may_differ_ = true; }
  void see(const Exchange&, const FeesChanged&) { fees_may_differ_ = true; }
  void see(const Exchange&, const SessionChanged&) {}

  const std::shared_ptr<const Order>& describe(const Exchange& exchange, OrderId order);
  OrderUpdate& add(const Exchange& exchange, OrderId order, OrderHappening happening);
  void add_fill(const Exchange& exchange, const Trade& trade, Side side);
  void touch(TraderId trader) { touched_.push_back({trader, false, {}}); }
  void touch(TraderId trader, CompanyId company) { touched_.push_back({trader, true, company}); }
  void touch_changed_cash(const Exchange& exchange);
  void touch_receivers_of_fees(const Exchange& exchange);
  void tell_accounts(const Exchange& exchange);
  Cash& told(TraderId trader);

  std::vector<Cash> told_;        // by trader: what the feed said last
  bool took_fees_ = false;        // the command
  bool fees_may_differ_ = false;  // since the command
  std::vector<OrderNews> orders_;
  std::vector<AccountNews> accounts_;
  std::vector<Touched> touched_;
  std::unordered_map<OrderId, std::shared_ptr<const Order>> described_;  // those that the command named
};

}  // namespace market
