// The command line of marketd.
#pragma once
#include <optional>
#include <string>

#include "daemon/config.hpp"

namespace market {

struct CommandLine {
  ConfigSources sources;  // flags and --config; the environment is the caller's to add
  bool check_config = false;
  bool verify = false;
  std::optional<std::string> answer;  // --help or --version: print this and end
};

// Throws StartError (status configuration) when the arguments are wrong.
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace market
