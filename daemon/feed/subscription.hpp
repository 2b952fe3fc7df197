// Subscription: which messages a client gets: for each channel all companies or some. A value; the feed
// shares one among all clients that want the same.
#pragma once
#include <array>
#include <cstddef>
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

class Subscription {
 public:
  bool wants(Channel channel, CompanyId company) const { return of(channel).has(company); }
  bool wants_everything() const;
  bool empty() const;

  const CompanySet& of(Channel channel) const { return sets_[static_cast<std::size_t>(channel)]; }
  CompanySet& of(Channel channel) { return sets_[static_cast<std::size_t>(channel)]; }

  bool operator==(const Subscription&) const = default;
  std::string key() const;  // equal for equal ones only

 private:
  std::array<CompanySet, kChannelNames.size()> sets_;
};

inline constexpr auto kAllChannels = [] {
  std::array<Channel, kChannelNames.size()> channels{};
  for (std::size_t i = 0; i < channels.size(); ++i) channels[i] = static_cast<Channel>(i);
  return channels;
}();

}  // namespace market
