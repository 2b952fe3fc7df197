// What the feed's channel `book` says of one company: the whole book, or what a command changed of it.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/ids.hpp"
#include "model/book_view.hpp"

namespace market {

struct BookUpdate {
  // Of a change: the command that changed this book before. Absent: this is the whole book.
  std::optional<Seq> prev_seq;
  // Best first. Of a change: the levels that are not as they were, with what stands there now; quantity and
  // orders 0 where nobody does any more.
  std::vector<BookLevel> bids, asks;
  std::uint32_t checksum = 0;  // of the book as it is after the change

  bool operator==(const BookUpdate&) const = default;
};

// Two updates of one company that follow each other, as one that does the same.
BookUpdate merged(const BookUpdate& earlier, const BookUpdate& later);

}  // namespace market
