// The feed's channels (contract section 3) and sets of them.
#pragma once
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "venue/feed_ring.hpp"

namespace market {

// In the order of the alternatives of FeedEvent::what; those behind them are made by the loops, and are no
// part of what can be resumed.
enum class Channel : std::uint8_t { trades, quotes, companies, book, bars, orders, account, market };
inline constexpr std::array<std::string_view, 8> kChannelNames = {"trades", "quotes", "companies", "book",
                                                                  "bars",   "orders", "account",   "market"};

inline Channel channel_of(const FeedEvent& event) {
  return static_cast<Channel>(event.what.index());
}

// Whether each message of this channel is for one trader (FeedEvent::trader) alone.
constexpr bool is_private(Channel channel) {
  switch (channel) {
    case Channel::orders:
    case Channel::account: return true;
    case Channel::trades:
    case Channel::quotes:
    case Channel::companies:
    case Channel::book:
    case Channel::bars:
    case Channel::market: return false;
  }
  return true;
}

// Whether a message of this channel says all that those before it about the same company said.
constexpr bool is_state(Channel channel) {
  switch (channel) {
    case Channel::quotes:
    case Channel::companies: return true;
    case Channel::trades:
    case Channel::book:  // changes: merged() makes one of several
    case Channel::bars:
    case Channel::orders:
    case Channel::account:
    case Channel::market: return false;
  }
  return false;
}

class ChannelSet {
 public:
  // What a subscription that names none gets.
  static ChannelSet usual() {
    ChannelSet set;
    for (const Channel channel : {Channel::trades, Channel::quotes, Channel::companies}) set.add(channel);
    return set;
  }
  void add(Channel channel) { bits_.set(static_cast<std::size_t>(channel)); }
  bool has(Channel channel) const { return bits_.test(static_cast<std::size_t>(channel)); }
  bool empty() const { return bits_.none(); }

 private:
  std::bitset<kChannelNames.size()> bits_;
};

}  // namespace market
