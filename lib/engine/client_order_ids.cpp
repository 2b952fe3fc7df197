#include "engine/client_order_ids.hpp"

namespace market {
namespace {
bool expired(const ClientOrderIds::Entry& entry, Timestamp now, Duration window) {
  return entry.ended_at && now - *entry.ended_at >= window;
}
}  // namespace

std::size_t ClientOrderIds::Hash::operator()(const Key& key) const {
  return std::hash<std::string_view>{}(key.second->view()) ^
         (std::size_t{key.first.value()} * 0x9E3779B97F4A7C15u);
}

ClientOrderIds::ClientOrderIds() : entries_(1), by_key_(16, Hash{this}, Equal{this}) {}

const ClientOrderIds::Entry* ClientOrderIds::find(TraderId trader, const ClientOrderId& text, Timestamp now,
                                                  Duration window) const {
  const Entry* entry = held(trader, text);
  return entry == nullptr || expired(*entry, now, window) ? nullptr : entry;
}

const ClientOrderIds::Entry* ClientOrderIds::held(TraderId trader, const ClientOrderId& text) const {
  const auto found = by_key_.find(Key{trader, &text});
  return found == by_key_.end() ? nullptr : &entries_[*found];
}

std::uint32_t ClientOrderIds::insert(TraderId trader, const ClientOrderId& text, OrderId order,
                                     std::uint64_t fingerprint) {
  std::uint32_t number;
  if (free_.empty()) {
    number = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  } else {
    number = free_.back();
    free_.pop_back();
  }
  entries_[number] = {trader, text, order, fingerprint, std::nullopt, 0};
  by_key_.insert(number);
  return number;
}

void ClientOrderIds::end(std::uint32_t number, Timestamp now) {
  entries_[number].ended_at = now;
  entries_[number].ended_place = ++last_ended_;
  ended_.push_back(number);
}

void ClientOrderIds::prune(Timestamp now, Duration window) {
  while (!ended_.empty() && expired(entries_[ended_.front()], now, window)) {
    by_key_.erase(ended_.front());
    free_.push_back(ended_.front());
    ended_.pop_front();
  }
}

}  // namespace market
