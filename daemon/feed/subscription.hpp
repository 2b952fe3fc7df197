// Subscription: which messages a client gets: for each channel all companies or some, and of the private
// channels what its eyes may see. A value; the feed shares one among all clients that want the same.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "daemon/feed/channel.hpp"

namespace market {

class CompanySet {
 public:
  bool has(CompanyId company) const {
    return all_ || (company.value() < some_.size() && some_[company.value()]);
  }
  bool all() const { return all_; }
  bool empty() const { return !all_ && count_ == 0; }
  std::size_t size() const { return count_; }  // of those named
  void add_all();
  void add(CompanyId company);
  void remove(CompanyId company);
  void clear() { *this = {}; }
  std::vector<CompanyId> named() const;  // ascending

  bool operator==(const CompanySet&) const = default;

 private:
  bool all_ = false;
  std::size_t count_ = 0;
  std::vector<bool> some_;  // by id
};

// Whose private messages a client may see: nobody's, one trader's, or (an admin) everybody's.
struct Eyes {
  enum class Reach : std::uint8_t { none, own, all };
  Reach reach = Reach::none;
  TraderId trader;  // for Reach::own

  bool may_see(TraderId whose) const {
    return reach == Reach::all || (reach == Reach::own && whose == trader);
  }
  bool operator==(const Eyes&) const = default;
};

class Subscription {
 public:
  Subscription() = default;
  explicit Subscription(Eyes eyes) : eyes_(eyes) {}

  // Of a public message.
  bool wants(Channel channel, CompanyId company) const {
    return !is_private(channel) && of(channel).has(company);
  }
  // `whose` is that of FeedEvent: absent for public messages. The channel account is about no company.
  bool wants(Channel channel, CompanyId company, std::optional<TraderId> whose) const {
    if (!is_private(channel)) return !whose && of(channel).has(company);
    if (!whose || !eyes_.may_see(*whose)) return false;
    return channel == Channel::account ? !of(channel).empty() : of(channel).has(company);
  }
  bool wants_private() const;
  bool empty() const;

  const CompanySet& of(Channel channel) const { return sets_[static_cast<std::size_t>(channel)]; }
  CompanySet& of(Channel channel) { return sets_[static_cast<std::size_t>(channel)]; }

  void look_with(Eyes eyes) { eyes_ = eyes; }

  bool operator==(const Subscription&) const = default;
  std::string key() const;  // equal for equal ones only

 private:
  std::array<CompanySet, kChannelNames.size()> sets_;
  Eyes eyes_;
};

inline constexpr auto kAllChannels = [] {
  std::array<Channel, kChannelNames.size()> channels{};
  for (std::size_t i = 0; i < channels.size(); ++i) channels[i] = static_cast<Channel>(i);
  return channels;
}();

}  // namespace market
