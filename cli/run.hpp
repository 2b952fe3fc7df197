// One run of marketctl, from its arguments to its exit code.
#pragma once
#include <span>
#include <string>

#include "cli/environment.hpp"

namespace market::cli {

// `arguments` without the program's name. Never throws.
int run_marketctl(std::span<const std::string> arguments, const Environment& environment);

}  // namespace market::cli
