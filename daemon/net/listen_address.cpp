#include "daemon/net/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace market {
namespace {

bool is_v4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_v6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint16_t> port = parse_port(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string host(text.substr(0, colon));
  if (host == "localhost") host = "127.0.0.1";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed ? !is_v6(host) : !is_v4(host)) return std::nullopt;
  return ListenAddress{host, *port};
}

bool is_loopback(const ListenAddress& address) {
  return is_v4(address.host) ? address.host.starts_with("127.") : address.host == "::1";
}

std::string url_of(const ListenAddress& address) {
  const std::string port = std::to_string(address.port);
  if (address.host == "0.0.0.0") return "http://127.0.0.1:" + port;
  if (address.host == "::") return "http://[::1]:" + port;
  if (is_v6(address.host)) return "http://[" + address.host + "]:" + port;
  return "http://" + address.host + ":" + port;
}

}  // namespace market
