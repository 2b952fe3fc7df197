// What a client that is behind need not be sent of what happened meanwhile.
#pragma once
#include <vector>

#include "venue/feed_ring.hpp"

namespace market {

// Leaves the newest of the states of each company, and everything that is no state, in order.
void keep_newest_states(std::vector<FeedEvent>& events);

}  // namespace market
