#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

Status pay_dividend(Context& context) {
  const Invocation& invocation = context.invocation();
  if (invocation.has("per-share") == invocation.has("total"))
    return usage_failure("how much? give --per-share or --total", "see: marketctl company dividend --help");
  return run_request(context);
}

// "3:2", "3/2" or "3-for-2".
Status add_ratio(Json& body, const std::string& text) {
  for (const std::string_view separator : {":", "/", "-for-"}) {
    const std::size_t at = text.find(separator);
    if (at == std::string::npos) continue;
    const auto to = parse_integer(std::string_view(text).substr(0, at));
    const auto from = parse_integer(std::string_view(text).substr(at + separator.size()));
    if (!to || !from) break;
    body["to"] = *to;
    body["from"] = *from;
    return {};
  }
  return usage_failure("RATIO must be like 3:2, not \"" + text + "\"");
}

// Fractions that are paid in cash do not come back by a split in the other direction.
Status split(Context& context) {
  const Invocation& invocation = context.invocation();
  const auto ratio = invocation.get("ratio");
  const bool by_flags = invocation.has("to") || invocation.has("from");
  if (ratio && by_flags) return usage_failure("give either a ratio like 3:2, or --to and --from");
  if (!ratio && !(invocation.has("to") && invocation.has("from")))
    return usage_failure("into how many? give a ratio like 3:2, or --to and --from");
  auto body = request_body(context);
  if (!body) return tl::unexpected(body.error());
  if (ratio)
    if (const Status added = add_ratio(*body, *ratio); !added) return added;
  const auto target = request_target(context);
  if (!target) return tl::unexpected(target.error());
  if (!context.confirm("Split " + text_of(*body, "to") + " for " + text_of(*body, "from") +
                       ": change every holding, price and open order of " + *invocation.get("symbol") + "?"))
    return silent_end(ExitCode::failure);
  return context.send_and_show({"POST", *target, to_line(*body), Repeat::at_risk}, split_view());
}

}  // namespace

std::vector<CommandSpec> corporate_action_commands() {
  using K = ValueKind;
  const Parameter symbol = argument("symbol", "the company's symbol", K::symbol).must();
  std::vector<CommandSpec> commands;

  CommandSpec issue;
  issue.path = "company issue";
  issue.summary = "Hand shares from the treasury to a trader";
  issue.example = "company issue ACME --trader bob --quantity 500";
  issue.operations = {"issueShares"};
  issue.parameters = {symbol, flag("trader", "who receives them").must().shown_as("TRADER"),
                      flag("quantity", "how many", K::integer).must()};
  issue.method = "POST";
  issue.target = "/v1/companies/{symbol}/issue";
  commands.push_back(issue);

  CommandSpec dividend;
  dividend.path = "company dividend";
  dividend.summary = "Pay cash to everyone who holds shares of a company now";
  dividend.example =
      "company dividend ACME --per-share 0.50\n"
      "  marketctl company dividend ACME --total 10000 --from trader:alice";
  dividend.operations = {"payDividend"};
  dividend.parameters = {
      symbol, flag("per-share", "for each share", K::decimal),
      flag("total", "for all together, in proportion, rounded down", K::decimal),
      flag("from", "who pays: issuer (by default), exchange or trader:ID").shown_as("PAYER")};
  dividend.method = "POST";
  dividend.target = "/v1/companies/{symbol}/dividend";
  dividend.view = &dividend_view();
  dividend.run = pay_dividend;
  commands.push_back(dividend);

  CommandSpec splitting;
  splitting.path = "company split";
  splitting.summary =
      "Turn every so many shares into more or fewer, fractions paid in cash; asks first on a terminal";
  splitting.example = "company split ACME 3:2\n  marketctl company split ACME --to 1 --from 10";
  splitting.operations = {"splitShares"};
  splitting.parameters = {symbol, argument("ratio", "new shares to old ones: 3:2").in(Place::local),
                          flag("to", "so many shares", K::integer),
                          flag("from", "for so many old ones", K::integer)};
  splitting.method = "POST";
  splitting.target = "/v1/companies/{symbol}/split";
  splitting.run = split;
  commands.push_back(splitting);
  return commands;
}

}  // namespace market::cli
