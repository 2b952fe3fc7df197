#include "daemon/rest/request_metrics.hpp"

#include <algorithm>
#include <string>

#include "daemon/rest/endpoint_table.hpp"

namespace market {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

std::string_view name_of(std::size_t operation) {
  return operation < endpoints().size() ? endpoints()[operation].operation_id : "none";
}

// "0.0001": exact, unlike a quotient of doubles would look.
std::string seconds_text(std::int64_t microseconds) {
  std::string text = std::to_string(microseconds % 1'000'000);
  text = std::to_string(microseconds / 1'000'000) + "." + std::string(6 - text.size(), '0') + text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

RequestMetrics::RequestMetrics() : operations_(endpoints().size() + 1) {}

std::size_t RequestMetrics::no_operation() {
  return endpoints().size();
}

void RequestMetrics::count(std::size_t operation, int status, std::chrono::nanoseconds took) {
  Operation& counted = operations_[operation];
  const auto known = std::find(kStatuses.begin(), kStatuses.end() - 1, status);
  counted.by_status[static_cast<std::size_t>(known - kStatuses.begin())].fetch_add(1, kRelaxed);
  const auto bound = std::find_if(kBoundsUs.begin(), kBoundsUs.end(),
                                  [&](auto us) { return took <= std::chrono::microseconds(us); });
  counted.buckets[static_cast<std::size_t>(bound - kBoundsUs.begin())].fetch_add(1, kRelaxed);
  counted.total_ns.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)), kRelaxed);
}

void RequestMetrics::append_to(MetricsText& metrics) const {
  metrics.family("market_requests_total", MetricsText::Type::counter,
                 "Requests by operation of openapi.json and by status.");
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    for (std::size_t s = 0; s < kStatuses.size(); ++s) {
      const std::uint64_t count = operations_[i].by_status[s].load(kRelaxed);
      const std::string status = kStatuses[s] == 0 ? "other" : std::to_string(kStatuses[s]);
      if (count > 0) metrics.sample("", {{"operation", name_of(i)}, {"status", status}}, count);
    }
  }
  metrics.family("market_request_duration_seconds", MetricsText::Type::histogram,
                 "Time to work out an answer, without the wait for the disk.");
  for (std::size_t i = 0; i < operations_.size(); ++i) append_durations(metrics, name_of(i), operations_[i]);
}

void RequestMetrics::append_durations(MetricsText& metrics, std::string_view name,
                                      const Operation& operation) {
  std::array<std::uint64_t, kBoundsUs.size() + 1> upto{};
  std::uint64_t sum = 0;
  for (std::size_t b = 0; b < upto.size(); ++b) upto[b] = sum += operation.buckets[b].load(kRelaxed);
  if (sum == 0) return;
  for (std::size_t b = 0; b < kBoundsUs.size(); ++b)
    metrics.sample("_bucket", {{"operation", name}, {"le", seconds_text(kBoundsUs[b])}}, upto[b]);
  metrics.sample("_bucket", {{"operation", name}, {"le", "+Inf"}}, sum);
  metrics.sample("_sum", {{"operation", name}}, static_cast<double>(operation.total_ns.load(kRelaxed)) / 1e9);
  metrics.sample("_count", {{"operation", name}}, sum);
}

}  // namespace market
