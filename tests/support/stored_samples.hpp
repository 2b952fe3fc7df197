// Snapshots for the tests of the database: rows in which every member has a value of its own, extremes among
// them.
#pragma once
#include "store/snapshot_batch.hpp"

namespace market::test {

// Beyond 64 bits.
Int128 wide(int sign = 1);

// A venue as of command 100: two companies, three traders, three open orders (one with conditions), one
// closed order, two trades, transfers, bars, a split, feed messages.
SnapshotBatch first_snapshot();

// As of command 200, after it: an order amended, one ended, one new; client order ids ended, freed and used
// again; accounts, bars and the feed go on.
SnapshotBatch second_snapshot();

// What load() gives after the first alone, and after both.
StoredVenue first_venue();
StoredVenue second_venue();

}  // namespace market::test
