#include "daemon/feed/subscription.hpp"

#include <algorithm>

namespace market {

void CompanySet::add_all() {
  clear();
  all_ = true;
}

void CompanySet::add(CompanyId company) {
  if (has(company)) return;
  if (some_.size() <= company.value()) some_.resize(company.value() + 1);
  some_[company.value()] = true;
  ++count_;
}

// The bits end with the last that is set, so that equal sets are equal values.
void CompanySet::remove(CompanyId company) {
  if (all_ || !has(company)) return;
  some_[company.value()] = false;
  --count_;
  while (!some_.empty() && !some_.back()) some_.pop_back();
}

std::vector<CompanyId> CompanySet::named() const {
  std::vector<CompanyId> out;
  for (std::uint32_t id = 0; id < some_.size(); ++id) {
    if (some_[id]) out.emplace_back(id);
  }
  return out;
}

bool Subscription::wants_private() const {
  return std::any_of(kAllChannels.begin(), kAllChannels.end(),
                     [&](Channel channel) { return is_private(channel) && !of(channel).empty(); });
}

bool Subscription::empty() const {
  return std::all_of(sets_.begin(), sets_.end(), [](const CompanySet& set) { return set.empty(); });
}

std::string Subscription::key() const {
  std::string out;
  for (const CompanySet& set : sets_) {
    if (set.all()) out += '*';
    for (const CompanyId company : set.named()) out += std::to_string(company.value()) + ",";
    out += ';';
  }
  if (eyes_.reach == Eyes::Reach::all) out += 'a';
  if (eyes_.reach == Eyes::Reach::own) out += 't' + std::to_string(eyes_.trader.value());
  return out;
}

}  // namespace market
