// The feed's channels (contract section 3) and sets of them.
#pragma once
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "venue/feed_ring.hpp"

namespace market {

// In the order of the alternatives of FeedEvent::what.
enum class Channel : std::uint8_t { trades, quotes, companies };
inline constexpr std::array<std::string_view, 3> kChannelNames = {"trades", "quotes", "companies"};

inline Channel channel_of(const FeedEvent& event) {
  return static_cast<Channel>(event.what.index());
}

// Whether a message of this channel says all that those before it about the same company said.
constexpr bool is_state(Channel channel) {
  return channel != Channel::trades;
}

class ChannelSet {
 public:
  static ChannelSet all() {
    ChannelSet set;
    set.bits_.set();
    return set;
  }
  void add(Channel channel) { bits_.set(static_cast<std::size_t>(channel)); }
  bool has(Channel channel) const { return bits_.test(static_cast<std::size_t>(channel)); }
  bool has_all() const { return bits_.all(); }
  bool empty() const { return bits_.none(); }

 private:
  std::bitset<kChannelNames.size()> bits_;
};

}  // namespace market
