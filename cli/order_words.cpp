#include "cli/order_words.hpp"

#include <algorithm>

#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kShape = "marketctl order place buy 10 ACME @101.25, or … market";
constexpr std::string_view kTerms =
    "the words after SYMBOL are @PRICE, market, stop PRICE, trail AMOUNT or trail N%, and gtc, day, gtd "
    "TIME, "
    "ioc, fok, opg or cls";
constexpr std::string_view kTimesInForce[] = {"gtc", "day", "ioc", "fok", "opg", "cls"};

bool is_time_in_force(std::string_view word) {
  return std::find(std::begin(kTimesInForce), std::end(kTimesInForce), word) != std::end(kTimesInForce);
}

// Reads the words into the fields of the body that the flags have begun.
class TermReader {
 public:
  TermReader(const std::vector<std::string>& words, Json& body) : words_(words), body_(body) {}

  Status read() {
    while (at_ < words_.size())
      if (const Status taken = take(words_[at_++]); !taken) return taken;
    return {};
  }
  bool market() const { return market_; }

 private:
  Status take(const std::string& word) {
    if (word == "market") {
      market_ = true;
      return {};
    }
    if (word == "limit") return take_price(word, "limit_price");
    if (word == "stop") return take_price(word, "stop_price");
    if (word == "trail") return take_trail();
    if (is_time_in_force(word)) return give("time_in_force", word);
    if (word == "gtd") return take_expiry();
    if (!word.empty() && (word[0] == '@' || parse_value(word))) return give_price("limit_price", word);
    return usage_failure("\"" + word + "\" is not a term of an order", std::string(kTerms));
  }

  // The word that `term` needs behind it.
  Result<std::string> next(const std::string& term, const std::string& example) {
    if (at_ < words_.size()) return words_[at_++];
    return usage_failure("something is missing after \"" + term + "\": " + term + " " + example);
  }

  Status take_price(const std::string& term, const char* field) {
    const auto word = next(term, "95.00");
    if (!word) return tl::unexpected(word.error());
    return give_price(field, *word);
  }

  Status take_trail() {
    auto word = next("trail", "2.00, or trail 5%");
    if (!word) return tl::unexpected(word.error());
    const bool percent = !word->empty() && word->back() == '%';
    if (percent) word->pop_back();
    if (!parse_value(*word))
      return usage_failure("a trail must look like 2.00 or 5%, not \"" + words_[at_ - 1] + "\"");
    return give(percent ? "trail_percent" : "trail_amount", *word);
  }

  Status take_expiry() {
    const auto word = next("gtd", "2026-02-01T16:00:00Z");
    if (!word) return tl::unexpected(word.error());
    if (const Status given = give("expires_at", *word); !given) return given;
    return give("time_in_force", "gtd");
  }

  Status give_price(const char* field, std::string word) {
    if (!word.empty() && word.front() == '@') word.erase(0, 1);
    if (!parse_value(word)) return usage_failure("a price must look like 101.25, not \"" + word + "\"");
    return give(field, word);
  }

  Status give(const char* field, const std::string& value) {
    if (body_.contains(field))
      return usage_failure(std::string(field) + " is given twice: " + text_of(body_, field) + " and " +
                           value);
    body_[field] = value;
    return {};
  }

  static bool parse_value(const std::string& word) {
    return json_value(flag("price", "", ValueKind::decimal), {word}).has_value();
  }

  const std::vector<std::string>& words_;
  Json& body_;
  std::size_t at_ = 0;
  bool market_ = false;
};

// The class that the legs tell. With one leg it could be two: nothing is guessed then.
Status set_order_class(Json& body, bool market) {
  if (body.contains("order_class")) return {};
  const bool profit = body.contains("take_profit"), loss = body.contains("stop_loss");
  if (!profit && !loss) return {};
  const bool entry = market || body.contains("limit_price");
  if (profit && loss) {
    body["order_class"] = entry ? "bracket" : "oco";
    return {};
  }
  return usage_failure("--take-profit or --stop-loss alone could mean two things: say which",
                       "--order-class oto: the leg becomes active when this order is done; "
                       "--order-class oco: this order and the --stop-loss, one cancels the other");
}

// Whether the limit of an oco order comes as its --take-profit.
bool limit_is_take_profit(const Json& body) {
  return text_of(body, "order_class") == "oco" && body.contains("take_profit");
}

// What the prices say that the order is; empty when they say nothing.
std::string told_type(const Json& body, bool market) {
  if (body.contains("trail_amount") || body.contains("trail_percent")) return "trailing_stop";
  if (body.contains("stop_price")) return body.contains("limit_price") ? "stop_limit" : "stop";
  if (market) return "market";
  return body.contains("limit_price") || limit_is_take_profit(body) ? "limit" : "";
}

Status check_prices(const Json& body, const std::string& told, bool market) {
  const bool priced = body.contains("limit_price");
  if (market && priced) return usage_failure("an order is either at market or has a price");
  if (market && told != "market")
    return usage_failure("a stop becomes a market order by itself: leave market out");
  if (told == "trailing_stop" && (priced || body.contains("stop_price")))
    return usage_failure(
        "a trailing stop takes its price from the market: it has neither stop nor limit price");
  return {};
}

Status set_type(Json& body, bool market) {
  const std::string told = told_type(body, market);
  if (const Status checked = check_prices(body, told, market); !checked) return checked;
  const std::string type = text_of(body, "type");
  if (told.empty() && type.empty())
    return usage_failure("a price is missing: give one like @101.25, or market", std::string(kTerms));
  if (told.empty() && type != "market")
    return usage_failure("a " + type + " order needs its price", std::string(kTerms));
  if (!told.empty() && !type.empty() && type != told)
    return usage_failure("--type " + type + " does not fit: with these prices it is a " + told + " order");
  if (type.empty()) body["type"] = told;
  return {};
}

}  // namespace

Result<Json> order_body(const Context& context) {
  const Invocation& invocation = context.invocation();
  auto body = request_body(context);
  if (!body) return body;
  TermReader terms(invocation.all("terms"), *body);
  if (const Status read = terms.read(); !read) return tl::unexpected(read.error());
  const bool market = terms.market() || invocation.has("market");
  for (const auto* field : {"side", "quantity", "symbol"})
    if (!body->contains(field))
      return usage_failure(std::string("the ") + field + " is missing", std::string(kShape));
  if (invocation.has("stop-loss-limit") && !invocation.has("stop-loss"))
    return usage_failure("--stop-loss-limit needs --stop-loss, the price that triggers it");
  if (const Status set = set_order_class(*body, market || text_of(*body, "type") == "market"); !set)
    return tl::unexpected(set.error());
  if (const Status set = set_type(*body, market); !set) return tl::unexpected(set.error());
  if (body->contains("expires_at") && !body->contains("time_in_force")) (*body)["time_in_force"] = "gtd";
  return body;
}

}  // namespace market::cli
