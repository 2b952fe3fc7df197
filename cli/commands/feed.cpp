#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/request_builder.hpp"
#include "cli/resume_file.hpp"
#include "cli/tail.hpp"
#include "core/timestamp.hpp"

namespace market::cli {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ",") + text;
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

Result<TailOptions> tail_options(const Context& context, std::string channels) {
  const Invocation& invocation = context.invocation();
  TailOptions options;
  options.channels = std::move(channels);
  options.symbols = joined(invocation.all("symbols"));
  options.since = invocation.get("since");
  if (options.since && !is_feed_id(*options.since))
    return usage_failure("--since must be a seq like 17, or an id like 17-0");
  options.resume_file = invocation.get("resume-file");
  if (const auto count = invocation.get("count")) {
    const auto value = json_value(*invocation.command->find("count"), {*count});
    if (!value || value->get<std::int64_t>() < 1)
      return usage_failure("--count must be a whole number from 1");
    options.count = value->get<std::uint64_t>();
  }
  if (const auto text = invocation.get("duration")) {
    const auto duration = parse_duration(*text);
    if (!duration)
      return usage_failure("--duration must be seconds or like 90s, 5m, 1h30m, not \"" + *text + "\"");
    options.duration = std::chrono::milliseconds(duration->ns() / 1'000'000);
  }
  return options;
}

Status tail(Context& context, std::string channels) {
  const auto options = tail_options(context, std::move(channels));
  if (!options) return tl::unexpected(options.error());
  return tail_feed(context, *options);
}

Status tail_trades(Context& context) {
  return tail(context, "trades");
}

Status tail_channels(Context& context) {
  std::string channels;
  for (const std::string& part : context.invocation().all("channels"))
    channels += (channels.empty() ? "" : ",") + part;
  return tail(context, channels.empty() ? "trades,quotes" : channels);
}

}  // namespace

std::vector<CommandSpec> feed_commands() {
  using K = ValueKind;
  const std::vector<Parameter> common = {
      flag("symbols", "only these companies", K::list).in(Place::local),
      flag("since", "begin after this seq, or after this id").in(Place::local).shown_as("SEQ[-N]"),
      flag("resume-file", "keep the last id there, and begin after it").in(Place::local).shown_as("FILE"),
      flag("count", "end after so many messages", K::integer).in(Place::local),
      flag("duration", "end after this time: 90s, 5m").in(Place::local).shown_as("TIME")};
  std::vector<CommandSpec> commands;

  CommandSpec trades;
  trades.path = "trades tail";
  trades.summary = "Print trades as they happen";
  trades.example = "trades tail --symbols ACME,BETA";
  trades.operations = {"streamFeed"};
  trades.parameters = common;
  trades.acting = Acting::by_key;
  trades.run = tail_trades;
  commands.push_back(trades);

  CommandSpec feed;
  feed.path = "feed tail";
  feed.summary = "Print the feed's messages as they come";
  feed.example = "feed tail --channels quotes --symbols ACME -o jsonl";
  feed.operations = {"streamFeed"};
  feed.parameters = common;
  feed.parameters.insert(
      feed.parameters.begin(),
      flag("channels", "trades, quotes (both by default), companies, book, bars, market, orders, account",
           K::list)
          .in(Place::local));
  feed.acting = Acting::by_key;
  feed.run = tail_channels;
  commands.push_back(feed);
  return commands;
}

}  // namespace market::cli
