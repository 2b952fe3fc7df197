// Setup: makes the market of a scenario in an empty venue, or recognises the one it made before.
#pragma once
#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "core/ids.hpp"
#include "sim/market_port.hpp"
#include "sim/scenario.hpp"

namespace market::sim {

enum class Origin : std::uint8_t { founded, resumed };

// Marks the venue as the scenario's, then registers the companies, traders and agents' accounts that are
// missing: so a setup that was interrupted is completed by the next. A venue with companies or traders but
// without the mark is left alone; the error says what to do.
[[nodiscard]] tl::expected<Origin, std::string> set_up_market(const Scenario& scenario, MarketPort& market,
                                                              Timestamp now);

}  // namespace market::sim
