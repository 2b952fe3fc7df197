#include <algorithm>
#include <iterator>

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/request_builder.hpp"
#include "core/decimal.hpp"

namespace market::cli {
namespace {

// A flag of `fees set` that changes one part of one rule of a schedule.
struct RuleFlag {
  std::string_view name, rule, part, help;
};
constexpr RuleFlag kRuleFlags[] = {
    {"maker-bps", "maker", "bps", "what the resting side pays, in basis points"},
    {"maker-per-share", "maker", "per_share", "and for each share"},
    {"maker-flat", "maker", "flat", "and for each trade"},
    {"maker-min", "maker", "min", "but at least this for a trade, or none"},
    {"maker-max", "maker", "max", "and at most this, or none"},
    {"taker-bps", "taker", "bps", "what the incoming side pays, in basis points"},
    {"taker-per-share", "taker", "per_share", "and for each share"},
    {"taker-flat", "taker", "flat", "and for each trade"},
    {"taker-min", "taker", "min", "but at least this for a trade, or none"},
    {"taker-max", "taker", "max", "and at most this, or none"},
    {"auction-bps", "auction", "bps", "what both sides pay in auctions; the maker's rule if nothing is set"},
    {"auction-per-share", "auction", "per_share", "and for each share"},
    {"auction-flat", "auction", "flat", "and for each trade"},
    {"auction-min", "auction", "min", "but at least this for a trade, or none"},
    {"auction-max", "auction", "max", "and at most this, or none"}};

bool is_bound(const RuleFlag& flag) {
  return flag.part == "min" || flag.part == "max";
}

// The parts of texts that are repeated or separated by commas.
std::vector<std::string> parts_of(const std::vector<std::string>& texts) {
  std::vector<std::string> parts;
  for (const std::string& text : texts)
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find(',', start), text.size());
      parts.push_back(text.substr(start, end - start));
      start = end + 1;
    }
  return parts;
}

// --tier 1000000:4:9, each with a flag of its own or with commas; "none" stands for no tiers.
Result<Json> tiers_of(const std::vector<std::string>& texts) {
  Json tiers = Json::array();
  if (texts == std::vector<std::string>{"none"}) return tiers;
  for (const std::string& part : parts_of(texts)) {
    const std::size_t first = part.find(':');
    const std::size_t second = first == std::string::npos ? first : part.find(':', first + 1);
    const bool well = second != std::string::npos && parse_decimal(part.substr(0, first)) &&
                      parse_decimal(part.substr(first + 1, second - first - 1)) &&
                      parse_decimal(part.substr(second + 1));
    if (!well)
      return usage_failure("--tier must be like 1000000:4:9 (volume, maker and taker bps), not \"" + part +
                           "\"");
    tiers.push_back({{"volume_30d", part.substr(0, first)},
                     {"maker_bps", part.substr(first + 1, second - first - 1)},
                     {"taker_bps", part.substr(second + 1)}});
  }
  return tiers;
}

// --distribution exchange=0.80,issuer=0.20, or each part with a flag of its own
Result<Json> distribution_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& part : parts_of(texts)) {
    const std::size_t equals = part.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == part.size())
      return usage_failure("--distribution must be like exchange=0.80,issuer=0.20, not \"" + part + "\"");
    list.push_back({{"to", part.substr(0, equals)}, {"share", part.substr(equals + 1)}});
  }
  return list;
}

// Changes what the flags say of the schedule at `schedule`.
Status amend_schedule(const Invocation& invocation, Json& schedule) {
  for (const RuleFlag& flag : kRuleFlags)
    if (const auto text = invocation.get(flag.name)) {
      const auto value = json_value(*invocation.command->find(flag.name), {*text});
      if (!value) return tl::unexpected(value.error());
      schedule[std::string(flag.rule)][std::string(flag.part)] = *value;
    }
  if (invocation.has("no-auction")) schedule["auction"] = nullptr;
  if (!invocation.has("tier")) return {};
  auto tiers = tiers_of(invocation.all("tier"));
  if (!tiers) return tl::unexpected(tiers.error());
  schedule["tiers"] = std::move(*tiers);
  return {};
}

