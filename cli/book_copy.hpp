// BookCopy: one company's order book, kept from the messages of the feed's channel `book`, each proved by its
// checksum.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "cli/json_fwd.hpp"
#include "model/book_view.hpp"

namespace market::cli {

class BookCopy {
 public:
  enum class Taken {
    changed,
    known,   // older than the copy
    broken,  // something was missed, the checksum differs, or it makes no sense: the copy is of no use
  };

  // A message of type `book` or `book_delta`.
  Taken take(const Json& message);

  Seq seq() const { return seq_; }
  std::size_t levels(Side side) const { return sides_[static_cast<std::size_t>(side)].size(); }
  // Best first, at most `most`.
  std::vector<BookLevel> best(Side side, std::size_t most) const;

 private:
  // False when a level cannot be read.
  bool take_levels(Side side, const Json& levels);

  std::array<std::map<Price, BookLevel>, 2> sides_;
  Seq seq_ = 0;
  bool whole_ = false;  // it began with a whole book
};

}  // namespace market::cli
