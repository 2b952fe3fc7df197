#include "cli/completion.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kGlobalFlags =
    "--output --fields --no-header --server --as --key-file --timeout --quiet --verbose --no-color --yes "
    "--help";

// Every path of the command tree with the words that may follow it: "trader" -> register, list, …
std::map<std::string, std::vector<std::string>> words_by_path() {
  std::map<std::string, std::vector<std::string>> words;
  std::set<std::string> seen;
  for (const CommandSpec& command : command_table()) {
    std::string path;
    for (std::size_t start = 0; start < command.path.size();) {
      const std::size_t end = std::min(command.path.find(' ', start), command.path.size());
      const std::string word(command.path.substr(start, end - start));
      const std::string longer = path.empty() ? word : path + " " + word;
      if (seen.insert(longer).second) words[path].push_back(word);
      path = longer;
      start = end + 1;
    }
    for (const Parameter& parameter : command.parameters) {
      const std::string_view flag = parameter.positional ? parameter.flag_name : parameter.name;
      if (!flag.empty()) words[path].push_back("--" + std::string(flag));
      if (!parameter.positional) continue;
      for (const auto choice : parameter.choices) words[path].emplace_back(choice);
      for (const auto word : parameter.suggestions) words[path].emplace_back(word);
    }
  }
  words["completion"] = {"bash", "zsh", "fish"};
  return words;
}

// Every flag that takes one of a few words: "--side" -> buy sell.
std::map<std::string, std::string> choices_by_flag() {
  std::map<std::string, std::string> choices{{"--output", "table json jsonl csv"},
                                             {"-o", "table json jsonl csv"}};
  for (const CommandSpec& command : command_table())
    for (const Parameter& parameter : command.parameters) {
      const std::string_view flag = parameter.positional ? parameter.flag_name : parameter.name;
      if (flag.empty() || parameter.choices.empty()) continue;
      std::string& words = choices["--" + std::string(flag)];
      for (const auto choice : parameter.choices) {
        const std::string padded = " " + words + " ";
        if (padded.find(" " + std::string(choice) + " ") == std::string::npos)
          words += (words.empty() ? "" : " ") + std::string(choice);
      }
    }
  return choices;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Two functions in the language that bash and zsh share: the words after a path, and those after a flag.
std::string lookup_functions() {
  std::string script = "_marketctl_after_path() {\n  case \"$1\" in\n";
  for (const auto& [path, words] : words_by_path())
    script += "    \"" + path + "\") echo \"" + joined(words) + "\" ;;\n";
  script += "  esac\n}\n_marketctl_after_flag() {\n  case \"$1\" in\n";
  for (const auto& [flag, words] : choices_by_flag())
    script += "    " + flag + ") echo \"" + words + "\" ;;\n";
  script += "  esac\n}\n";
  // The path that the words typed so far spell: "marketctl -o json order place buy" -> "order place".
  script +=
      "_marketctl_path() {\n"
      "  local path=\"\" word\n"
      "  for word in \"$@\"; do\n"
      "    case \" $(_marketctl_after_path \"$path\") \" in\n"
      "      *\" $word \"*) case \"$word\" in -*) ;; *) [ -n \"$(_marketctl_after_path \"$path${path:+ "
      "}$word\")\" ]"
      " && path=\"$path${path:+ }$word\" ;; esac ;;\n"
      "    esac\n"
      "  done\n"
      "  echo \"$path\"\n"
      "}\n";
  return script;
}

}  // namespace

std::string bash_completion() {
  return "# marketctl completion for bash; load it with: source <(marketctl completion bash)\n" +
         lookup_functions() +
         "_marketctl() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" words\n"
         "  words=$(_marketctl_after_flag \"$previous\")\n"
         "  if [ -z \"$words\" ]; then\n"
         "    words=\"$(_marketctl_after_path \"$(_marketctl_path \"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\")\"\n"
         "    case \"$current\" in -*) words=\"$words " +
         std::string(kGlobalFlags) +
         "\" ;; esac\n"
         "  fi\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _marketctl marketctl\n";
}

std::string zsh_completion() {
  return "#compdef marketctl\n# marketctl completion for zsh; load it with: source <(marketctl completion "
         "zsh)\n" +
         lookup_functions() +
         "_marketctl() {\n"
         "  local found=\"$(_marketctl_after_flag \"${words[CURRENT-1]}\")\"\n"
         "  if [ -z \"$found\" ]; then\n"
         "    found=\"$(_marketctl_after_path \"$(_marketctl_path \"${(@)words[2,CURRENT-1]}\")\")\"\n"
         "    case \"${words[CURRENT]}\" in -*) found=\"$found " +
         std::string(kGlobalFlags) +
         "\" ;; esac\n"
         "  fi\n"
         "  compadd -- ${=found}\n"
         "}\n"
         "compdef _marketctl marketctl\n";
}

std::string fish_completion() {
  std::string script =
      "# marketctl completion for fish; load it with: marketctl completion fish | source\n"
      "function __marketctl_at\n"
      "  set -l typed (string match -v -- '-*' (commandline -opc)[2..-1])\n"
      "  test \"$typed[1..\"(count (string split ' ' -- $argv[1]))\"]\" = \"$argv[1]\"\n"
      "end\n"
      "function __marketctl_exactly\n"
      "  test (string join ' ' -- (string match -v -- '-*' (commandline -opc)[2..-1])) = \"$argv[1]\"\n"
      "end\n"
      "complete -c marketctl -f\n";
  for (const auto& [path, words] : words_by_path())
    for (const std::string& word : words) {
      const bool is_flag = word.rfind("--", 0) == 0;
      script += "complete -c marketctl -n '" +
                std::string(is_flag ? "__marketctl_at" : "__marketctl_exactly") + " \"" + path + "\"' ";
      script += is_flag ? "-l " + word.substr(2) + "\n" : "-a " + word + "\n";
    }
  for (const auto& [flag, words] : choices_by_flag())
    if (flag.rfind("--", 0) == 0)
      script += "complete -c marketctl -l " + flag.substr(2) + " -x -a '" + words + "'\n";
  return script;
}

}  // namespace market::cli
