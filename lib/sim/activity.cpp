#include "sim/activity.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

// Bounds the rates of events, far out in the distribution.
constexpr double kLeast = 0.01, kMost = 50;

}  // namespace

Activity::Activity(const ActivitySpec& spec, Duration interval, Random random)
    : seconds_(to_seconds(interval)), random_(std::move(random)) {
  const auto count = static_cast<double>(spec.times.size());
  for (const Duration time : spec.times) {
    const double keep = std::exp(-seconds_ / to_seconds(time));
    const double deviation = std::sqrt(spec.variance / count);
    factors_.push_back({deviation * random_.normal(), keep, deviation * std::sqrt(1 - keep * keep)});
  }
  if (!factors_.empty()) mean_ = -spec.variance / 2;
  update();
}

void Activity::step() {
  if (factors_.empty() && excitement_ == 0) return;
  for (Factor& factor : factors_) factor.x = factor.keep * factor.x + factor.noise * random_.normal();
  excitement_ *= excitement_keep_;
  if (std::fabs(excitement_) < 1e-6) excitement_ = 0;
  update();
}

void Activity::excite(double factor, Duration decay) {
  excitement_ += std::log(factor);
  excitement_keep_ = std::exp(-seconds_ / to_seconds(decay));
  update();
}

void Activity::update() {
  double exponent = mean_ + excitement_;
  for (const Factor& factor : factors_) exponent += factor.x;
  value_ = std::clamp(std::exp(exponent), kLeast, kMost);
}

void Activity::Factor::state(StateArchive& archive) {
  archive.field(x);
}

void Activity::state(StateArchive& archive) {
  for (Factor& factor : factors_) archive.field(factor);
  archive.fields(excitement_, excitement_keep_, random_, value_);
}

}  // namespace market::sim
