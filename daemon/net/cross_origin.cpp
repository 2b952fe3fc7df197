#include "daemon/net/cross_origin.hpp"

namespace market {

void append_preflight_answer(std::string& out, std::string_view origin) {
  out += "HTTP/1.1 204 No Content\r\n";
  out += cross_origin_headers(origin);
  out +=
      "Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE\r\n"
      "Access-Control-Allow-Headers: Authorization, Content-Type, Last-Event-ID\r\n"
      "Access-Control-Allow-Private-Network: true\r\n"
      "Access-Control-Max-Age: 600\r\n"
      "\r\n";
}

// A page that may ask may read the answer; which pages those are differs by origin, so caches must look at
// it.
std::string cross_origin_headers(std::string_view origin) {
  if (origin.empty()) return {};
  return "Access-Control-Allow-Origin: " + std::string(origin) +
         "\r\n"
         "Vary: Origin\r\n"
         "Access-Control-Expose-Headers: X-Market-Seq, X-Request-Id, Retry-After\r\n";
}

void add_cross_origin_headers(std::string& out, std::size_t begin, std::string_view origin) {
  const std::size_t end_of_status = out.find("\r\n", begin);
  if (origin.empty() || end_of_status == std::string::npos) return;
  out.insert(end_of_status + 2, cross_origin_headers(origin));
}

}  // namespace market
