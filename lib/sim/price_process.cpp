#include "sim/price_process.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr double kBps = 1e-4;

// S' = max(floor, S·(1 + U(lo, hi)/100))
class RandomWalk final : public PriceProcess {
 public:
  explicit RandomWalk(const RandomWalkSpec& spec) : spec_(spec), floor_(to_double(spec.floor)) {}

  Duration interval() const override { return spec_.interval; }

  double step(double price, double, Random& random) override {
    const double percent = random.uniform(spec_.low_percent, spec_.high_percent);
    return std::max(floor_, price * (1 + percent / 100));
  }

 private:
  RandomWalkSpec spec_;
  double floor_;
};

// S' = S·exp((μ − σ²/2)Δ + σ√Δ·Z), exact.
class Gbm final : public PriceProcess {
 public:
  explicit Gbm(const GbmSpec& spec)
      : interval_(spec.interval), drift_(spec.drift_bps * kBps), volatility_(spec.volatility_bps * kBps) {}

  Duration interval() const override { return interval_; }

  double step(double price, double seconds, Random& random) override {
    const double drift = (drift_ - volatility_ * volatility_ / 2) * seconds;
    return price * std::exp(drift + volatility_ * std::sqrt(seconds) * random.normal());
  }

 private:
  Duration interval_;
  double drift_, volatility_;
};

// x' = m + (x − m)e^(−κΔ) + σ√((1 − e^(−2κΔ))/2κ)·Z, exact.
class Ou final : public PriceProcess {
 public:
  Ou(const OuSpec& spec, double initial) : spec_(spec), mean_(spec.mean > 0 ? spec.mean : initial) {}

  Duration interval() const override { return spec_.interval; }

  double step(double price, double seconds, Random& random) override {
    const double kappa = spec_.reversion;
    const double deviation = spec_.volatility * std::sqrt(-std::expm1(-2 * kappa * seconds) / (2 * kappa));
    return mean_ + (price - mean_) * std::exp(-kappa * seconds) + deviation * random.normal();
  }

 private:
  OuSpec spec_;
  double mean_;
};

// N ~ Poisson(λΔ); Δln S = (μ − σ²/2 − λk)Δ + σ√Δ·Z + N·m + δ√N·Z', k = e^(m + δ²/2) − 1.
// R. C. Merton, Journal of Financial Economics 3 (1976).
class JumpDiffusion final : public PriceProcess {
 public:
  explicit JumpDiffusion(const JumpDiffusionSpec& spec)
      : interval_(spec.interval),
        volatility_(spec.volatility_bps * kBps),
        jump_rate_(1 / to_seconds(spec.jump_every)),
        jump_mean_(spec.jump_mean_bps * kBps),
        jump_deviation_(spec.jump_deviation_bps * kBps) {
    const double k = std::expm1(jump_mean_ + jump_deviation_ * jump_deviation_ / 2);
    drift_ = spec.drift_bps * kBps - volatility_ * volatility_ / 2 - jump_rate_ * k;
  }

  Duration interval() const override { return interval_; }

  double step(double price, double seconds, Random& random) override {
    const auto jumps = static_cast<double>(random.poisson(std::min(jump_rate_ * seconds, 1e15)));
    double log_return = drift_ * seconds + volatility_ * std::sqrt(seconds) * random.normal();
    if (jumps > 0) log_return += jumps * jump_mean_ + jump_deviation_ * std::sqrt(jumps) * random.normal();
    return price * std::exp(log_return);
  }

 private:
  Duration interval_;
  double drift_ = 0, volatility_, jump_rate_, jump_mean_, jump_deviation_;
};

// Full truncation, with v⁺ = max(v, 0): v' = v + κ(θ − v⁺)Δ + ξ√(v⁺Δ)·Z₂;
// Δln S = (μ − v⁺/2)Δ + √(v⁺Δ)·(ρZ₂ + √(1 − ρ²)Z₁). R. Lord, R. Koekkoek, D. van Dijk, Quantitative Finance
// 10 (2010). It stays finite where the variance reaches 0 (2κθ < ξ²).
class Heston final : public PriceProcess {
 public:
  explicit Heston(const HestonSpec& spec)
      : spec_(spec), variance_(spec.volatility_bps * spec.volatility_bps), long_run_(variance_) {}

  Duration interval() const override { return spec_.interval; }

  double step(double price, double seconds, Random& random) override {
    const double positive = std::max(variance_, 0.0);  // bps² a second
    const double z1 = random.normal(), z2 = random.normal();
    const double rho = spec_.correlation;
    const double shock = rho * z2 + std::sqrt(1 - rho * rho) * z1;
    variance_ += spec_.reversion * (long_run_ - positive) * seconds +
                 spec_.vol_of_vol_bps * std::sqrt(positive * seconds) * z2;
    const double drift = (spec_.drift_bps * kBps - positive * kBps * kBps / 2) * seconds;
    return price * std::exp(drift + std::sqrt(positive * seconds) * kBps * shock);
  }

  void state(StateArchive& archive) override { archive.field(variance_); }

 private:
  HestonSpec spec_;
  double variance_, long_run_;
};

class Replay final : public PriceProcess {
 public:
  explicit Replay(const ReplaySpec& spec) : spec_(spec) {}

  Duration interval() const override { return spec_.interval; }

  double step(double, double, Random&) override {
    at_ = Duration(at_.ns() + spec_.interval.ns());
    const PriceSeries& prices = *spec_.prices;
    while (next_ < prices.size() && prices[next_].after <= at_) ++next_;
    return prices[std::max<std::size_t>(next_, 1) - 1].price;
  }

  void state(StateArchive& archive) override {
    archive.fields(at_, next_);
    if (next_ > spec_.prices->size()) archive.fail("goes on beyond the recorded prices");
  }

 private:
  ReplaySpec spec_;
  Duration at_;
  std::size_t next_ = 0;  // the first price that is still to come
};

struct Maker {
  double initial;
  std::unique_ptr<PriceProcess> operator()(const RandomWalkSpec& spec) const {
    return std::make_unique<RandomWalk>(spec);
  }
  std::unique_ptr<PriceProcess> operator()(const GbmSpec& spec) const { return std::make_unique<Gbm>(spec); }
  std::unique_ptr<PriceProcess> operator()(const OuSpec& spec) const {
    return std::make_unique<Ou>(spec, initial);
  }
  std::unique_ptr<PriceProcess> operator()(const JumpDiffusionSpec& spec) const {
    return std::make_unique<JumpDiffusion>(spec);
  }
  std::unique_ptr<PriceProcess> operator()(const HestonSpec& spec) const {
    return std::make_unique<Heston>(spec);
  }
  std::unique_ptr<PriceProcess> operator()(const ReplaySpec& spec) const {
    return std::make_unique<Replay>(spec);
  }
};

}  // namespace

std::unique_ptr<PriceProcess> make_price_process(const PriceProcessSpec& spec, double initial) {
  return std::visit(Maker{initial}, spec);
}

}  // namespace market::sim
