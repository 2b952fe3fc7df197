#include "cli/book_copy.hpp"

#include "cli/json.hpp"
#include "core/decimal.hpp"
#include "model/book_checksum.hpp"

namespace market::cli {

BookCopy::Taken BookCopy::take(const Json& message) {
  const bool is_whole = text_of(message, "type") == "book";
  const auto seq = static_cast<Seq>(integer_of(message, "seq"));
  if (is_whole) {
    *this = {};
    whole_ = true;
  } else {
    if (!whole_) return Taken::broken;
    if (seq <= seq_) return Taken::known;
    // A whole book may be newer than the last change of it.
    if (static_cast<Seq>(integer_of(message, "prev_seq")) > seq_) return Taken::broken;
  }
  seq_ = seq;
  const bool readable =
      take_levels(Side::buy, member(message, "bids")) && take_levels(Side::sell, member(message, "asks"));
  const auto sum = book_checksum(best(Side::sell, kChecksumLevels), best(Side::buy, kChecksumLevels));
  if (readable && sum == static_cast<std::uint64_t>(integer_of(message, "checksum"))) return Taken::changed;
  whole_ = false;
  return Taken::broken;
}

bool BookCopy::take_levels(Side side, const Json& levels) {
  if (!levels.is_array()) return false;
  auto& kept = sides_[static_cast<std::size_t>(side)];
  for (const Json& level : levels) {
    const auto units = parse_decimal(text_of(level, "price"));
    const std::int64_t shares = integer_of(level, "quantity");
    if (!units || shares < 0) return false;
    const Price price(*units);
    if (shares == 0)
      kept.erase(price);
    else
      kept[price] = {price, Quantity(shares), static_cast<std::uint32_t>(integer_of(level, "orders"))};
  }
  return true;
}

std::vector<BookLevel> BookCopy::best(Side side, std::size_t most) const {
  std::vector<BookLevel> out;
  const auto take_from = [&](auto next, auto end) {
    for (; next != end && out.size() < most; ++next) out.push_back(next->second);
  };
  const auto& kept = sides_[static_cast<std::size_t>(side)];
  if (side == Side::buy)
    take_from(kept.rbegin(), kept.rend());
  else
    take_from(kept.begin(), kept.end());
  return out;
}

}  // namespace market::cli
