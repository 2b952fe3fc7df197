// ServerUrl: where marketd listens, from what a person writes: "http://127.0.0.1:8080", "localhost:8080",
// "https://market.example/base".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace market::cli {

struct ServerUrl {
  std::string scheme = "http";
  std::string host = "127.0.0.1";  // without the brackets of an IPv6 address
  std::uint16_t port = 8080;
  std::string base_path;  // "" or "/base"

  std::string origin() const;  // "http://127.0.0.1:8080"
  std::string text() const { return origin() + base_path; }
  // A name for a folder: "127.0.0.1_8080".
  std::string folder_name() const;
  bool operator==(const ServerUrl&) const = default;
};

// nullopt when malformed. Names of this machine (localhost, ::1, 0.0.0.0) all become 127.0.0.1.
std::optional<ServerUrl> parse_server_url(std::string_view text);

// Whether `host` is an address, or a name that the system's resolver knows.
bool resolves(const std::string& host);

// A path segment or query value, percent-encoded (RFC 3986: all but unreserved characters).
std::string percent_encoded(std::string_view text);

}  // namespace market::cli
