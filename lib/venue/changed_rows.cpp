#include "venue/changed_rows.hpp"

namespace market {

void ChangedRows::note(const Exchange& exchange) {
  named_.clear();
  took_fees_ = false;
  for (const Event& event : exchange.events())
    std::visit([&](const auto& one) { see(exchange, one); }, event);
  if (took_fees_) add_receivers_of_fees(exchange);
  if (named_.empty()) return;
  const std::vector<QueueRanks::Given>& given = ranks_.after_command(exchange, named_);
  for (const OrderId id : named_)
    if (order_numbers_.add(id).second) orders_.push_back({id});
  for (const QueueRanks::Given& one : given) orders_[order_numbers_.add(one.order).first].rank = one.rank;
}

void ChangedRows::clear() {
  order_numbers_.clear();
  position_index_.clear();
  orders_.clear();
  positions_.clear();
  client_ids_.clear();
  traders_.clear();
  companies_.clear();
}

ChangedRows::Rows ChangedRows::take() {
  Rows rows{orders_, traders_.list, companies_.list, positions_, client_ids_};
  clear();
  return rows;
}

void ChangedRows::put_back(const Rows& rows) {
  for (const ChangedOrder& older : rows.orders) {
    const auto [place, is_new] = order_numbers_.add(older.id);
    if (is_new)
      orders_.push_back(older);
    else if (orders_[place].rank == 0)
      orders_[place].rank = older.rank;
  }
  for (const TraderId trader : rows.traders) traders_.add(trader);
  for (const CompanyId company : rows.companies) companies_.add(company);
  for (const auto& [trader, company] : rows.positions) add_position(trader, company);
  client_ids_.insert(client_ids_.end(), rows.client_ids.begin(), rows.client_ids.end());
}

void ChangedRows::see(const Exchange&, const Trade& trade) {
  named_.push_back(trade.buy_order);
  named_.push_back(trade.sell_order);
  traders_.add(trade.buyer);
  traders_.add(trade.seller);
  add_position(trade.buyer, trade.company);
  add_position(trade.seller, trade.company);
  companies_.add(trade.company);
  took_fees_ = took_fees_ || trade.buyer_fee != -trade.seller_fee;
}

void ChangedRows::see(const Exchange& exchange, const OrderAccepted& accepted) {
  named_.push_back(accepted.order);
  add_client_id(exchange, accepted.order);
}

void ChangedRows::see(const Exchange& exchange, const OrderEnded& ended) {
  named_.push_back(ended.order);
  add_client_id(exchange, ended.order);
}

void ChangedRows::see(const Exchange&, const SelfTradePrevented& prevented) {
  named_.push_back(prevented.incoming);
  named_.push_back(prevented.resting);
}

// Whoever held shares and holds none now got a Transfer for them.
void ChangedRows::see(const Exchange& exchange, const SharesSplit& split) {
  companies_.add(split.company);
  for (std::uint32_t trader = 0; trader < exchange.trader_count(); ++trader)
    if (exchange.position(TraderId(trader), split.company).quantity > Quantity())
      add_position(TraderId(trader), split.company);
}

void ChangedRows::see(const Exchange&, const Transfer& transfer) {
  see_account(transfer.from, transfer.shares_of);
  see_account(transfer.to, transfer.shares_of);
}

void ChangedRows::see_account(const AccountRef& account, const std::optional<CompanyId>& shares_of) {
  switch (account.kind) {
    case AccountRef::Kind::trader:
      traders_.add(account.trader());
      if (shares_of) add_position(account.trader(), *shares_of);
      break;
    case AccountRef::Kind::issuer:
    case AccountRef::Kind::treasury: companies_.add(account.company()); break;
    case AccountRef::Kind::outside:
    case AccountRef::Kind::exchange: break;
  }
}

void ChangedRows::add_receivers_of_fees(const Exchange& exchange) {
  for (const Beneficiary& one : exchange.fees().distribution)
    if (one.kind == Beneficiary::Kind::trader)
      if (const auto trader = exchange.find_trader(one.trader.view())) traders_.add(*trader);
}

void ChangedRows::add_client_id(const Exchange& exchange, OrderId order) {
  if (const auto entry = exchange.client_id_image(order)) client_ids_.push_back({entry->trader, entry->text});
}

void ChangedRows::add_position(TraderId trader, CompanyId company) {
  const std::uint64_t key = std::uint64_t{company.value()} << 32 | trader.value();
  if (position_index_.add(key).second) positions_.push_back({trader, company});
}

}  // namespace market
