#include "daemon/feed/feed_position.hpp"

#include <algorithm>
#include <utility>

#include "core/whole.hpp"

namespace market {
namespace {

constexpr std::uint32_t kMostN = 4'000'000'000;  // of a client: those that follow are still above it

FeedPosition first_behind(const FeedPosition& told, Seq seq, std::uint32_t parity) {
  std::uint32_t n = kBehindCommand;
  if (told.seq == seq) n = std::max(n, told.n.value_or(kBehindCommand) + 1);
  return FeedPosition{seq, n % 2 == parity ? n : n + 1};
}

}  // namespace

std::optional<FeedPosition> parse_feed_position(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto seq = parse_whole<Seq>(text.substr(0, dash));
  if (!seq) return std::nullopt;
  if (dash == std::string_view::npos) return FeedPosition{*seq, std::nullopt};
  const auto n = parse_whole<std::uint32_t>(text.substr(dash + 1));
  if (!n || *n > kMostN) return std::nullopt;
  return FeedPosition{*seq, *n};
}

FeedPosition as_id(const FeedPosition& position) {
  return {position.seq, position.n.value_or(kBehindCommand)};
}

FeedPosition later_id(const FeedPosition& a, const FeedPosition& b) {
  const auto key = [](const FeedPosition& id) { return std::pair(id.seq, *id.n); };
  return std::max(as_id(a), as_id(b),
                  [&](const auto& one, const auto& other) { return key(one) < key(other); });
}

FeedPosition next_id(const FeedPosition& told, Seq seq) {
  return first_behind(told, seq, 0);
}

FeedPosition next_id_in_opening(const FeedPosition& told, Seq seq) {
  return first_behind(told, seq, 1);
}

FeedPosition behind_owed(Seq seq) {
  return {seq, kBehindOwed - 1};
}

bool is_in_opening(const FeedPosition& position) {
  if (!position.n || *position.n < kBehindCommand) return false;
  return is_owed(position) || *position.n % 2 == 1;
}

bool is_owed(const FeedPosition& position) {
  return position.n && *position.n >= kOwed && *position.n < kBehindOwed;
}

FeedPosition seen_of_commands(const FeedPosition& position) {
  if (!position.n || *position.n < kBehindCommand) return position;
  if (is_owed(position)) return {position.seq, *position.n - kOwed};
  return {position.seq, std::nullopt};
}

}  // namespace market
