// RequestMetrics: how many requests each operation had, with which status, and how long they took.
//
// Threads: any. Counting is a few relaxed atomic additions; what is read while others count may be a request
// apart, but a histogram's buckets always make up its count.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

#include "daemon/rest/metrics_text.hpp"

namespace market {

class RequestMetrics {
 public:
  RequestMetrics();

  // The place of what is no operation: a path that is not there, or not with this method.
  static std::size_t no_operation();

  // `operation` is a place in the endpoint table, or no_operation().
  void count(std::size_t operation, int status, std::chrono::nanoseconds took);

  // market_requests_total and market_request_duration_seconds, of the operations that had requests.
  void append_to(MetricsText& metrics) const;

 private:
  // Upper bounds; above the last one is +Inf.
  static constexpr std::array<std::chrono::microseconds::rep, 14> kBoundsUs = {
      10, 25, 50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 50'000, 250'000, 1'000'000, 10'000'000};
  // Those that the API answers with; any other is counted as the last.
  static constexpr std::array<int, 17> kStatuses = {200, 201, 204, 400, 401, 403, 404, 405, 409,
                                                    413, 415, 422, 429, 500, 501, 503, 0};

  struct Operation {
    std::array<std::atomic<std::uint64_t>, kStatuses.size()> by_status{};
    std::array<std::atomic<std::uint64_t>, kBoundsUs.size() + 1> buckets{};
    std::atomic<std::uint64_t> total_ns{0};
  };
  static void append_durations(MetricsText& metrics, std::string_view name, const Operation& operation);

  std::vector<Operation> operations_;
};

}  // namespace market
