#include <algorithm>
#include <ostream>

#include "cli/batch.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/order_words.hpp"
#include "cli/plural.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

Status place(Context& context) {
  auto body = order_body(context);
  if (!body) return tl::unexpected(body.error());
  if (!body->contains("client_order_id")) (*body)["client_order_id"] = make_client_order_id();
  return context.send_and_show({"POST", "/v1/orders", to_line(*body), Repeat::safe}, order_view());
}

// Ends as placing the order would: with the refusal's exit code when it would be refused.
Status preview(Context& context) {
  const auto body = order_body(context);
  if (!body) return tl::unexpected(body.error());
  std::string raw;
  const auto answer = context.fetch({"POST", "/v1/orders/preview", to_line(*body), Repeat::safe}, &raw);
  if (!answer) return tl::unexpected(answer.error());
  const bool accepted = member(*answer, "accepted") == Json(true);
  const bool shown = accepted || context.output().format() != Format::table;
  if (shown)
    if (const Status done = context.output().show(preview_view(), *answer, raw); !done) return done;
  if (accepted) return {};
  Failure refused;
  refused.code = text_of(*answer, "code");
  refused.exit = refused.code == "rate_limited" ? ExitCode::rate_limited : ExitCode::refused;
  refused.detail = text_of(*answer, "detail");
  refused.answer_shown = shown;
  return tl::unexpected(refused);
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
  failure.detail = "after " + counted(std::to_string(count), "operation") + ": " + failure.detail;
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
  failed.detail = std::to_string(refused) + " of " + counted(std::to_string(results.size()), "operation") +
                  (results.size() == 1 ? " was refused" : " were refused");
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

// The words and flags of an order, the same for `order place` and `order preview`.
std::vector<Parameter> order_parameters() {
  using K = ValueKind;
  return {
      argument("side", "buy or sell").in(Place::body).one_of({"buy", "sell"}).or_flag("side"),
      argument("quantity", "how many shares", K::integer).in(Place::body).or_flag("quantity"),
      argument("symbol", "of which company", K::symbol).in(Place::body).or_flag("symbol"),
      argument("terms",
               "@PRICE, market, stop PRICE, trail AMOUNT, trail N%; gtc, day, gtd TIME, ioc, fok, opg, cls")
          .in(Place::local)
          .rest()
          .suggesting({"market", "stop", "trail", "gtc", "day", "gtd", "ioc", "fok", "opg", "cls"}),
      flag("limit-price", "as @PRICE", K::decimal),
      flag("market", "at whatever price there is", K::toggle).in(Place::local),
      flag("stop-price", "wait until the last trade price reaches this", K::decimal),
      flag("trail-amount", "a stop that follows the market this far behind", K::decimal),
      flag("trail-percent", "the same in percent", K::decimal),
      flag("type", "told by the prices when not given")
          .one_of({"limit", "market", "stop", "stop_limit", "trailing_stop"}),
      flag("time-in-force", "until canceled, the day, a date, or once; opg and cls: in an auction")
          .one_of({"gtc", "day", "gtd", "ioc", "fok", "opg", "cls"}),
      flag("expires-at", "when a gtd order ends: 2026-02-01T16:00:00Z").shown_as("TIME"),
      flag("display-quantity", "an iceberg: show so many at a time", K::integer),
      flag("post-only", "refuse it if it would trade at once", K::toggle),
      flag("self-trade", "when it meets an order of the same trader")
          .one_of({"cancel_newest", "cancel_oldest", "cancel_both", "decrement", "allow"}),
      flag("take-profit", "the limit of the leg that takes the profit", K::decimal)
          .as("take_profit.limit_price")
          .shown_as("PRICE"),
      flag("stop-loss", "the stop price of the leg that limits the loss", K::decimal)
          .as("stop_loss.stop_price")
          .shown_as("PRICE"),
      flag("stop-loss-limit", "makes that leg a stop_limit order", K::decimal)
          .as("stop_loss.limit_price")
          .shown_as("PRICE"),
      flag("order-class", "with both legs: bracket for an entry, oco without one")
          .one_of({"simple", "oco", "bracket", "oto"}),
      flag("client-order-id", "your own name for it; made up when not given").shown_as("ID"),
      flag("trader", "for whom, as --as").shown_as("TRADER")};
}

}  // namespace

std::vector<CommandSpec> order_placing_commands() {
  std::vector<CommandSpec> commands;

  CommandSpec placing;
  placing.path = "order place";
  placing.summary = "Place an order";
  placing.example =
      "order place buy 10 ACME @101.25 --as alice\n"
      "  marketctl order place sell 5 ACME market --as alice\n"
      "  marketctl order place sell 10 ACME stop 95 @94.50 day\n"
      "  marketctl order place sell 10 ACME trail 5%\n"
      "  marketctl order place buy 10 ACME @100 --take-profit 110 --stop-loss 95";
  placing.operations = {"placeOrder"};
  placing.parameters = order_parameters();
  placing.acting = Acting::in_body;
  placing.run = place;
  commands.push_back(placing);

  CommandSpec previewing = placing;
  previewing.path = "order preview";
  previewing.summary = "What an order would do now: its fills, fees and cost, or why it would be refused";
  previewing.example = "order preview buy 10 ACME @101.25 --as alice";
  previewing.operations = {"previewOrder"};
  previewing.run = preview;
  commands.push_back(previewing);

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
