#include <ostream>

#include "cli/bulk_registration.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/request_builder.hpp"
#include "cli/text_width.hpp"

namespace market::cli {
namespace {

// Stores the key that `answer` shows this once, so that --as works at once.
void keep_key(Context& context, const std::string& trader, const Json& answer) {
  const std::string key = text_of(answer, "api_key");
  if (trader.empty() || key.empty()) return;
  const Status stored = context.settings().keys.store(trader, key);
  context.output().notice(stored ? "the key is kept in " + context.settings().keys.file_of(trader).string() +
                                       ": use --as " + trader
                                 : failure_line(stored.error()));
}

Status register_trader(Context& context) {
  const Invocation& invocation = context.invocation();
  if (const auto file = invocation.get("from")) {
    const auto keys_file = invocation.get("keys-file");
    if (invocation.values.size() > (keys_file ? 2u : 1u))
      return usage_failure("with --from everything about the traders stands in the file",
                           "see: marketctl trader register --help");
    return register_roster(context, *file, keys_file);
  }
  if (invocation.has("keys-file")) return usage_failure("--keys-file goes with --from");
  if (!invocation.has("id")) return usage_failure("ID is missing", "see: marketctl trader register --help");
  const auto body = request_body(context);
  if (!body) return tl::unexpected(body.error());
  std::string raw;
  const auto answer = context.fetch({"POST", "/v1/traders", to_line(*body), Repeat::at_risk}, &raw);
  if (!answer) return tl::unexpected(answer.error());
  keep_key(context, text_of(*answer, "id"), *answer);
  return context.output().show(object_view(), *answer, raw);
}

Status update_trader(Context& context) {
  const auto request = build_request(context);
  if (!request) return tl::unexpected(request.error());
  if (request->body == "{}")
    return usage_failure("what should change? give --name, --fee-schedule or a limit",
                         "see: marketctl trader update --help");
  return context.send_and_show(*request, object_view());
}

// Nothing opens an account again, and its keys end with it.
Status close_trader(Context& context) {
  const auto request = build_request(context);
  if (!request) return tl::unexpected(request.error());
  if (!context.confirm("Close the account of " + *context.invocation().get("trader") +
                       " for good and pay out its cash?"))
    return silent_end(ExitCode::failure);
  std::string raw;
  const auto answer = context.fetch(*request, &raw);
  if (!answer) return tl::unexpected(answer.error());
  if (const Status removed = context.settings().keys.remove(text_of(*answer, "id")); !removed)
    context.output().notice(failure_line(removed.error()));
  return context.output().show(object_view(), *answer, raw);
}

Status add_key(Context& context) {
  const auto request = build_request(context);
  if (!request) return tl::unexpected(request.error());
  std::string raw;
  const auto answer = context.fetch(*request, &raw);
  if (!answer) return tl::unexpected(answer.error());
  keep_key(context, context.invocation().get("trader").value_or(context.trader().value_or("")), *answer);
  return context.output().show(object_view(), *answer, raw);
}

// Removes the stored key of `trader` when the server no longer knows it: a key's text does not tell its id.
void forget_dead_key(Context& context, const std::string& trader) {
  const KeyStore& keys = context.settings().keys;
  const auto key = keys.find(trader);
  if (!key) return;
  ClientOptions options = context.client().options();
  options.key = *key;
  const auto answer = Client(std::move(options)).send_once({"GET", "/v1/traders/me", "", Repeat::safe});
  if (!answer || answer->status != 401) return;
  const Status removed = keys.remove(trader);
  context.output().notice(removed ? "that was the stored key of " + trader +
                                        ": it is removed (a new one: marketctl trader key add " + trader + ")"
                                  : failure_line(removed.error()));
}

Status revoke_key(Context& context) {
  const auto request = build_request(context);
  if (!request) return tl::unexpected(request.error());
  const std::string named = *context.invocation().get("trader");
  const Status revoked = context.send_and_show(*request, object_view());
  if (revoked) forget_dead_key(context, named == "me" ? context.trader().value_or("") : named);
  return revoked;
}

}  // namespace

std::vector<CommandSpec> trader_commands() {
  using K = ValueKind;
  const Parameter trader = argument("trader", "the trader's id").must();
  const Parameter self = argument("trader", "the trader's id; without it: that of --as, or of the key");
  std::vector<CommandSpec> commands;

  CommandSpec registration;
  registration.path = "trader register";
  registration.summary = "Register a trader and keep its new API key for --as";
  registration.example =
      "trader register alice --cash 50000 --holding ACME=100\n"
      "  marketctl trader register --from teams.csv --keys-file keys.csv";
  registration.operations = {"registerTrader"};
  registration.parameters = {
      argument("id", "its id: lower-case letters, digits, _ and -").in(Place::body),
      flag("name", "the name to show; the id by default"),
      flag("cash", "what it starts with", K::decimal),
      flag("holding", "shares it starts with, from the treasury", K::pairs)
          .as("holdings")
          .shown_as("SYMBOL=N"),
      flag("fee-schedule", "the name of its fee schedule; none: the venue's default").or_none(),
      flag("max-open-orders", "at most so many at a time", K::integer).as("limits.max_open_orders"),
      flag("max-order-quantity", "shares in one order", K::integer).as("limits.max_order_quantity"),
      flag("max-order-value", "price × quantity of one order", K::decimal).as("limits.max_order_value"),
      flag("max-orders-per-second", "so many new orders a second", K::integer)
          .as("limits.max_orders_per_second"),
      flag("from", "register all traders of a CSV file; - is standard input")
          .in(Place::local)
          .shown_as("FILE"),
      flag("keys-file", "with --from: add the keys to this CSV file and do not print them")
          .in(Place::local)
          .shown_as("FILE")};
  registration.run = register_trader;
  commands.push_back(registration);

  CommandSpec list;
  list.path = "trader list";
  list.summary = "List the traders";
  list.example = "trader list";
  list.operations = {"listTraders"};
  list.parameters = list_parameters();
  list.method = "GET";
  list.target = "/v1/traders";
  list.view = &traders_view();
  commands.push_back(list);

  CommandSpec show;
  show.path = "trader show";
  show.summary = "Show one trader";
  show.example = "trader show alice";
  show.operations = {"showTrader"};
  show.parameters = {self};
  show.method = "GET";
  show.target = "/v1/traders/{trader}";
  show.acting = Acting::by_key;
  commands.push_back(show);

  CommandSpec update;
  update.path = "trader update";
  update.summary = "Change a trader's name, fee schedule or limits";
  update.example =
      "trader update bob --max-orders-per-second 10\n  marketctl trader update bob --fee-schedule none";
  update.operations = {"updateTrader"};
  update.parameters = {
      trader,
      flag("name", "the name to show"),
      flag("fee-schedule", "the name of its fee schedule; none: the venue's default").or_none(),
      flag("max-open-orders", "at most so many at a time; none: as many as at first", K::integer)
          .or_none()
          .as("limits.max_open_orders"),
      flag("max-order-quantity", "shares in one order; none: no limit", K::integer)
          .or_none()
          .as("limits.max_order_quantity"),
      flag("max-order-value", "price × quantity of one order; none: no limit", K::decimal)
          .or_none()
          .as("limits.max_order_value"),
      flag("max-orders-per-second", "so many new orders a second; none: no limit", K::integer)
          .or_none()
          .as("limits.max_orders_per_second")};
  update.method = "PATCH";
  update.target = "/v1/traders/{trader}";
  update.run = update_trader;
  commands.push_back(update);

  CommandSpec closing;
  closing.path = "trader close";
  closing.summary =
      "Close an account for good, without open orders and shares; its cash is paid out; "
      "asks first on a terminal";
  closing.example = "trader close bob";
  closing.operations = {"closeTrader"};
  closing.parameters = {trader};
  closing.method = "DELETE";
  closing.target = "/v1/traders/{trader}";
  closing.run = close_trader;
  commands.push_back(closing);

  for (const bool deposit : {true, false}) {
    CommandSpec cash;
    cash.path = deposit ? "trader deposit" : "trader withdraw";
    cash.summary = deposit ? "Put cash into a trader's account" : "Take cash out of a trader's account";
    cash.example = deposit ? "trader deposit alice 1000" : "trader withdraw alice 250.50";
    cash.operations = {deposit ? "depositCash" : "withdrawCash"};
    cash.parameters = {trader, argument("amount", "how much", K::decimal).in(Place::body).must()};
    cash.method = "POST";
    cash.target = deposit ? "/v1/traders/{trader}/deposit" : "/v1/traders/{trader}/withdraw";
    commands.push_back(cash);
  }

  CommandSpec key_add;
  key_add.path = "trader key add";
  key_add.summary = "Make another API key for a trader and keep it for --as";
  key_add.example = "trader key add alice";
  key_add.operations = {"addKey"};
  key_add.parameters = {trader};
  key_add.method = "POST";
  key_add.target = "/v1/traders/{trader}/keys";
  key_add.run = add_key;
  commands.push_back(key_add);

  CommandSpec key_revoke;
  key_revoke.path = "trader key revoke";
  key_revoke.summary = "End an API key of a trader";
  key_revoke.example = "trader key revoke alice k2";
  key_revoke.operations = {"revokeKey"};
  key_revoke.parameters = {trader, argument("key_id", "the key's id, as trader show lists it").must()};
  key_revoke.method = "DELETE";
  key_revoke.target = "/v1/traders/{trader}/keys/{key_id}";
  key_revoke.run = revoke_key;
  commands.push_back(key_revoke);
  return commands;
}

}  // namespace market::cli
