#include "sim/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "core/check.hpp"
#include "core/hash.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr double kTwoPi = 6.283185307179586476925;
constexpr double kSecondsIn100Years = 3'155'760'000.0;

pcg64 make_engine(std::uint64_t seed, std::string_view agent, std::string_view purpose) {
  const std::uint64_t stream = Hasher().add(agent).add(purpose).digest();
  const std::uint64_t state = Hasher().add(seed).add(stream).digest();
  return pcg64(state, stream);
}

// Knuth's multiplication of uniforms; its cost grows with the mean.
std::uint64_t small_poisson(double mean, Random& random) {
  const double limit = std::exp(-mean);
  std::uint64_t count = 0;
  for (double product = random.uniform(); product > limit; product *= random.uniform()) ++count;
  return count;
}

// Transformed rejection, algorithm PTRS: W. Hörmann, "The transformed rejection method for generating Poisson
// random variables", Insurance: Mathematics and Economics 12 (1993). For means of 10 and more.
std::uint64_t large_poisson(double mean, Random& random) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = random.uniform() - 0.5;
    const double v = 1 - random.uniform();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return static_cast<std::uint64_t>(k);
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const double accept = std::log(v * inverse_alpha / (a / (us * us) + b));
    if (accept <= k * std::log(mean) - mean - std::lgamma(k + 1)) return static_cast<std::uint64_t>(k);
  }
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view agent, std::string_view purpose)
    : engine_(make_engine(seed, agent, purpose)) {}

double Random::uniform() {
  return static_cast<double>(engine_() >> 11) * 0x1p-53;
}

double Random::uniform(double lo, double hi) {
  return lo + (hi - lo) * uniform();
}

std::uint64_t Random::below(std::uint64_t n) {
  MARKET_CHECK(n > 0);
  return engine_(n);
}

bool Random::chance(double probability) {
  return uniform() < probability;
}

double Random::exponential(double mean) {
  return -mean * std::log(1 - uniform());
}

// Box and Muller 1958: each pair of uniforms gives two normals.
double Random::normal() {
  if (spare_normal_) {
    const double spare = *spare_normal_;
    spare_normal_.reset();
    return spare;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  const double angle = kTwoPi * uniform();
  spare_normal_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

std::uint64_t Random::poisson(double mean) {
  MARKET_CHECK(mean >= 0 && mean <= 1e15);
  return mean < 10 ? small_poisson(mean, *this) : large_poisson(mean, *this);
}

double Random::power_law(double exponent, double lo, double hi) {
  MARKET_CHECK(lo > 0 && lo < hi);
  const double u = uniform();
  const double power = 1 - exponent;
  if (std::fabs(power) < 1e-9) return lo * std::pow(hi / lo, u);
  const double from = std::pow(lo, power);
  return std::pow(from + u * (std::pow(hi, power) - from), 1 / power);
}

Duration Random::gap(double mean_seconds) {
  const double seconds = std::min(exponential(mean_seconds), kSecondsIn100Years);
  return Duration(static_cast<std::int64_t>(seconds * 1e9));
}

double Random::pareto(double exponent, double least) {
  MARKET_CHECK(exponent > 0 && least > 0);
  return least * std::pow(1 - uniform(), -1 / exponent);
}

// Its two numbers of 128 bits as they lie in memory: it shows them in no other way, since its operator<<
// needs one for such numbers, which strict C++ does not have.
void Random::state(StateArchive& archive) {
  static_assert(std::is_trivially_copyable_v<pcg64>);
  std::array<std::uint64_t, 4> words{};
  static_assert(sizeof(pcg64) == sizeof words);
  std::memcpy(words.data(), &engine_, sizeof words);
  archive.fields(words[0], words[1], words[2], words[3], spare_normal_);
  if (archive.loading()) std::memcpy(static_cast<void*>(&engine_), words.data(), sizeof words);
}

}  // namespace market::sim
