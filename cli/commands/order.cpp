#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/order_wait.hpp"
#include "cli/request_builder.hpp"
#include "core/timestamp.hpp"

namespace market::cli {
namespace {

std::string by_client_id_target(const Context& context, const std::string& client_order_id) {
  std::string target = "/v1/orders/by-client-id/" + percent_encoded(client_order_id);
  if (const auto trader =
          context.invocation().has("trader") ? context.invocation().get("trader") : context.trader())
    add_query(target, "trader", *trader);
  return target;
}

// The paths of the orders that the command names by id or by --client-order-id.
Result<std::vector<std::string>> order_targets(Context& context) {
  std::vector<std::string> targets;
  for (const std::string& id : context.invocation().all("id")) {
    if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos)
      return usage_failure("an order's id is a number, not \"" + id + "\"",
                           "its own name goes with --client-order-id");
    targets.push_back("/v1/orders/" + id);
  }
  if (const auto client_order_id = context.invocation().get("client-order-id")) {
    const auto order =
        context.fetch({"GET", by_client_id_target(context, *client_order_id), "", Repeat::safe});
    if (!order) return tl::unexpected(order.error());
    targets.push_back("/v1/orders/" + text_of(*order, "id"));
  }
  if (targets.empty()) return usage_failure("which order? give its id, or --client-order-id");
  return targets;
}

// The path at which one order is read, by id or by --client-order-id.
Result<std::string> readable_target(Context& context) {
  if (const auto client_order_id = context.invocation().get("client-order-id"))
    return by_client_id_target(context, *client_order_id);
  const auto targets = order_targets(context);
  if (!targets) return tl::unexpected(targets.error());
  return targets->front();
}

Status show(Context& context) {
  const auto target = readable_target(context);
  if (!target) return tl::unexpected(target.error());
  return context.send_and_show({"GET", *target, "", Repeat::safe}, object_view());
}

Status amend(Context& context) {
  const auto body = request_body(context);
  if (!body) return tl::unexpected(body.error());
  if (body->empty())
    return usage_failure("what should change? give --quantity, --limit-price or --stop-price");
  const auto targets = order_targets(context);
  if (!targets) return tl::unexpected(targets.error());
  return context.send_and_show({"PATCH", targets->front(), to_line(*body), Repeat::at_risk}, order_view());
}

Status cancel(Context& context) {
  const auto targets = order_targets(context);
  if (!targets) return tl::unexpected(targets.error());
  for (const std::string& target : *targets)
    if (const Status done = context.send_and_show({"DELETE", target, "", Repeat::at_risk}, order_view());
        !done)
      return done;
  return {};
}

// The dead man's switch. Sent again it only counts from a moment later.
Status cancel_after(Context& context) {
  const std::string text = *context.invocation().get("seconds");
  const auto duration = parse_duration(text);
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (!duration || duration->ns() % kSecond != 0)
    return usage_failure("SECONDS must be whole seconds, like 60, 90s or 5m, not \"" + text + "\"",
                         "0 switches it off");
  auto body = request_body(context);
  if (!body) return tl::unexpected(body.error());
  (*body)["seconds"] = duration->ns() / kSecond;
  return context.send_and_show({"POST", "/v1/orders/cancel-after", to_line(*body), Repeat::safe},
                               cancel_after_view());
}

Status wait(Context& context) {
  const auto target = readable_target(context);
  if (!target) return tl::unexpected(target.error());
  return wait_for_order(context, *target, context.invocation().get("status").value_or("closed"));
}

Status cancel_all(Context& context) {
  const auto target = request_target(context);
  if (!target) return tl::unexpected(target.error());
  if (!context.confirm("Cancel every open order that matches?")) return silent_end(ExitCode::failure);
  return context.send_and_show({"DELETE", *target, "", Repeat::at_risk}, canceled_orders_view());
}

// The list of one trader, or of everyone the key may see.
Status list(Context& context) {
  auto target = request_target(context);
  if (!target) return tl::unexpected(target.error());
  if (const auto trader = context.invocation().get("trader"))
    target->replace(0, std::string_view("/v1/orders").size(),
                    "/v1/traders/" + percent_encoded(*trader) + "/orders");
  return run_list(context, *target, orders_view());
}

}  // namespace

