#include "daemon/net/request_guard.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace market {
namespace {

constexpr std::size_t kLongestTarget = 8'000;
constexpr std::size_t kLongestPath = 1'024;
constexpr std::array<std::string_view, 7> kMethods = {"GET",    "POST", "PUT",    "PATCH",
                                                      "DELETE", "HEAD", "OPTIONS"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// "[::1]:8080" -> "::1", "Localhost.:80" -> "localhost".
std::string host_name(std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t close = authority.find(']');
    return close == std::string_view::npos ? std::string() : lower(authority.substr(1, close - 1));
  }
  std::string_view name = authority.substr(0, authority.find(':'));
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  return lower(name);
}

// "https://example.org:8443" -> "example.org"; empty for "null", which a page without an origin sends.
std::string origin_host(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return "";
  const std::string_view authority = origin.substr(scheme + 3);
  return host_name(authority.substr(0, authority.find('/')));
}

bool is_loopback_name(const std::string& name) {
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  const bool v6 = name.find(':') != std::string::npos;
  const auto address = parse_listen_address(v6 ? "[" + name + "]:0" : name + ":0");
  return address && is_loopback(*address);
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_own_host(const std::string& host, const ListenAddress& own, const AllowedSites& allowed) {
  return is_loopback_name(host) || host == own.host || contains(allowed.hosts, host);
}

std::optional<Problem> check_origin(const RequestHead& head, const ListenAddress& own,
                                    const AllowedSites& allowed) {
  const std::string host = host_name(head.host);
  if (is_loopback(own) && head.host.data() != nullptr && !is_own_host(host, own, allowed)) {
    return Problem{403,
                   "forbidden",
                   "this server is reached as localhost; the Host header must name the address it listens on "
                   "or one of the setting auth.hosts",
                   {}};
  }
  if (head.origin.data() == nullptr || contains(allowed.origins, lower(head.origin))) return std::nullopt;
  const std::string origin = origin_host(head.origin);
  const bool own_page = origin == own.host || (!is_loopback(own) && !origin.empty() && origin == host);
  if (own_page || is_loopback_name(origin)) return std::nullopt;
  return Problem{403,
                 "forbidden",
                 "requests from web pages of another origin are not accepted; the setting auth.origins names "
                 "those that are",
                 {}};
}

std::optional<Problem> check_target(std::string_view target, std::string_view path) {
  if (target.size() > kLongestTarget || path.size() > kLongestPath) {
    return Problem{
        414, "uri_too_long", "the path and query are too long for any endpoint of this server", {}};
  }
  if (target.empty() || target.front() != '/') {
    return Problem{400, "invalid_request", "the request target must be a path that starts with /", {}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Problem> check_request(const RequestHead& head, const ListenAddress& own,
                                     const AllowedSites& allowed) {
  if (head.host.data() == nullptr && !head.http_1_0) {
    return Problem{400, "invalid_request", "an HTTP/1.1 request needs a Host header", {}};
  }
  if (auto problem = check_origin(head, own, allowed)) return problem;
  if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end()) {
    return Problem{405,
                   "method_not_allowed",
                   "use GET, POST, PUT, PATCH or DELETE as the endpoint's description says",
                   {}};
  }
  if (auto problem = check_target(head.target, head.path())) return problem;
  if (head.transfer_encoding.data() != nullptr && lower(head.transfer_encoding) != "chunked") {
    return Problem{400, "invalid_request", "of transfer encodings only \"chunked\" is accepted", {}};
  }
  if (!head.content_encoding.empty() && lower(head.content_encoding) != "identity") {
    return Problem{415, "unsupported_media_type", "send the body without Content-Encoding", {}};
  }
  return std::nullopt;
}

}  // namespace market
