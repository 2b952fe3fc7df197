// Invocation: one command line, taken apart.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace market::cli {

// The flags that every subcommand takes; empty or nullopt when not given.
struct GlobalFlags {
  std::optional<std::string> output;
  std::optional<std::string> fields;
  std::optional<std::string> server;
  std::optional<std::string> trader;  // --as
  std::optional<std::string> key_file;
  std::optional<std::string> timeout;
  bool no_header = false;
  bool no_color = false;
  bool quiet = false;
  bool verbose = false;
  bool yes = false;
};

struct Invocation {
  const CommandSpec* command = nullptr;
  GlobalFlags global;
  std::map<std::string, std::vector<std::string>, std::less<>>
      values;  // by parameter name, only what was given

  bool has(std::string_view name) const { return values.find(name) != values.end(); }
  // The (last) value of a parameter.
  std::optional<std::string> get(std::string_view name) const;
  const std::vector<std::string>& all(std::string_view name) const;
};

}  // namespace market::cli
