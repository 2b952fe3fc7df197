#include "cli/request_builder.hpp"

#include <algorithm>

#include "cli/help.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"

namespace market::cli {
namespace {

constexpr std::int64_t kPageLimit = 1000;    // of the API
constexpr std::int64_t kDefaultLimit = 100;  // of the API, when none is named

// Puts `value` at "limits.max_open_orders".
void put(Json& body, std::string_view path, Json value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos)
    body[std::string(path)] = std::move(value);
  else
    put(body[std::string(path.substr(0, dot))], path.substr(dot + 1), std::move(value));
}

Result<std::string> text_value(const Parameter& parameter, const std::vector<std::string>& texts) {
  const auto value = json_value(parameter, texts);
  if (!value) return tl::unexpected(value.error());
  return value->is_string() ? value->get<std::string>() : to_line(*value);
}

// What the flags of a list ask for.
struct ListWish {
  bool all = false;
  bool limit_named = false;
  std::int64_t page_size = kPageLimit;
  std::int64_t left = kDefaultLimit;  // items still to come; not with `all`

  bool is_fulfilled() const { return !all && left <= 0; }
  std::int64_t next_page() const { return all ? page_size : std::min(left, page_size); }
};

Result<ListWish> list_wish(const Invocation& invocation) {
  ListWish wish;
  wish.all = invocation.has("all");
  const auto text = invocation.get("limit");
  if (!text) return wish;
  const auto limit = parse_integer(*text);
  if (!limit || *limit < 1)
    return usage_failure("--limit must be a whole number from 1, not \"" + *text + "\"");
  wish.limit_named = true;
  wish.left = *limit;
  wish.page_size = std::min(*limit, kPageLimit);
  return wish;
}

Status send_request(Context& context) {
  const CommandSpec& command = *context.invocation().command;
  const View& view = command.view != nullptr ? *command.view : object_view();
  if (view.shape == View::Shape::list && command.find("limit") != nullptr) {
    const auto target = request_target(context);
    if (!target) return tl::unexpected(target.error());
    return run_list(context, *target, view);
  }
  const auto request = build_request(context);
  if (!request) return tl::unexpected(request.error());
  return context.send_and_show(*request, view);
}

// Whether the request was about the owner of the key, since no trader was named.
bool means_key_owner(const Context& context) {
  return context.invocation().command->target.find("{trader}") != std::string_view::npos &&
         !context.invocation().has("trader") && !context.trader();
}

}  // namespace

Result<Json> request_body(const Context& context) {
  const Invocation& invocation = context.invocation();
  Json body = Json::object();
  for (const Parameter& parameter : invocation.command->parameters) {
    if (parameter.place != Place::body || !invocation.has(parameter.name)) continue;
    auto value = json_value(parameter, invocation.all(parameter.name));
    if (!value) return tl::unexpected(value.error());
    put(body, parameter.field_name(), std::move(*value));
  }
  if (invocation.command->acting == Acting::in_body && context.trader() && !body.contains("trader"))
    body["trader"] = *context.trader();
  return body;
}

void add_query(std::string& target, std::string_view name, std::string_view text) {
  target += target.find('?') == std::string::npos ? '?' : '&';
  target += percent_encoded(name) + "=" + percent_encoded(text);
}

Result<std::string> request_target(const Context& context) {
  const Invocation& invocation = context.invocation();
  std::string target(invocation.command->target);
  bool trader_named = false;
  for (const Parameter& parameter : invocation.command->parameters) {
    if (!invocation.has(parameter.name)) continue;
    if (parameter.place == Place::path) {
      const auto text = text_value(parameter, invocation.all(parameter.name));
      if (!text) return tl::unexpected(text.error());
      if (text->empty()) return usage_failure(display_name(parameter) + " is empty");
      const std::string braced = "{" + std::string(parameter.name) + "}";
      if (const std::size_t at = target.find(braced); at != std::string::npos)
        target.replace(at, braced.size(), percent_encoded(*text));
    }
  }
  // Without a name, a trader's own page: that of --as, or of the key.
  if (const std::size_t at = target.find("{trader}"); at != std::string::npos)
    target.replace(at, 8, context.trader().value_or("me"));
  for (const Parameter& parameter : invocation.command->parameters) {
    if (parameter.place != Place::query || !invocation.has(parameter.name)) continue;
    const auto text = text_value(parameter, invocation.all(parameter.name));
    if (!text) return tl::unexpected(text.error());
    trader_named |= parameter.name == "trader";
    add_query(target, parameter.field_name(), *text);
  }
  if (invocation.command->acting == Acting::in_query && context.trader() && !trader_named)
    add_query(target, "trader", *context.trader());
  return target;
}

Result<ClientRequest> build_request(const Context& context) {
  const CommandSpec& command = *context.invocation().command;
  auto target = request_target(context);
  if (!target) return tl::unexpected(target.error());
  ClientRequest request;
  request.method = std::string(command.method);
  request.target = std::move(*target);
  request.repeat = command.method == "GET" ? Repeat::safe : Repeat::at_risk;
  if (command.method != "GET" && command.method != "DELETE") {
    const auto body = request_body(context);
    if (!body) return tl::unexpected(body.error());
    request.body = to_line(*body);
  }
  return request;
}

Status run_request(Context& context) {
  Status done = send_request(context);
  if (!done && done.error().code == "not_found" && means_key_owner(context))
    return usage_failure("name a trader, or use --as", "the key that is used is no trader's");
  return done;
}

// A page may have fewer items than asked for, even none, and still not be the last: with a filter the server
// gives up looking after so many items and says where to go on.
Status run_list(Context& context, const std::string& target, const View& view) {
  auto wish = list_wish(context.invocation());
  if (!wish) return tl::unexpected(wish.error());
  Output& output = context.output();
  std::optional<std::string> cursor = context.invocation().get("cursor");
  for (bool first = true;; first = false) {
    std::string page_target = target;
    if (wish->all || wish->limit_named || !first)
      add_query(page_target, "limit", std::to_string(wish->next_page()));
    if (cursor) add_query(page_target, "cursor", *cursor);
    std::string raw;
    const auto page = context.fetch({"GET", page_target, "", Repeat::safe}, &raw);
    if (!page) return tl::unexpected(page.error());
    const std::size_t items = member(*page, "items").size();
    const std::string next = text_of(*page, "next");
    wish->left -= static_cast<std::int64_t>(items);
    const bool last = next.empty() || wish->is_fulfilled();
    if (last && !next.empty() && !wish->limit_named && output.options().out_is_terminal)
      output.notice("there are more: --limit N or --all");
    if (first && last) return output.show(view, *page, raw);
    if (items > 0 || last)
      if (const Status shown = output.show_page(view, *page); !shown) return shown;
    if (last) return output.finish_pages(view, *page);
    if (next == cursor)
      return failure("bad_answer", "the list does not go on: its next page is the one that was asked for");
    cursor = next;
  }
}

}  // namespace market::cli
