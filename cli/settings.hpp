// Settings: flag, then environment (MARKET_SERVER, MARKET_KEY, MARKET_TRADER), then config.toml, then what a
// marketd of this user left in its state folder.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "cli/environment.hpp"
#include "cli/invocation.hpp"
#include "cli/key_store.hpp"
#include "cli/output.hpp"
#include "cli/server_url.hpp"

namespace market::cli {

struct Settings {
  ServerUrl server;
  std::optional<std::string>
      given_key;  // --key-file, MARKET_KEY or key_file of config.toml: used for everything
  std::optional<std::string> admin_key;  // of this user's own marketd, when `server` is that one
  std::optional<std::string> trader;
  bool trader_by_flag = false;  // --as, as opposed to the environment or config.toml
  std::chrono::milliseconds timeout{30'000};
  OutputOptions output;
  bool assume_yes = false;
  KeyStore keys{"", {}};
};

Result<Settings> resolve_settings(const GlobalFlags& flags, const Environment& environment);

}  // namespace market::cli
