#include "sim/market_observer.hpp"

#include <cmath>

#include "sim/state_archive.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {
namespace {

constexpr Duration kMinute = Duration::seconds(60);
constexpr Duration kWarmUp = Duration::seconds(600);  // in which a new market fills its book

}  // namespace

MarketObserver::MarketObserver(MarketPort& market, Tape& tape)
    : market_(market), tape_(tape), watched_(tape.size()) {}

void MarketObserver::start(Kernel& kernel) {
  kernel.schedule(kernel.now() + kWarmUp, 0);
}

void MarketObserver::wake(Kernel& kernel, Tag) {
  for (std::size_t i = 0; i < watched_.size(); ++i) look(i);
  kernel.schedule(kernel.now() + kMinute, 0);
}

void MarketObserver::look(std::size_t index) {
  const CompanySignals& signals = tape_.read(index);
  Watched& own = watched_[index];
  Minute minute;
  minute.mid = mid_price(market_.view(signals.company));
  minute.volume = static_cast<double>(signals.flow.volume - own.volume);
  minute.imbalance = static_cast<double>(signals.flow.signed_volume - own.signed_volume);
  own.volume = signals.flow.volume;
  own.signed_volume = signals.flow.signed_volume;
  if (own.minutes.size() == kMinutes) own.minutes.pop_front();
  own.minutes.push_back(minute);
}

MarketSample MarketObserver::sample(std::size_t index) const {
  MarketSample sample;
  const std::deque<Minute>& minutes = watched_[index].minutes;
  for (std::size_t i = 1; i < minutes.size(); ++i) {
    sample.returns.push_back(std::log(minutes[i].mid / minutes[i - 1].mid));
    sample.volumes.push_back(minutes[i].volume);
    sample.imbalances.push_back(minutes[i].imbalance);
  }
  sample.signs = tape_.at(index).signs;
  return sample;
}

void MarketObserver::Minute::state(StateArchive& archive) {
  archive.fields(mid, volume, imbalance);
}

void MarketObserver::Watched::state(StateArchive& archive) {
  archive.fields(volume, signed_volume);
  minutes.resize(archive.count(minutes.size()));
  for (Minute& minute : minutes) archive.field(minute);
  if (minutes.size() > kMinutes) archive.fail("has more minutes than are kept");
}

void MarketObserver::state(StateArchive& archive) {
  for (Watched& own : watched_) archive.field(own);
}

}  // namespace market::sim
