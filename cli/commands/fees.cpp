#include <algorithm>

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

// --distribution exchange=0.80,issuer=0.20, or each part with a flag of its own
Result<Json> distribution_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts)
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find(',', start), text.size());
      const std::string part = text.substr(start, end - start);
      start = end + 1;
      const std::size_t equals = part.rfind('=');
      if (equals == std::string::npos || equals == 0 || equals + 1 == part.size())
        return usage_failure("--distribution must be like exchange=0.80,issuer=0.20, not \"" + text + "\"");
      list.push_back({{"to", part.substr(0, equals)}, {"share", part.substr(equals + 1)}});
    }
  return list;
}

// The table in force, changed by the flags.
Result<Json> amended_fees(Context& context) {
  const Invocation& invocation = context.invocation();
  auto fees = context.fetch({"GET", "/v1/fees", "", Repeat::safe});
  if (!fees) return fees;
  fees->erase("seq");
  if (const auto name = invocation.get("default")) (*fees)["default"] = *name;
  const std::string schedule = invocation.get("schedule").value_or(text_of(*fees, "default"));
  for (const auto& [parameter, side] : {std::pair{"maker-bps", "maker"}, std::pair{"taker-bps", "taker"}})
    if (const auto bps = invocation.get(parameter)) (*fees)["schedules"][schedule][side]["bps"] = *bps;
  if (invocation.has("distribution")) {
    auto distribution = distribution_of(invocation.all("distribution"));
    if (!distribution) return distribution;
    (*fees)["distribution"] = std::move(*distribution);
  }
  return fees;
}

Status set(Context& context) {
  const auto file = context.invocation().get("file");
  const bool by_flags = context.invocation().values.size() > (file ? 1u : 0u);
  if (!file && !by_flags)
    return usage_failure("what should change? give a file, -, or flags like --taker-bps 15");
  if (file && by_flags) return usage_failure("give either a file or flags");
  std::string body;
  if (file) {
    auto text = context.read_input(*file);
    if (!text) return tl::unexpected(text.error());
    if (!parse_json(*text)) return usage_failure("the fee table must be a JSON object");
    body = std::move(*text);
  } else {
    const auto fees = amended_fees(context);
    if (!fees) return tl::unexpected(fees.error());
    body = to_line(*fees);
  }
  return context.send_and_show({"PUT", "/v1/fees", body, Repeat::safe}, fees_view());
}

}  // namespace

std::vector<CommandSpec> fees_commands() {
  using K = ValueKind;
  std::vector<CommandSpec> commands;

  CommandSpec show;
  show.path = "fees show";
  show.summary = "The fee schedules, and who receives what is taken";
  show.example = "fees show";
  show.operations = {"showFees"};
  show.method = "GET";
  show.target = "/v1/fees";
  show.view = &fees_view();
  commands.push_back(show);

  CommandSpec setting;
  setting.path = "fees set";
  setting.summary = "Replace the fee table by a file, or change parts of it";
  setting.example = "fees set --maker-bps 5 --taker-bps 15\n  marketctl fees set - < fees.json";
  setting.operations = {"setFees"};
  setting.parameters = {
      argument("file", "the whole table as JSON; - is standard input").in(Place::local),
      flag("schedule", "which one to change or add; the default one if not given")
          .in(Place::local)
          .shown_as("NAME"),
      flag("maker-bps", "what the resting side pays, in basis points", K::decimal).in(Place::local),
      flag("taker-bps", "what the incoming side pays", K::decimal).in(Place::local),
      flag("default", "the schedule of those who have no other").in(Place::local).shown_as("NAME"),
      flag("distribution", "who receives which part; all together make 1", K::list)
          .in(Place::local)
          .shown_as("TO=SHARE,...")};
  setting.run = set;
  commands.push_back(setting);

  CommandSpec estimate;
  estimate.path = "fees estimate";
  estimate.summary = "What a trade would cost each side";
  estimate.example = "fees estimate --price 100 --quantity 10";
  estimate.operations = {"estimateFees"};
  estimate.parameters = {flag("price", "at which price", K::decimal).in(Place::query).must(),
                         flag("quantity", "how many shares", K::integer).in(Place::query).must(),
                         flag("symbol", "of which company", K::symbol).in(Place::query),
                         flag("trader", "for whom").in(Place::query).shown_as("TRADER")};
  estimate.method = "GET";
  estimate.target = "/v1/fees/estimate";
  estimate.view = &fee_estimate_view();
  commands.push_back(estimate);
  return commands;
}

}  // namespace market::cli
