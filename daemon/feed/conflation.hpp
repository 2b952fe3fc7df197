// What a client that is behind need not be sent of what happened meanwhile.
#pragma once
#include <vector>

#include "venue/feed_ring.hpp"

namespace market {

// Of the events of a place of the ring on, in order: leaves the newest of the states of each company, one
// change of a book for all that lie between two commands that told something else, and everything else. An id
// says that all before it was sent, so no message may overtake the change of a book: changes that were merged
// have ids of an opening (FeedPosition), but for the last before something else.
void keep_newest_states(std::vector<FeedEvent>& events);

}  // namespace market
