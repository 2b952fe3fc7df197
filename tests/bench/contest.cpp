#include "tests/bench/contest.hpp"

namespace market::bench {

std::optional<std::vector<Figures>> measure_in_turn(const Flow& flow,
                                                    const std::vector<Contender>& contenders, unsigned runs,
                                                    Percentiles percentiles) {
  std::vector<Figures> figures(contenders.size());
  for (unsigned round = 0; round < runs; ++round) {
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const auto result = contenders[i].ops_per_second(flow);
      if (!result) return std::nullopt;
      figures[i].ops_per_second.push_back(*result);
    }
  }
  if (percentiles == Percentiles::skip) return figures;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    const auto result = contenders[i].latency(flow);
    if (!result) return std::nullopt;
    figures[i].latency = *result;
  }
  return figures;
}

}  // namespace market::bench
