#include "cli/help.hpp"

#include <algorithm>
#include <vector>

#include "cli/table.hpp"

namespace market::cli {
namespace {

// The text of a longer one begins on the next line.
constexpr std::size_t kWidestName = 36;

struct Line {
  std::string name, text;
};

std::string upper(std::string_view text) {
  std::string result;
  for (const char c : text) result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

std::string value_name(const Parameter& parameter) {
  if (!parameter.value_name.empty()) return std::string(parameter.value_name);
  if (!parameter.choices.empty()) {
    std::string text;
    for (const auto choice : parameter.choices) text += (text.empty() ? "" : "|") + std::string(choice);
    return text;
  }
  switch (parameter.kind) {
    case ValueKind::symbol: return "SYMBOL";
    case ValueKind::integer: return "N";
    case ValueKind::decimal: return "DECIMAL";
    case ValueKind::pairs: return "NAME=N";
    case ValueKind::list: return "A,B";
    case ValueKind::ticks: return "FROM:TICK";
    case ValueKind::breaker: return "PERCENT,WINDOW,DURATION";
    case ValueKind::toggle: return "";
    case ValueKind::text: return "TEXT";
  }
  return "";
}

void append_lines(std::string& out, std::string_view title, const std::vector<Line>& lines) {
  if (lines.empty()) return;
  std::size_t width = 0;
  for (const Line& line : lines)
    if (line.name.size() <= kWidestName) width = std::max(width, line.name.size());
  out += "\n" + std::string(title) + ":\n";
  for (const Line& line : lines) {
    out += "  " + pad_right(line.name, width);
    if (line.name.size() > width) out += "\n  " + std::string(width, ' ');
    out += "  " + line.text + "\n";
  }
}

const std::vector<Line> kGlobalFlags = {
    {"-o, --output FORMAT", "table, json, jsonl or csv"},
    {"    --fields A,B", "only these fields, in this order"},
    {"    --no-header", "no line of column names"},
    {"    --server URL", "where marketd is (MARKET_SERVER)"},
    {"    --as TRADER", "act as this trader (MARKET_TRADER)"},
    {"    --key-file FILE", "the API key to use (or its text in MARKET_KEY)"},
    {"    --timeout S", "give up after so many seconds; 30 by default"},
    {"-q, --quiet", "no notices, no progress"},
    {"-v, --verbose", "show each request on standard error"},
    {"    --no-color", "no colour (also NO_COLOR)"},
    {"-y, --yes", "do not ask before a change of many things, or one for good"},
    {"-h, --help", "help for any command"},
};

bool stands_under(std::string_view path, std::string_view noun) {
  return path.size() > noun.size() && path.substr(0, noun.size()) == noun && path[noun.size()] == ' ';
}

std::string command_help(const CommandSpec& command) {
  std::string usage = "marketctl " + std::string(command.path);
  std::vector<Line> arguments, flags;
  for (const Parameter& parameter : command.parameters) {
    if (parameter.positional) {
      const std::string name = upper(parameter.name) + (parameter.many ? "..." : "");
      usage += parameter.required ? " " + name : " [" + name + "]";
      std::string help(parameter.help);
      if (!parameter.flag_name.empty()) help += " (or --" + std::string(parameter.flag_name) + ")";
      arguments.push_back({name, help});
    } else {
      std::string name = parameter.letter == 0 ? "    --" : std::string("-") + parameter.letter + ", --";
      name += std::string(parameter.name);
      if (parameter.kind != ValueKind::toggle) name += " " + value_name(parameter);
      if (parameter.required) usage += " --" + std::string(parameter.name) + " " + value_name(parameter);
      flags.push_back({name, std::string(parameter.help)});
    }
  }
  std::string out = std::string(command.summary) + "\n\nUsage: " + usage + " [FLAGS]\n";
  append_lines(out, "Arguments", arguments);
  append_lines(out, "Flags", flags);
  out += "\nExample:\n  marketctl " + std::string(command.example) + "\n";
  return out + "\nFlags that every command takes: marketctl --help\n";
}

std::string noun_help(std::string_view noun) {
  std::vector<Line> lines;
  for (const CommandSpec& command : command_table())
    if (stands_under(command.path, noun))
      lines.push_back({std::string(command.path.substr(noun.size() + 1)), std::string(command.summary)});
  std::string out = "Usage: marketctl " + std::string(noun) + " VERB\n";
  append_lines(out, "Verbs", lines);
  return out + "\nMore about one: marketctl " + std::string(noun) + " VERB --help\n";
}

std::string root_help() {
  std::vector<Line> lines;
  for (const CommandSpec& command : command_table()) {
    const std::string noun(command.path.substr(0, command.path.find(' ')));
    if (lines.empty() || lines.back().name != noun) {
      const std::string verbs = verbs_of(noun);
      lines.push_back({noun, verbs.empty() ? std::string(command.summary) : verbs});
    }
  }
  std::string out =
      "marketctl talks to a marketd: companies, traders, orders, market data.\n\nUsage: marketctl NOUN VERB "
      "[FLAGS]\n";
  append_lines(out, "Commands", lines);
  append_lines(out, "Flags that every command takes", kGlobalFlags);
  return out +
         "\nExample:\n  marketctl trader register alice --cash 50000\n"
         "  marketctl order place buy 10 ACME @101.25 --as alice\n";
}

}  // namespace

std::string display_name(const Parameter& parameter) {
  return parameter.positional ? upper(parameter.name) : "--" + std::string(parameter.name);
}

std::string verbs_of(std::string_view path) {
  std::string verbs;
  for (const CommandSpec& command : command_table())
    if (stands_under(command.path, path))
      verbs += (verbs.empty() ? "" : ", ") + std::string(command.path.substr(path.size() + 1));
  return verbs;
}

std::string help_text(std::string_view path) {
  if (path.empty()) return root_help();
  for (const CommandSpec& command : command_table())
    if (command.path == path) return command_help(command);
  return noun_help(path);
}

}  // namespace market::cli
