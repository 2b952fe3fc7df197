#include "sim/price_process.hpp"

#include <algorithm>
#include <variant>

#include "sim/price_grid.hpp"

namespace market::sim {
namespace {

// S' = max(floor, S·(1 + U(lo, hi)/100))
class RandomWalk final : public PriceProcess {
 public:
  explicit RandomWalk(const RandomWalkSpec& spec) : spec_(spec), floor_(to_double(spec.floor)) {}

  Duration interval() const override { return spec_.interval; }

  double step(double price, Random& random) override {
    const double percent = random.uniform(spec_.low_percent, spec_.high_percent);
    return std::max(floor_, price * (1 + percent / 100));
  }

 private:
  RandomWalkSpec spec_;
  double floor_;
};

struct Maker {
  std::unique_ptr<PriceProcess> operator()(const RandomWalkSpec& spec) const {
    return std::make_unique<RandomWalk>(spec);
  }
};

}  // namespace

std::unique_ptr<PriceProcess> make_price_process(const PriceProcessSpec& spec) {
  return std::visit(Maker{}, spec);
}

}  // namespace market::sim
