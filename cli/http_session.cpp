#include "cli/http_session.hpp"

#include "core/whole.hpp"

namespace market::cli {

std::unique_ptr<httplib::Client> make_session(const ServerUrl& server, const std::string& key) {
  auto http = std::make_unique<httplib::Client>(server.origin());
  http->set_tcp_nodelay(
      true);  // without it each request waits 40 ms for the other side's delayed acknowledgement
  http->set_keep_alive(true);
  http->set_url_encode(false);  // targets come encoded
  httplib::Headers headers{{"User-Agent", "marketctl"}, {"Accept", "application/json"}};
  if (!key.empty()) headers.emplace("Authorization", "Bearer " + key);
  http->set_default_headers(std::move(headers));
  return http;
}

std::optional<std::chrono::seconds> retry_after_of(const httplib::Response& response) {
  const auto seconds = parse_whole<std::uint32_t>(response.get_header_value("Retry-After"));
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(*seconds);
}

}  // namespace market::cli
