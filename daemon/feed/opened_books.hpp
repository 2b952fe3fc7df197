// OpenedBooks: the books that a subscriber was told whole and nothing of since. The first change of each
// follows the opening, as of a command that may be later than the one that changed the book before: so for
// this subscriber `prev_seq` is the opening's, and each message of a book names the one before it.
//
// Thread rule: its loop's thread.
#pragma once
#include <optional>
#include <vector>

#include "core/ids.hpp"
#include "daemon/feed/subscription.hpp"
#include "venue/feed_ring.hpp"

namespace market {

class OpenedBooks {
 public:
  bool empty() const { return openings_.empty(); }
  // These were told whole, as of `seq`.
  void open(Seq seq, const std::vector<CompanyId>& companies);
  // Of a change that follows an opening: as of which command that was.
  std::optional<Seq> opening_before(const FeedEvent& event) const;
  void sent(const FeedEvent& event);

 private:
  struct Opening {
    Seq seq;
    CompanySet companies;
  };
  void remove(CompanyId company);

  std::vector<Opening> openings_;
};

// The change of a book as it is told to whoever has the book as of `seq`.
decltype(FeedEvent::what) following(const FeedEvent& change, Seq seq);

}  // namespace market
