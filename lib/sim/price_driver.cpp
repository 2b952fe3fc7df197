#include "sim/price_driver.hpp"

#include <algorithm>
#include <utility>

#include "sim/price_grid.hpp"

namespace market::sim {

PriceDriver::PriceDriver(const Start& start, std::unique_ptr<PriceProcess> process, Random random,
                         std::vector<PriceFollower*> followers)
    : at_(start), process_(std::move(process)), random_(random), followers_(std::move(followers)) {}

void PriceDriver::start(Kernel& kernel) {
  tell(kernel.now());
  kernel.schedule(kernel.now() + at_.phase, 0);
}

void PriceDriver::wake(Kernel& kernel, Tag) {
  at_.price = std::min(process_->step(at_.price, random_), kHighestPrice);
  tell(kernel.now());
  kernel.schedule(kernel.now() + process_->interval(), 0);
}

void PriceDriver::tell(Timestamp now) {
  for (PriceFollower* follower : followers_) follower->on_price(at_.company, at_.price, now);
}

}  // namespace market::sim
