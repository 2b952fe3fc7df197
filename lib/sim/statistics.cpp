#include "sim/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace market::sim {

double mean(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double variance(std::span<const double> values) {
  if (values.empty()) return 0;
  const double center = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - center) * (value - center);
  return sum / static_cast<double>(values.size());
}

double excess_kurtosis(std::span<const double> values) {
  const double spread = variance(values);
  if (spread == 0) return 0;
  const double center = mean(values);
  double sum = 0;
  for (const double value : values) sum += std::pow(value - center, 4);
  return sum / static_cast<double>(values.size()) / (spread * spread) - 3;
}

double autocorrelation(std::span<const double> values, std::size_t lag) {
  const double spread = variance(values);
  if (spread == 0 || lag >= values.size()) return 0;
  const double center = mean(values);
  double sum = 0;
  for (std::size_t i = lag; i < values.size(); ++i) sum += (values[i] - center) * (values[i - lag] - center);
  return sum / static_cast<double>(values.size()) / spread;
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const double spread = std::sqrt(variance(a) * variance(b));
  if (spread == 0) return 0;
  const double center_a = mean(a), center_b = mean(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - center_a) * (b[i] - center_b);
  return sum / static_cast<double>(a.size()) / spread;
}

double variance_ratio(std::span<const double> values, std::size_t q) {
  const std::size_t n = values.size();
  if (n <= q) return 0;
  const double center = mean(values);
  double one = 0;
  for (const double value : values) one += (value - center) * (value - center);
  one /= static_cast<double>(n - 1);
  if (one == 0) return 0;

  double window = std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(q), 0.0);
  const double length = static_cast<double>(q), count = static_cast<double>(n);
  double sums = 0;
  for (std::size_t end = q;; ++end) {
    const double away = window - length * center;
    sums += away * away;
    if (end == n) break;
    window += values[end] - values[end - q];
  }
  const double scale = length * (count - length + 1) * (1 - length / count);
  return sums / scale / one;
}

std::optional<double> hill_index(std::vector<double> magnitudes, double share) {
  const auto top = static_cast<std::size_t>(share * static_cast<double>(magnitudes.size()));
  if (top < 10) return std::nullopt;
  std::nth_element(magnitudes.begin(), magnitudes.begin() + static_cast<std::ptrdiff_t>(top),
                   magnitudes.end(), std::greater<>());
  const double threshold = magnitudes[top];
  if (threshold <= 0) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < top; ++i) sum += std::log(magnitudes[i] / threshold);
  if (sum <= 0) return std::nullopt;
  return static_cast<double>(top) / sum;
}

std::vector<double> aggregated(std::span<const double> values, std::size_t q) {
  std::vector<double> sums;
  for (std::size_t i = 0; i + q <= values.size(); i += q) {
    const std::span<const double> part = values.subspan(i, q);
    sums.push_back(std::accumulate(part.begin(), part.end(), 0.0));
  }
  return sums;
}

std::vector<double> magnitudes(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  for (double& value : out) value = std::fabs(value);
  return out;
}

std::optional<double> log_log_slope(std::span<const std::pair<double, double>> points) {
  double n = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  for (const auto& [x, y] : points) {
    if (x <= 0 || y <= 0) continue;
    const double a = std::log(x), b = std::log(y);
    ++n;
    sum_x += a;
    sum_y += b;
    sum_xx += a * a;
    sum_xy += a * b;
  }
  const double spread = n * sum_xx - sum_x * sum_x;
  if (n < 3 || spread <= 1e-12 * n * sum_xx) return std::nullopt;  // all x are the same
  return (n * sum_xy - sum_x * sum_y) / spread;
}

}  // namespace market::sim
