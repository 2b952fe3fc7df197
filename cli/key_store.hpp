// KeyStore: the API keys of traders that this user registered, one file a trader (0600) in a folder (0700) a
// server: <state folder>/keys/127.0.0.1_8080/alice.key
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cli/failure.hpp"
#include "cli/server_url.hpp"

namespace market::cli {

class KeyStore {
 public:
  KeyStore(std::filesystem::path state_folder, const ServerUrl& server)
      : folder_(state_folder / "keys" / server.folder_name()) {}

  // `trader` may come from outside: a name that is no slug has no file.
  std::filesystem::path file_of(std::string_view trader) const {
    return folder_ / (std::string(trader) + ".key");
  }
  std::optional<std::string> find(std::string_view trader) const;
  // Replaces the trader's key in one step.
  Status store(std::string_view trader, std::string_view key) const;
  // Forgets the trader's key; nothing to do when there is none.
  Status remove(std::string_view trader) const;

 private:
  std::filesystem::path folder_;
};

// The first line of a small file without blanks at its ends; nullopt when it cannot be read or is empty.
std::optional<std::string> read_first_line(const std::filesystem::path& file);

}  // namespace market::cli
