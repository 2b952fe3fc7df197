// Environment: what a run takes from outside its arguments, so that tests can give it.
#pragma once
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace market::cli {

struct Environment {
  // nullopt for a variable that is not set or empty.
  std::function<std::optional<std::string>(std::string_view name)> variable;
  std::istream* in = nullptr;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;

  std::filesystem::path config_folder() const;  // $XDG_CONFIG_HOME/market, or ~/.config/market
  std::filesystem::path state_folder() const;   // $XDG_STATE_HOME/market, or ~/.local/state/market
};

// That of this process.
Environment process_environment();

}  // namespace market::cli
