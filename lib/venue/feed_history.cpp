#include "venue/feed_history.hpp"

#include <algorithm>

#include "venue/feed_codec.hpp"

namespace market {

bool feed_is_kept_after(const Venue& venue, Seq seq, std::optional<std::uint32_t> n) {
  if (venue.archive() == nullptr) return false;
  const Seq floor = venue.feed_floor();
  return seq > floor || (seq == floor && (floor == 0 || !n));
}

bool read_feed_history(Venue& venue, Seq seq, std::optional<std::uint32_t> n, std::size_t most,
                       std::vector<FeedEvent>& events) {
  const auto is_had = [&](const FeedEvent& event) {
    return event.seq < seq || (event.seq == seq && (!n || event.n <= *n));
  };
  venue.archive()->feed(seq, [&](const FeedRow& row) {
    if (!unpack_feed(row, events))
      throw StoreCorrupt("market.db is damaged: table feed, row " + std::to_string(row.seq) +
                         " cannot be read");
    std::erase_if(events, is_had);
    return events.size() < most;
  });
  // Looked at last: rows are dropped only after the floor has risen.
  if (!feed_is_kept_after(venue, seq, n)) return false;
  venue.with([&](const Venue::Session& session) {
    for (FeedEvent& event : events)
      if (event.company.value() < session.exchange().company_count())
        event.symbol = session.exchange().company(event.company).symbol;
  });
  return true;
}

}  // namespace market
