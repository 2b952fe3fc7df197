#include "sim/scenario_reader.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/nearest.hpp"

namespace market::sim {

std::string indexed(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

Slug read_slug(JsonObject& object, std::string_view key) {
  if (const auto slug = parse_slug(object.text(key))) return *slug;
  object.fail(key, "must match [a-z0-9][a-z0-9_-]{0,31}");
  return {};
}

Symbol read_symbol(JsonObject& object, std::string_view key) {
  if (const auto symbol = parse_symbol(object.text(key))) return *symbol;
  object.fail(key, "must match [A-Z][A-Z0-9.]{0,9}");
  return {};
}

std::size_t read_word(JsonObject& object, std::string_view key, const std::vector<std::string_view>& words,
                      std::optional<std::string> fallback) {
  const std::string word = object.text(key, std::move(fallback));
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto nearest = nearest_name(word, words);
  std::string known;
  for (const std::string_view name : words) known += (known.empty() ? "" : ", ") + std::string(name);
  object.fail(key,
              "\"" + word + "\" is not known" +
                  (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : "; known are " + known));
  return 0;
}

std::optional<std::string> read_file(JsonObject& object, const ReadContext& context) {
  const std::filesystem::path name = object.text("file");
  if (name.empty()) return std::nullopt;
  if (!context.source.folder) {
    object.fail("file", "only a scenario that is read from a file may name one");
    return std::nullopt;
  }
  const std::filesystem::path path = *context.source.folder / name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    object.fail("file", path.string() + " is no file");
    return std::nullopt;
  }
  if (const auto size = std::filesystem::file_size(path, error); error || size > kLongestFile) {
    object.fail("file", path.string() + " is longer than 1 GiB");
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.bad() && text) return text.str();
  object.fail("file", path.string() + " cannot be read");
  return std::nullopt;
}

ActivitySpec read_activity(const nlohmann::json& value, const std::string& path, const ReadContext& context) {
  JsonObject object(value, path, context.failure);
  ActivitySpec spec;
  spec.variance = object.number("variance", 0, 4, spec.variance);
  const auto times = object.list("times");
  if (times.empty() || times.size() > 16) object.fail("times", "must list 1 to 16 durations");
  for (const nlohmann::json* item : times) {
    const auto time = item->is_string() ? parse_duration(item->get<std::string>()) : std::nullopt;
    if (!time || time->ns() <= 0) {
      object.fail("times", "must list durations above 0 such as \"60s\"");
      break;
    }
    spec.times.push_back(*time);
  }
  object.finish();
  return spec;
}

ScheduledEvent read_scheduled_event(const nlohmann::json& value, const std::string& path,
                                    const ReadContext& context) {
  JsonObject object(value, path, context.failure);
  ScheduledEvent event;
  const std::size_t type = read_word(object, "type", {"shock", "news", "halt", "dividend"});
  event.at = object.duration("at", Duration());
  if (event.at == Duration()) object.fail("at", "is missing");
  event.symbol = read_symbol(object, "symbol");
  if (type == 0) {
    event.what = ShockSpec{object.number("return", -0.99, 100)};
  } else if (type == 1) {
    NewsSpec news;
    news.relative_return = object.number("return", -0.99, 100, 0.0);
    news.activity = object.number("activity", 0.01, 50, news.activity);
    news.decay = object.duration("decay", news.decay);
    event.what = news;
  } else if (type == 2) {
    HaltSpec halt;
    halt.reason = object.text("reason", "");
    if (const Duration duration = object.duration("duration", Duration()); duration.ns() > 0)
      halt.duration = duration;
    event.what = halt;
  } else {
    event.what = DividendSpec{Money(object.decimal("per_share", 1, kHighestPriceUnits))};
  }
  object.finish();
  return event;
}

}  // namespace market::sim
