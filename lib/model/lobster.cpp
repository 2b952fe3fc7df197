#include "model/lobster.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/quantity.hpp"

namespace market {
namespace {

constexpr std::size_t kColumns = 6;

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "34200.004241176" in nanoseconds; digits beyond the ninth are dropped.
std::optional<std::int64_t> parse_time(std::string_view text) {
  const std::size_t point = text.find('.');
  const auto seconds = parse_number(text.substr(0, point));
  if (!seconds || *seconds < 0 || *seconds > 86'400) return std::nullopt;
  std::int64_t ns = 0;
  if (point != std::string_view::npos) {
    std::string_view fraction = text.substr(point + 1, 9);
    if (fraction.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    for (std::size_t i = 0; i < 9; ++i) ns = ns * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return *seconds * 1'000'000'000 + ns;
}

std::optional<std::array<std::string_view, kColumns>> split(std::string_view line) {
  std::array<std::string_view, kColumns> columns;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const std::size_t comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == kColumns)) return std::nullopt;
    columns[i] = line.substr(0, comma);
    line.remove_prefix(std::min(line.size(), comma == std::string_view::npos ? line.size() : comma + 1));
  }
  return columns;
}

std::optional<LobsterMessage> parse_line(std::string_view line) {
  const auto columns = split(line);
  if (!columns) return std::nullopt;
  const auto time = parse_time((*columns)[0]);
  const auto type = parse_number((*columns)[1]), order = parse_number((*columns)[2]),
             size = parse_number((*columns)[3]);
  const auto price = parse_number((*columns)[4]), direction = parse_number((*columns)[5]);
  if (!time || !type || !order || !size || !price || !direction) return std::nullopt;
  if (*type < 1 || *type > 7 || *order < 0 || (*direction != 1 && *direction != -1)) return std::nullopt;
  LobsterMessage message;
  message.time_ns = *time;
  message.type = static_cast<LobsterMessage::Type>(*type);
  message.order = static_cast<std::uint64_t>(*order);
  message.size = *size;
  message.price_units = *price;
  message.resting = *direction == 1 ? Side::buy : Side::sell;
  const bool trading = *type <= 4;
  if (trading && (*size < 1 || *size > kMaxQuantity.shares() || *price < 1 || *price > kMaxMoney.units()))
    return std::nullopt;
  return message;
}

}  // namespace

tl::expected<std::vector<LobsterMessage>, std::string> parse_lobster(std::string_view text) {
  std::vector<LobsterMessage> messages;
  for (std::size_t start = 0, number = 1; start < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    start = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) continue;
    const auto message = parse_line(line);
    if (!message) return tl::unexpected("line " + std::to_string(number) + " is no LOBSTER message");
    messages.push_back(*message);
  }
  return messages;
}

}  // namespace market
