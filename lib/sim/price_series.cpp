#include "sim/price_series.hpp"

#include "core/decimal.hpp"
#include "sim/csv.hpp"
#include "sim/price_grid.hpp"

namespace market {

tl::expected<PriceSeries, std::string> parse_price_series(std::string_view csv) {
  PriceSeries series;
  const std::string fault =
      sim::read_timed_csv(csv, {"price"}, [&](const sim::CsvLine& line, Duration after) -> std::string {
        const auto units = parse_decimal(line["price"]);
        if (!units || *units < 1 || sim::to_double(Price(*units)) > sim::kHighestPrice)
          return "has no price above 0";
        series.push_back({after, sim::to_double(Price(*units))});
        return {};
      });
  if (!fault.empty()) return tl::unexpected(fault);
  if (series.empty()) return tl::unexpected(std::string("there is no price in it"));
  return series;
}

}  // namespace market
