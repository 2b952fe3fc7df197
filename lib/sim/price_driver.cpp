#include "sim/price_driver.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr double kLowestPrice = 1.0 / kUnitsPerCurrency;

}  // namespace

PriceDriver::PriceDriver(const Start& start, std::unique_ptr<PriceProcess> process, Activity activity,
                         Random random, MarketPort& market, Tape& tape, std::vector<PriceFollower*> followers)
    : at_(start),
      seconds_(to_seconds(process->interval())),
      process_(std::move(process)),
      activity_(std::move(activity)),
      random_(std::move(random)),
      market_(market),
      tape_(tape),
      followers_(std::move(followers)) {}

void PriceDriver::start(Kernel& kernel) {
  set(at_.price);
  tell(kernel.now());
  kernel.schedule(kernel.now() + at_.phase, 0);
}

void PriceDriver::wake(Kernel& kernel, Tag) {
  set(process_->step(at_.price, seconds_ * activity_.value(), random_));
  activity_.step();
  tell(kernel.now());
  kernel.schedule(kernel.now() + process_->interval(), 0);
}

void PriceDriver::set(double price) {
  at_.price = std::isfinite(price) ? std::clamp(price, kLowestPrice, kHighestPrice) : kHighestPrice;
  tape_.at(at_.index).fundamental = at_.price;
}

void PriceDriver::scale(double factor) {
  set(at_.price * factor);
}

void PriceDriver::subtract(double amount) {
  set(at_.price - amount);
}

void PriceDriver::excite(double factor, Duration decay) {
  activity_.excite(factor, decay);
  tape_.at(at_.index).activity = activity_.value();
}

void PriceDriver::tell(Timestamp now) {
  CompanySignals& signals = tape_.at(at_.index);
  signals.activity = activity_.value();
  signals.history.add(to_double(market_.view(signals.company).last_price));
  for (PriceFollower* follower : followers_) follower->on_price(signals.company, at_.price, now);
}

void PriceDriver::state(StateArchive& archive) {
  archive.fields(at_.price, activity_, random_);
  process_->state(archive);
}

}  // namespace market::sim
