// The command line -> Invocation, by the command table.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/invocation.hpp"

namespace market::cli {

// What a command line asks for: a command, or a help text.
struct ParsedLine {
  Invocation invocation;            // its command is null when `help` is set
  std::optional<std::string> help;  // the text to print on standard output
};

// `arguments` without the program's name. Fails with ExitCode::usage.
Result<ParsedLine> parse_arguments(std::span<const std::string> arguments);

}  // namespace market::cli
