// ListenAddress: where the daemon listens. Text form "ADDR:PORT": an IPv4 address, "[IPv6]" or "localhost".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace market {

struct ListenAddress {
  std::string host = "127.0.0.1";  // a numeric address, IPv6 without brackets
  std::uint16_t port = 8080;       // 0 takes a free one

  bool operator==(const ListenAddress&) const = default;
};

std::optional<ListenAddress> parse_listen_address(std::string_view text);
bool is_loopback(const ListenAddress& address);

// What a client on this machine connects to: "http://127.0.0.1:8080".
std::string url_of(const ListenAddress& address);

}  // namespace market