bool changes_schedule(const Invocation& invocation) {
  return invocation.has("no-auction") || invocation.has("tier") ||
         std::any_of(std::begin(kRuleFlags), std::end(kRuleFlags),
                     [&](const RuleFlag& flag) { return invocation.has(flag.name); });
}

// The table in force, changed by the flags.
Result<Json> amended_fees(Context& context) {
  const Invocation& invocation = context.invocation();
  auto fees = context.fetch({"GET", "/v1/fees", "", Repeat::safe});
  if (!fees) return fees;
  fees->erase("seq");
  if (const auto name = invocation.get("default")) (*fees)["default"] = *name;
  const std::string schedule = invocation.get("schedule").value_or(text_of(*fees, "default"));
  if (changes_schedule(invocation))
    if (const Status amended = amend_schedule(invocation, (*fees)["schedules"][schedule]); !amended)
      return tl::unexpected(amended.error());
  if (invocation.has("distribution")) {
    auto distribution = distribution_of(invocation.all("distribution"));
    if (!distribution) return distribution;
    (*fees)["distribution"] = std::move(*distribution);
  }
  return fees;
}

bool changes_auction_rule(const Invocation& invocation) {
  return std::any_of(std::begin(kRuleFlags), std::end(kRuleFlags), [&](const RuleFlag& flag) {
    return flag.rule == "auction" && invocation.has(flag.name);
  });
}

Status set(Context& context) {
  const auto file = context.invocation().get("file");
  const bool by_flags = context.invocation().values.size() > (file ? 1u : 0u);
  if (!file && !by_flags)
    return usage_failure("what should change? give a file, -, or flags like --taker-bps 15");
  if (file && by_flags) return usage_failure("give either a file or flags");
  if (context.invocation().has("no-auction") && changes_auction_rule(context.invocation()))
    return usage_failure(
        "--no-auction takes the auction rule away: give it, or --auction-... flags, not both");
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
  setting.example =
      "fees set --maker-bps 5 --taker-bps 15 --taker-min 0.50\n"
      "  marketctl fees set --schedule vip --tier 1000000:4:12 --tier 10000000:2:10\n"
      "  marketctl fees set - < fees.json";
  setting.operations = {"setFees"};
  setting.parameters = {
      argument("file", "the whole table as JSON; - is standard input").in(Place::local),
      flag("schedule", "which one to change or add; the default one if not given")
          .in(Place::local)
          .shown_as("NAME"),
      flag("default", "the schedule of those who have no other").in(Place::local).shown_as("NAME"),
      flag("distribution", "who receives which part; all together make 1", K::list)
          .in(Place::local)
          .shown_as("TO=SHARE,..."),
      flag("tier", "from this volume of 30 days on other rates; repeatable, none removes all", K::list)
          .in(Place::local)
          .shown_as("VOLUME:MAKER:TAKER"),
      flag("no-auction", "take the auction rule away: auctions go by the maker's", K::toggle)
          .in(Place::local)};
  for (const RuleFlag& rule : kRuleFlags) {
    const Parameter part = flag(rule.name, rule.help, K::decimal).in(Place::local);
    setting.parameters.push_back(is_bound(rule) ? part.or_none() : part);
  }
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

  CommandSpec revenue;
  revenue.path = "fees revenue";
  revenue.summary = "What each beneficiary has been paid of the fees";
  revenue.example = "fees revenue";
  revenue.operations = {"listFeeRevenue"};
  revenue.method = "GET";
  revenue.target = "/v1/fees/revenue";
  revenue.view = &fee_revenue_view();
  commands.push_back(revenue);
  return commands;
}

}  // namespace market::cli
