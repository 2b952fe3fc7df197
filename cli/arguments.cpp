#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <memory>

#include "cli/help.hpp"

namespace market::cli {
namespace {

// The CLI11 tree built from the command table, and where each command's options stand in it.
struct Parser {
  CLI::App app{"", "marketctl"};
  std::map<std::string, CLI::App*, std::less<>> nodes;  // by path
  std::map<const CommandSpec*, std::map<std::string, CLI::Option*, std::less<>>> options;
  GlobalFlags global;
  bool version = false;
};

// Values are read from the option afterwards.
const CLI::callback_t kKeepText = [](const CLI::results_t&) { return true; };

void add_global_flags(Parser& parser) {
  GlobalFlags& flags = parser.global;
  CLI::App& app = parser.app;
  app.add_option("-o,--output", flags.output);
  app.add_option("--fields", flags.fields);
  app.add_option("--server", flags.server);
  app.add_option("--as", flags.trader);
  app.add_option("--key-file", flags.key_file);
  app.add_option("--timeout", flags.timeout);
  app.add_flag("--no-header", flags.no_header);
  app.add_flag("--no-color", flags.no_color);
  app.add_flag("-q,--quiet", flags.quiet);
  app.add_flag("-v,--verbose", flags.verbose);
  app.add_flag("-y,--yes", flags.yes);
  app.add_flag("--version", parser.version);
}

// The node of "trader key add", with those above it.
CLI::App& node(Parser& parser, std::string_view path) {
  if (path.empty()) return parser.app;
  if (const auto found = parser.nodes.find(path); found != parser.nodes.end()) return *found->second;
  const std::size_t space = path.rfind(' ');
  CLI::App& parent = node(parser, space == std::string_view::npos ? "" : path.substr(0, space));
  CLI::App* made =
      parent.add_subcommand(std::string(space == std::string_view::npos ? path : path.substr(space + 1)));
  made->fallthrough();  // global flags are taken anywhere
  parent.require_subcommand(0, 1);
  parser.nodes.emplace(path, made);
  return *made;
}

void add_command(Parser& parser, const CommandSpec& command) {
  CLI::App& app = node(parser, command.path);
  for (const Parameter& parameter : command.parameters) {
    const std::string name(parameter.name);
    CLI::Option* option;
    if (parameter.kind == ValueKind::toggle) {
      option = app.add_flag("--" + name);
    } else {
      std::string names = parameter.positional ? name : "--" + name;
      if (!parameter.flag_name.empty()) names += ",--" + std::string(parameter.flag_name);
      if (parameter.letter != 0) names = std::string("-") + parameter.letter + "," + names;
      option = app.add_option(names, kKeepText, "");
      if (parameter.many) option->expected(-1);
      if (parameter.many || is_repeatable(parameter.kind))
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    parser.options[&command].emplace(name, option);
  }
}

// The deepest subcommand that the command line named: "order place".
std::string reached_path(const CLI::App& app) {
  std::string path;
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    path += (path.empty() ? "" : " ") + at->get_name();
  }
  return path;
}

std::string help_hint(const std::string& path) {
  return "see: marketctl " + path + (path.empty() ? "" : " ") + "--help";
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + std::string(words[i]);
  return text;
}

// What CLI11 is not told: which are required and which words are allowed.
Status check(const Invocation& invocation) {
  const std::string path(invocation.command->path);
  for (const Parameter& parameter : invocation.command->parameters) {
    const auto& values = invocation.all(parameter.name);
    if (parameter.required && values.empty())
      return usage_failure(display_name(parameter) + " is missing", help_hint(path));
    if (parameter.choices.empty()) continue;
    for (const std::string& value : values)
      if (std::find(parameter.choices.begin(), parameter.choices.end(), value) == parameter.choices.end())
        return usage_failure(
            display_name(parameter) + " must be " + joined(parameter.choices) + ", not \"" + value + "\"",
            help_hint(path));
  }
  return {};
}

const CommandSpec* command_at(std::string_view path) {
  const auto& table = command_table();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const CommandSpec& c) { return c.path == path; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

Result<ParsedLine> parse_arguments(std::span<const std::string> arguments) {
  if (arguments.empty()) return ParsedLine{{}, help_text("")};
  Parser parser;
  parser.app.require_subcommand(0, 1);
  add_global_flags(parser);
  for (const CommandSpec& command : command_table()) add_command(parser, command);

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    parser.app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return ParsedLine{{}, help_text(reached_path(parser.app))};
  } catch (const CLI::ParseError& error) {
    const std::string reached = reached_path(parser.app);
    const bool unknown_word =
        dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && command_at(reached) == nullptr;
    return usage_failure(
        unknown_word
            ? "there is no such command" +
                  (reached.empty() ? "" : " after \"" + reached + "\"; there are: " + verbs_of(reached))
            : error.what(),
        help_hint(reached));
  }

  const std::string path = parser.version ? "version" : reached_path(parser.app);
  ParsedLine line;
  line.invocation.command = command_at(path);
  if (line.invocation.command == nullptr)
    return usage_failure(
        path.empty() ? "a command is missing" : "\"" + path + "\" needs one of: " + verbs_of(path),
        help_hint(path));
  line.invocation.global = parser.global;
  for (const auto& [name, option] : parser.options[line.invocation.command])
    if (option->count() > 0) line.invocation.values[name] = option->results();
  if (const Status checked = check(line.invocation); !checked) return tl::unexpected(checked.error());
  return line;
}

}  // namespace market::cli
