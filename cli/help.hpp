// The help texts, written from the command table.
#pragma once
#include <string>
#include <string_view>

#include "cli/command.hpp"

namespace market::cli {

// Of one command, of a noun with its verbs, or (path "") of marketctl.
std::string help_text(std::string_view path);

// "list, show, …": the words that may follow `path`.
std::string verbs_of(std::string_view path);

// "SYMBOL" or "--limit-price".
std::string display_name(const Parameter& parameter);

}  // namespace market::cli