std::vector<CommandSpec> order_commands() {
  using K = ValueKind;
  const Parameter id = argument("id", "the order's id").in(Place::local);
  const Parameter client_order_id =
      flag("client-order-id", "the name that its sender gave it").in(Place::local).shown_as("ID");
  const Parameter of_trader = flag("trader", "whose").in(Place::local).shown_as("TRADER");
  const Parameter side = flag("side", "only this side").in(Place::query).one_of({"buy", "sell"});
  const Parameter symbol = flag("symbol", "only this company", K::symbol).in(Place::query);
  std::vector<CommandSpec> commands;

  CommandSpec listing;
  listing.path = "order list";
  listing.summary = "List orders: one's own, a trader's, or (admin) everyone's";
  listing.example = "order list --as alice --status open";
  listing.operations = {"listOrders", "listTraderOrders"};
  listing.parameters = with_list_parameters(
      {of_trader, symbol,
       flag("status", "open by default").in(Place::query).one_of({"open", "closed", "all"}), side});
  listing.method = "GET";
  listing.target = "/v1/orders";
  listing.acting = Acting::in_query;
  listing.run = list;
  commands.push_back(listing);

  CommandSpec showing;
  showing.path = "order show";
  showing.summary = "Show one order";
  showing.example = "order show 17";
  showing.operations = {"showOrder", "showOrderByClientId"};
  showing.parameters = {id, client_order_id, of_trader};
  showing.acting = Acting::by_key;
  showing.run = show;
  commands.push_back(showing);

  CommandSpec amending;
  amending.path = "order amend";
  amending.summary = "Change an open order in place; only less quantity at the same price keeps its priority";
  amending.example = "order amend 17 --quantity 5";
  amending.operations = {"amendOrder"};
  amending.parameters = {
      id, client_order_id, flag("quantity", "the new total, with what is filled", K::integer),
      flag("limit-price", "the new limit", K::decimal),
      flag("stop-price", "the new stop price, of a stop that is not triggered", K::decimal)};
  amending.acting = Acting::by_key;
  amending.run = amend;
  commands.push_back(amending);

  CommandSpec canceling;
  canceling.path = "order cancel";
  canceling.summary = "Cancel orders";
  canceling.example = "order cancel 17 18";
  canceling.operations = {"cancelOrder"};
  canceling.parameters = {id.rest(), client_order_id};
  canceling.acting = Acting::by_key;
  canceling.run = cancel;
  commands.push_back(canceling);

  CommandSpec sweeping;
  sweeping.path = "order cancel-all";
  sweeping.summary = "Cancel all open orders that match";
  sweeping.example = "order cancel-all --symbol ACME --as alice";
  sweeping.operations = {"cancelOrders"};
  sweeping.parameters = {of_trader.in(Place::query), symbol, side};
  sweeping.target = "/v1/orders";
  sweeping.acting = Acting::in_query;
  sweeping.run = cancel_all;
  commands.push_back(sweeping);

  CommandSpec switching;
  switching.path = "order cancel-after";
  switching.summary = "Cancel a trader's open orders unless this is said again in time; 0 switches it off";
  switching.example = "order cancel-after 60 --as alice";
  switching.operations = {"cancelAfter"};
  switching.parameters = {argument("seconds", "how long from now: 60, 90s, 5m").in(Place::local).must(),
                          flag("trader", "for whom, as --as").shown_as("TRADER")};
  switching.acting = Acting::in_body;
  switching.run = cancel_after;
  commands.push_back(switching);

  CommandSpec waiting;
  waiting.path = "order wait";
  waiting.summary = "Wait until an order is closed, filled, …; at most as long as --timeout says";
  waiting.example = "order wait 17 --status filled --timeout 60";
  waiting.operations = {"showOrder", "showOrderByClientId"};
  waiting.parameters = {
      id, client_order_id, of_trader,
      flag("status", "closed (by default) is any end, partially_filled any fill, new no longer held")
          .in(Place::local)
          .one_of({"closed", "filled", "partially_filled", "canceled", "expired", "new"})};
  waiting.acting = Acting::by_key;
  waiting.run = wait;
  commands.push_back(waiting);

  return commands;
}

}  // namespace market::cli
