#include "daemon/feed/feed_request.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "wire/object_reader.hpp"

namespace market {
namespace {

using Action = FeedRequest::Action;

constexpr std::array<std::string_view, 3> kActions = {"subscribe", "unsubscribe", "auth"};
constexpr TextLength kKeyLength{1, 200};

std::optional<Action> parse_action(std::string_view text) {
  const auto found = std::find(kActions.begin(), kActions.end(), text);
  return found == kActions.end() ? std::nullopt
                                 : std::optional(static_cast<Action>(found - kActions.begin()));
}

class RequestReader {
 public:
  explicit RequestReader(const JsonNode& body) : read_(body, errors_) {}

  tl::expected<FeedRequest, Problem> read() {
    const auto action = read_.word<Action>("action", parse_action, {kActions}, Need::required);
    if (action) {
      out_.action = *action;
      switch (*action) {
        case Action::subscribe:
          read_channels(Need::required);
          read_symbols();
          read_since();
          break;
        case Action::unsubscribe:
          read_channels(Need::optional);
          read_symbols();
          break;
        case Action::auth: out_.key = read_.text("key", kKeyLength, Need::required).value_or(""); break;
      }
      read_.finish();
    }
    if (!errors_.empty()) return tl::unexpected(invalid_request(std::move(errors_)));
    return std::move(out_);
  }

 private:
  // The strings of an array, each once it is known to be one.
  template <class Visit>
  bool for_each_text(std::string_view name, Need need, Visit visit) {
    const JsonNode* node = read_.node(name, need);
    if (node == nullptr) return false;
    if (!node->is_array() || node->items.empty()) {
      read_.fail(name, "must be an array of at least one string");
      return false;
    }
    for (const JsonNode& item : node->items) {
      if (!item.is_string()) {
        read_.fail(name, "must be an array of strings");
        return false;
      }
      if (!visit(std::string_view(item.text))) return false;
    }
    return true;
  }

  void read_channels(Need need) {
    out_.query.channels = {};
    const bool named = for_each_text("channels", need, [&](std::string_view name) {
      const auto found = std::find(kChannelNames.begin(), kChannelNames.end(), name);
      if (found == kChannelNames.end()) {
        read_.fail("channels", wrong_word(name, {kChannelNames}));
        return false;
      }
      out_.query.channels.add(static_cast<Channel>(found - kChannelNames.begin()));
      return true;
    });
    out_.all_channels = !named;
  }

  void read_symbols() {
    for_each_text("symbols", Need::optional, [&](std::string_view text) {
      const auto symbol = parse_symbol(text);
      if (!symbol || out_.query.symbols.size() == kMostSymbols) {
        read_.fail("symbols", symbol ? "name at most " + std::to_string(kMostSymbols) +
                                           " companies, or leave it out for all"
                                     : std::string(kSymbolRule));
        return false;
      }
      out_.query.symbols.push_back(*symbol);
      return true;
    });
  }

  // "99123-4", "99123" or 99123.
  void read_since() {
    const JsonNode* node = read_.node("since");
    if (node == nullptr) return;
    if (node->is_string() || node->is_number()) out_.query.since = parse_feed_position(node->text);
    if (!out_.query.since) read_.fail("since", "must be of the form SEQ or SEQ-N, as 99123 or \"99123-4\"");
  }

  FieldErrors errors_;
  ObjectReader read_;
  FeedRequest out_;
};

}  // namespace

tl::expected<FeedRequest, Problem> parse_feed_request(std::string_view text) {
  const auto body = parse_json(text);
  if (!body) return tl::unexpected(Problem{400, "invalid_request", "a message is JSON: " + body.error(), {}});
  if (!body->is_object())
    return tl::unexpected(Problem{400, "invalid_request", "a message is a JSON object", {}});
  return RequestReader(*body).read();
}

}  // namespace market
