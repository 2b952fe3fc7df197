// A company's market at a glance as the venue has it now: for REST and the feed's channel `market`.
#pragma once
#include "venue/venue.hpp"
#include "wire/market_json.hpp"

namespace market {

MarketLine market_line(const Venue::Session& session, CompanyId id, Timestamp now);

}  // namespace market
