#include "daemon/net/http_answer.hpp"

#include <boost/beast/http/status.hpp>

namespace market {

void append_answer(std::string& out, const ApiResponse& response, After after) {
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out.append(reason.data(), reason.size());
  out += "\r\nContent-Type: ";
  out += response.content_type;
  for (const auto& [name, value] : response.headers) {
    out += "\r\n";
    out += name;
    out += ": ";
    out += value;
  }
  out += "\r\nX-Market-Seq: ";
  out += std::to_string(response.seq);
  out += "\r\nContent-Length: ";
  out += std::to_string(response.body.size());
  if (after == After::close) out += "\r\nConnection: close";
  out += "\r\n\r\n";
  out += response.body;
}

}  // namespace market
