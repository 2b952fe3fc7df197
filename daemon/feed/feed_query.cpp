#include "daemon/feed/feed_query.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/nearest.hpp"

namespace market {
namespace {

constexpr std::array<std::string_view, 3> kParameters = {"channels", "symbols", "since"};
constexpr std::size_t kLongestEcho = 40;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

// For an error text: what was sent, kept short and printable.
std::string echo(std::string_view text) {
  std::string out(text.substr(0, kLongestEcho));
  for (char& c : out) c = c < ' ' || c > '~' ? '?' : c;
  return "\"" + out + "\"";
}

tl::unexpected<Problem> invalid(const std::string& field, const std::string& reason) {
  return tl::unexpected(Problem{400, "invalid_request", field + ": " + reason, {{field, reason}}});
}

template <class Visit>
void for_each_part(std::string_view text, char separator, Visit visit) {
  while (!text.empty()) {
    const std::size_t at = text.find(separator);
    visit(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
  }
}

// "trades, quotes and companies".
std::string channel_list(const std::string& conjunction) {
  std::string out;
  for (std::size_t i = 0; i < kChannelNames.size(); ++i) {
    if (i > 0) out += i + 1 < kChannelNames.size() ? ", " : " " + conjunction + " ";
    out += kChannelNames[i];
  }
  return out;
}

tl::expected<void, Problem> take_channels(FeedQuery& query, const std::string& value) {
  query.channels = {};
  std::string unknown;
  for_each_part(value, ',', [&](std::string_view name) {
    const auto found = std::find(kChannelNames.begin(), kChannelNames.end(), name);
    if (found != kChannelNames.end()) {
      query.channels.add(static_cast<Channel>(found - kChannelNames.begin()));
    } else if (unknown.empty()) {
      unknown = echo(name);
    }
  });
  if (!unknown.empty()) {
    return invalid("channels", "there is no channel " + unknown + "; this server has " + channel_list("and"));
  }
  if (query.channels.empty())
    return invalid("channels",
                   "name " + channel_list("or") + ", or leave it out for trades, quotes and companies");
  return {};
}

tl::expected<void, Problem> take_symbols(FeedQuery& query, const std::string& value) {
  std::string malformed;
  for_each_part(value, ',', [&](std::string_view text) {
    const auto symbol = parse_symbol(text);
    if (symbol) {
      query.symbols.push_back(*symbol);
    } else if (malformed.empty()) {
      malformed = echo(text);
    }
  });
  if (!malformed.empty()) return invalid("symbols", malformed + " is not a symbol");
  if (query.symbols.empty()) return invalid("symbols", "name at least one company, or leave it out for all");
  if (query.symbols.size() > kMostSymbols) {
    return invalid("symbols",
                   "name at most " + std::to_string(kMostSymbols) + " companies, or leave it out for all");
  }
  return {};
}

tl::expected<void, Problem> take_since(FeedQuery& query, const std::string& field, std::string_view value) {
  query.since = parse_feed_position(value);
  if (!query.since)
    return invalid(field, echo(value) + " is not of the form SEQ or SEQ-N, as 99123 or 99123-4");
  return {};
}

tl::expected<void, Problem> take(FeedQuery& query, const std::string& name, const std::string& value) {
  if (name == "channels") return take_channels(query, value);
  if (name == "symbols") return take_symbols(query, value);
  if (name == "since") return take_since(query, name, value);
  const auto nearest = nearest_name(name, kParameters);
  return invalid(name.substr(0, kLongestEcho),
                 "there is no such parameter" +
                     (nearest ? "; did you mean " + std::string(*nearest) + "?" : "") +
                     " (channels, symbols, since)");
}

}  // namespace

tl::expected<FeedQuery, Problem> parse_feed_query(std::string_view query, std::string_view last_event_id) {
  FeedQuery out;
  tl::expected<void, Problem> result;
  std::array<bool, kParameters.size()> seen{};
  for_each_part(query, '&', [&](std::string_view pair) {
    if (!result || pair.empty()) return;
    const std::size_t equals = pair.find('=');
    const std::string name = decode(pair.substr(0, equals));
    const std::string value = equals == std::string_view::npos ? "" : decode(pair.substr(equals + 1));
    const auto known = std::find(kParameters.begin(), kParameters.end(), name);
    if (known != kParameters.end() &&
        std::exchange(seen[static_cast<std::size_t>(known - kParameters.begin())], true)) {
      result = invalid(name, "was given more than once");
      return;
    }
    result = take(out, name, value);
  });
  if (result && !last_event_id.empty()) result = take_since(out, "Last-Event-ID", last_event_id);
  if (!result) return tl::unexpected(result.error());
  return out;
}

}  // namespace market
