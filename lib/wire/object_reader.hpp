// ObjectReader: takes the fields out of a request's JSON object, each with its type and range, and collects
// what is wrong with any of them, so that one answer names every problem. Ask for every field that may stand
// there, then call finish(), which refuses the others.
//
//   FieldErrors errors;
//   ObjectReader read(body, errors);
//   const auto symbol = read.symbol("symbol", Need::required);
//   read.finish();
//   if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
//
// A reader returns nullopt both for an absent field and for a wrong one, which it has noted then. null counts
// as absent. Names must outlive the reader (literals do).
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/names.hpp"
#include "wire/json_node.hpp"
#include "wire/problem.hpp"

namespace market {

using FieldErrors = std::vector<FieldError>;

enum class Need { optional, required };

// Units of 0.0001, both ends included.
struct DecimalRange {
  std::int64_t lowest = 0;
  std::int64_t highest = kMaxMoney.units();
};
inline constexpr DecimalRange kPositiveMoney{1, kMaxMoney.units()};

struct TextLength {
  std::size_t least = 1;
  std::size_t most = 200;  // bytes
};

// The words of a vocabulary that are accepted.
struct Words {
  std::span<const std::string_view> accepted;
};

// What is wrong with `text`, which is not one of words.accepted.
std::string wrong_word(std::string_view text, const Words& words);
// The value of decimal text as answers have it ("-12.5": no exponent, no leading zeros, digits on both sides
// of a point), or what is wrong with it.
[[nodiscard]] tl::expected<std::int64_t, std::string> read_decimal(std::string_view text, DecimalRange range);
[[nodiscard]] tl::expected<std::int64_t, std::string> read_integer(std::string_view text, std::int64_t lowest,
                                                                   std::int64_t highest);
[[nodiscard]] tl::expected<Timestamp, std::string> read_time(std::string_view text);
inline constexpr std::string_view kSymbolRule =
    "must be a symbol: A-Z first, then at most 9 of A-Z, 0-9 and the dot";
inline constexpr std::string_view kSlugRule = "must match [a-z0-9][a-z0-9_-]{0,31}";
inline constexpr std::string_view kClientOrderIdRule = "must be 1 to 64 printable ASCII characters";

// Both ends included.
struct DurationRange {
  Duration shortest = Duration::milliseconds(1);
  Duration longest = Duration::seconds(365 * 86'400);
};
// Whether `name` is given as null, which takes a value away where leaving it out keeps it.
bool is_cleared(const JsonNode& object, std::string_view name);

inline constexpr std::int64_t kMaxId = (std::int64_t{1} << 53) - 1;

class ObjectReader {
 public:
  // `path` is where the object stands in the body: "" for the body itself, else "limits" or "operations.3".
  ObjectReader(const JsonNode& object, FieldErrors& errors, std::string path = {});

  std::optional<std::string> text(std::string_view name, TextLength length, Need need = Need::optional);
  std::optional<bool> boolean(std::string_view name, Need need = Need::optional);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t lowest, std::int64_t highest,
                                      Need need = Need::optional);
  std::optional<Quantity> quantity(std::string_view name, Need need = Need::optional);
  std::optional<std::int64_t> decimal(std::string_view name, DecimalRange range, Need need = Need::optional);
  std::optional<Price> price(std::string_view name, Need need = Need::optional);
  std::optional<Money> money(std::string_view name, DecimalRange range, Need need = Need::optional);
  std::optional<Timestamp> time(std::string_view name, Need need = Need::optional);
  // Text such as "90s", "5m" or "1h30m", or a number of seconds; a whole number of milliseconds.
  std::optional<Duration> duration(std::string_view name, DurationRange range, Need need = Need::optional);
  std::optional<Symbol> symbol(std::string_view name, Need need = Need::optional);
  std::optional<Slug> slug(std::string_view name, Need need = Need::optional);
  std::optional<ClientOrderId> client_order_id(std::string_view name, Need need = Need::optional);
  std::optional<OrderId> order_id(std::string_view name, Need need = Need::optional);

  template <class Enum>
  std::optional<Enum> word(std::string_view name, std::optional<Enum> (*parse)(std::string_view),
                           const Words& words, Need need = Need::optional) {
    const auto given = string(name, need);
    if (!given) return std::nullopt;
    const std::optional<Enum> value = parse(*given);
    if (!value) fail(name, wrong_word(*given, words));
    return value;
  }

  // The member as it is; nullptr when absent. null is returned as a node.
  const JsonNode* take(std::string_view name);
  // As take, but null is absent, and absence is noted when the field is needed.
  const JsonNode* node(std::string_view name, Need need = Need::optional);
  // A string of any length.
  std::optional<std::string_view> string(std::string_view name, Need need = Need::optional);

  void fail(std::string_view name, std::string reason);
  // The full path of a field of this object.
  std::string path_of(std::string_view name) const;

  // Notes the members that were never asked for (at most 20), the first of a request with the nearest name
  // that was. `errors_before`: how many errors of the same request are noted elsewhere.
  void finish(std::size_t errors_before = 0);

 private:
  const JsonNode& object_;
  FieldErrors& errors_;
  std::string path_;
  std::array<std::string_view, 32> known_;
  std::size_t known_count_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace market
