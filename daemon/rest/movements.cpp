#include "daemon/rest/movements.hpp"

namespace market {

// What lies in memory wholly after a time may begin before it in the archive.
MovementSpan movement_span(const History& history, TraderId trader, std::optional<Timestamp> start,
                           std::optional<Timestamp> end) {
  const Ledger& ledger = history.ledger();
  MovementSpan span{trader, ledger.first_here(trader), 0, ledger.movements(trader), {}, {}};
  if (start) {
    span.from = ledger.first_place(trader, *start, history.trades());
    if (span.from == span.first_here) span.start = start;
  }
  if (end) {
    span.below = ledger.first_place(trader, *end, history.trades());
    if (span.below == span.first_here) span.end = end;
  }
  return span;
}

void find_in_archive(MovementSpan& span, const Archive& archive) {
  if (span.start) span.from = archive.first_place(span.trader, *span.start, span.first_here);
  if (span.end) span.below = archive.first_place(span.trader, *span.end, span.first_here);
}

}  // namespace market
