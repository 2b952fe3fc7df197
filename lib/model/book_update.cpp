#include "model/book_update.hpp"

namespace market {
namespace {

constexpr bool is_better(Side side, Price a, Price b) {
  return side == Side::buy ? a > b : a < b;
}

enum class Emptied { keep, drop };  // levels on which nobody stands

std::vector<BookLevel> merged(Side side, const std::vector<BookLevel>& earlier,
                              const std::vector<BookLevel>& later, Emptied emptied) {
  std::vector<BookLevel> out;
  out.reserve(earlier.size() + later.size());
  const auto take = [&](const BookLevel& level) {
    if (level.orders > 0 || emptied == Emptied::keep) out.push_back(level);
  };
  auto before = earlier.begin();
  for (const BookLevel& level : later) {
    while (before != earlier.end() && is_better(side, before->price, level.price)) take(*before++);
    if (before != earlier.end() && before->price == level.price) ++before;
    take(level);
  }
  for (; before != earlier.end(); ++before) take(*before);
  return out;
}

}  // namespace

BookUpdate merged(const BookUpdate& earlier, const BookUpdate& later) {
  if (!later.prev_seq) return later;
  const Emptied emptied = earlier.prev_seq ? Emptied::keep : Emptied::drop;
  return {earlier.prev_seq, merged(Side::buy, earlier.bids, later.bids, emptied),
          merged(Side::sell, earlier.asks, later.asks, emptied), later.checksum};
}

}  // namespace market
