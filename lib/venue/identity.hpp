// Whether a journal and a database are of one venue: each bears the name of its own. Throws StoreCorrupt when
// they are not, and what Journal and VenueStore throw.
#pragma once
#include "store/journal.hpp"
#include "store/venue_store.hpp"

namespace market {

// At a start, before the journal is read: a database without a snapshot takes over the journal's name.
// Returns whether the journal, which has no name or no commands, is to take over the database's: once it was
// read, as writing to it would hide damage.
bool agree_on_identity(Journal& journal, VenueStore& store);

// Changes nothing.
void check_identity(Journal& journal, VenueStore& store);

}  // namespace market
