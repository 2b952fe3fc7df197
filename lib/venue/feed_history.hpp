// Messages of the feed that the ring has no longer, from the database.
//
// Thread rule: any thread, without the venue's lock.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "venue/feed_event.hpp"
#include "venue/venue.hpp"

namespace market {

// Whether all messages after (seq, n), or after all of seq when n is absent, are kept somewhere.
bool feed_is_kept_after(const Venue& venue, Seq seq, std::optional<std::uint32_t> n);

// Appends the first ones of them that a snapshot has, some `most` and then those of the last one's command.
// False when some may be gone; what was appended means nothing then. Throws what Archive throws, and
// StoreCorrupt.
[[nodiscard]] bool read_feed_history(Venue& venue, Seq seq, std::optional<std::uint32_t> n, std::size_t most,
                                     std::vector<FeedEvent>& events);

}  // namespace market
