#include <algorithm>
#include <ostream>

#include "cli/batch.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/order_words.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

Status place(Context& context) {
  const auto body = order_body(context);
  if (!body) return tl::unexpected(body.error());
  return context.send_and_show({"POST", "/v1/orders", to_line(*body), Repeat::safe}, placed_order_view());
}

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

Status show(Context& context) {
  if (const auto client_order_id = context.invocation().get("client-order-id"))
    return context.send_and_show({"GET", by_client_id_target(context, *client_order_id), "", Repeat::safe},
                                 object_view());
  const auto targets = order_targets(context);
  if (!targets) return tl::unexpected(targets.error());
  return context.send_and_show({"GET", targets->front(), "", Repeat::safe}, object_view());
}

Status amend(Context& context) {
  const auto body = request_body(context);
  if (!body) return tl::unexpected(body.error());
  if (body->empty()) return usage_failure("what should change? give --quantity or --limit-price");
  const auto targets = order_targets(context);
  if (!targets) return tl::unexpected(targets.error());
  return context.send_and_show({"PATCH", targets->front(), to_line(*body), Repeat::at_risk},
                               changed_order_view());
}

Status cancel(Context& context) {
  const auto targets = order_targets(context);
  if (!targets) return tl::unexpected(targets.error());
  for (const std::string& target : *targets)
    if (const Status done =
            context.send_and_show({"DELETE", target, "", Repeat::at_risk}, changed_order_view());
        !done)
      return done;
  return {};
}

// An admin key has no trader of its own.
bool acts_as_admin(Context& context) {
  const auto self = context.send({"GET", "/v1/traders/me", "", Repeat::safe});
  return !self && self.error().exit == ExitCode::not_found;
}

Status cancel_all(Context& context) {
  const auto target = request_target(context);
  if (!target) return tl::unexpected(target.error());
  const bool narrowed =
      context.trader() || context.invocation().has("trader") || context.invocation().has("symbol");
  if (!narrowed && context.cannot_ask() && acts_as_admin(context))
    return usage_failure("this would cancel the open orders of every trader: give -y to say that it should",
                         "or narrow it with --as, --trader or --symbol");
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

Status show_batch(Output& output, const Json& answer, std::string_view raw) {
  if (output.format() != Format::jsonl || !output.options().fields.empty())
    return output.show(batch_view(), answer, raw);
  for (const Json& result : member(answer, "results")) output.out() << to_line(result) << '\n';
  return {};
}

// The end of a batch of which `failure` kept the rest from being sent: what was done is shown.
Status broken_off(Context& context, const Json& done, Failure failure) {
  const std::size_t count = member(done, "results").size();
  if (count == 0) return tl::unexpected(std::move(failure));
  if (const Status shown = show_batch(context.output(), done, ""); !shown) return shown;
  failure.detail = "after " + std::to_string(count) + " operations: " + failure.detail;
  failure.answer_shown = true;
  return tl::unexpected(std::move(failure));
}

// A failure when operations were refused, with the exit code of the first one.
Status refusals_of(const Json& results) {
  std::size_t refused = 0;
  Failure failed;
  for (const Json& result : results) {
    const auto status = static_cast<int>(integer_of(result, "status"));
    if (status >= 400 && ++refused == 1) failed.exit = exit_code_for_status(status);
  }
  if (refused == 0) return {};
  failed.code = "batch";
  failed.detail =
      std::to_string(refused) + " of " + std::to_string(results.size()) + " operations were refused";
  failed.answer_shown = true;
  return tl::unexpected(failed);
}

Status batch(Context& context) {
  const std::string file = *context.invocation().get("file");
  const auto text = context.read_input(file);
  if (!text) return tl::unexpected(text.error());
  auto operations = parse_operations(*text);
  if (!operations) return tl::unexpected(operations.error());
  if (operations->empty())
    return usage_failure((file == "-" ? "standard input" : "the file " + file) + " holds no operations");
  for (Json& operation : *operations) complete_operation(operation, context.trader());

  Json answer{{"results", Json::array()}, {"seq", nullptr}};
  std::string raw;
  for (std::size_t from = 0; from < operations->size(); from += kMaxBatch) {
    const std::size_t to = std::min(operations->size(), from + kMaxBatch);
    Json body{{"operations", Json::array()}};
    for (std::size_t i = from; i < to; ++i) body["operations"].push_back(std::move((*operations)[i]));
    const auto part = context.fetch({"POST", "/v1/orders/batch", to_line(body), Repeat::safe}, &raw);
    if (!part) return broken_off(context, answer, part.error());
    for (const Json& result : member(*part, "results")) answer["results"].push_back(result);
    answer["seq"] = member(*part, "seq");
  }
  const bool one_answer = operations->size() <= kMaxBatch;
  if (const Status shown = show_batch(context.output(), answer, one_answer ? raw : ""); !shown) return shown;
  return refusals_of(member(answer, "results"));
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

  CommandSpec placing;
  placing.path = "order place";
  placing.summary = "Place an order";
  placing.example =
      "order place buy 10 ACME @101.25 --as alice\n  marketctl order place sell 5 ACME --market --as alice";
  placing.operations = {"placeOrder"};
  placing.parameters = {
      argument("side", "buy or sell").in(Place::body).one_of({"buy", "sell"}).or_flag("side"),
      argument("quantity", "how many shares", K::integer).in(Place::body).or_flag("quantity"),
      argument("symbol", "of which company", K::symbol).in(Place::body).or_flag("symbol"),
      argument("price", "the limit, like @101.25").in(Place::local).or_flag("limit-price"),
      flag("market", "at whatever price there is", K::toggle).in(Place::local),
      flag("type", "limit with a price, market with --market").one_of({"limit", "market"}),
      flag("time-in-force", "until canceled, immediate or cancel, fill or kill")
          .one_of({"gtc", "ioc", "fok"}),
      flag("post-only", "refuse it if it would trade at once", K::toggle),
      flag("self-trade", "when it meets an order of the same trader").one_of({"cancel_newest", "allow"}),
      flag("client-order-id", "your own name for it; made up when not given").shown_as("ID"),
      flag("trader", "for whom, as --as").shown_as("TRADER")};
  placing.acting = Acting::in_body;
  placing.run = place;
  commands.push_back(placing);

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
  amending.parameters = {id, client_order_id,
                         flag("quantity", "the new total, with what is filled", K::integer),
                         flag("limit-price", "the new limit", K::decimal)};
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

  CommandSpec batching;
  batching.path = "order batch";
  batching.summary = "Send many operations (place, amend, cancel) at once, from JSON or JSON lines";
  batching.example = "order batch operations.json\n  marketctl order batch - < operations.jsonl";
  batching.operations = {"batchOrders"};
  batching.parameters = {
      argument("file", "{\"operations\":[…]}, an array, or one operation a line; - is standard input")
          .in(Place::local)
          .must()};
  batching.acting = Acting::in_body;
  batching.run = batch;
  commands.push_back(batching);
  return commands;
}

}  // namespace market::cli
