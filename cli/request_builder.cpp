#include "cli/request_builder.hpp"

#include <algorithm>

#include "cli/help.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"

namespace market::cli {
namespace {

constexpr std::int64_t kPageLimit = 1000;  // of the API

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

Status run_list(Context& context, const std::string& target, const View& view) {
  const Invocation& invocation = context.invocation();
  const bool all = invocation.has("all");
  std::int64_t page_size = kPageLimit;
  std::optional<std::int64_t> left;  // nullopt: the server's own page size, or everything
  if (const auto text = invocation.get("limit")) {
    const auto limit = parse_integer(*text);
    if (!limit || *limit < 1)
      return usage_failure("--limit must be a whole number from 1, not \"" + *text + "\"");
    page_size = std::min(*limit, kPageLimit);
    if (!all) left = limit;
  }
  std::optional<std::string> cursor = invocation.get("cursor");
  for (bool first = true;; first = false) {
    std::string page_target = target;
    if (all || left)
      add_query(page_target, "limit", std::to_string(std::min(left.value_or(page_size), page_size)));
    if (cursor) add_query(page_target, "cursor", *cursor);
    std::string raw;
    const auto page = context.fetch({"GET", page_target, "", Repeat::safe}, &raw);
    if (!page) return tl::unexpected(page.error());
    const Json& next = member(*page, "next");
    const auto items = static_cast<std::int64_t>(member(*page, "items").size());
    if (left) *left -= items;
    const bool last = next.is_null() || items == 0 || (left ? *left <= 0 : !all);
    if (first && last) {
      if (!next.is_null() && !left && context.output().options().out_is_terminal)
        context.output().notice("there are more: --limit N or --all");
      return context.output().show(view, *page, raw);
    }
    if (const Status shown = context.output().show_page(view, *page); !shown) return shown;
    if (last) return context.output().finish_pages(view, *page);
    cursor = text_of(*page, "next");
  }
}

}  // namespace market::cli
