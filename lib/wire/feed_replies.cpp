#include "wire/feed_replies.hpp"

#include "wire/json_writer.hpp"

namespace market {

void append_subscription_message(std::string& out, const MessageHead& head,
                                 std::span<const SubscribedChannel> channels) {
  JsonWriter json(out);
  begin_message(json, head, "subscription").key("channels").begin_array();
  for (const SubscribedChannel& one : channels) {
    json.begin_object().field("channel", one.channel).key("symbols");
    if (one.all) {
      json.null();
    } else {
      json.begin_array();
      for (const Symbol& symbol : one.symbols) json.value(symbol);
      json.end_array();
    }
    json.end_object();
  }
  json.end_array().end_object();
}

void append_authenticated_message(std::string& out, const MessageHead& head, std::string_view role,
                                  std::string_view trader) {
  JsonWriter json(out);
  begin_message(json, head, "authenticated").field("role", role).text_or_null("trader", trader).end_object();
}

void append_error_message(std::string& out, const MessageHead& head, const Problem& problem) {
  JsonWriter json(out);
  begin_message(json, head, "error").field("code", problem.code).field("detail", problem.detail);
  json.key("errors").begin_array();
  for (const FieldError& error : problem.errors)
    json.begin_object().field("field", error.field).field("reason", error.reason).end_object();
  json.end_array().end_object();
}

}  // namespace market
