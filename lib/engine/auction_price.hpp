// auction_price: the one price at which a call auction uncrosses, and what trades at it.
//
// Over all valid prices p: maximise min(demand, supply), where demand(p) is all that is bid at p or above and
// supply(p) all that is asked at p or below; then minimise |demand - supply|; then |p - reference|; then p.
// A limit is a valid price even when it rested before the ticks changed. Costs O(limits) and 2 tick look-ups
// for each of them.
#pragma once
#include <cstdint>
#include <vector>

#include "core/money.hpp"
#include "model/book_view.hpp"
#include "model/tick_table.hpp"

namespace market {

struct AuctionInterest {
  Price limit;
  std::int64_t quantity = 0;  // all that is bid (asked) at this limit, hidden shares too
};

// `buys` with descending, `sells` with ascending limits; a limit may stand there twice. Without a price, with
// quantity and imbalance 0, when nothing would trade.
AuctionIndication auction_price(const std::vector<AuctionInterest>& buys,
                                const std::vector<AuctionInterest>& sells, Price reference,
                                const TickTable& ticks);

}  // namespace market
