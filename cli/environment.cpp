#include "cli/environment.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace market::cli {
namespace {

// An XDG variable that holds a relative path counts as not set (XDG Base Directory Specification 0.8).
std::filesystem::path base_folder(const Environment& environment, std::string_view name,
                                  std::string_view under_home) {
  if (const auto value = environment.variable(name); value && value->front() == '/') return *value;
  return std::filesystem::path(environment.variable("HOME").value_or("/")) / under_home;
}

}  // namespace

std::filesystem::path Environment::config_folder() const {
  return base_folder(*this, "XDG_CONFIG_HOME", ".config") / "market";
}

std::filesystem::path Environment::state_folder() const {
  return base_folder(*this, "XDG_STATE_HOME", ".local/state") / "market";
}

Environment process_environment() {
  Environment environment;
  environment.variable = [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
  };
  environment.in = &std::cin;
  environment.out = &std::cout;
  environment.err = &std::cerr;
  environment.in_is_terminal = ::isatty(STDIN_FILENO) == 1;
  environment.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  environment.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  return environment;
}

}  // namespace market::cli
