// A plain HTTP/1.1 client over one socket, for tests: it sends what it is given, broken or not, and reads
// whole replies or the lines of an event stream. Nothing here throws on what the server does: a lost
// connection is an empty result.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace market::e2e {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

using Headers = std::map<std::string, std::string>;

class HttpConnection {
 public:
  explicit HttpConnection(std::uint16_t port, std::chrono::milliseconds patience = std::chrono::seconds(20));
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  // nullopt when the connection ended or nothing came within the patience.
  std::optional<Reply> request(std::string_view method, std::string_view target, const Headers& headers = {},
                               std::string_view body = {});
  bool send(std::string_view bytes);
  std::optional<Reply> read_reply();
  // Status line and headers only; the body is read by read_line().
  std::optional<Reply> read_head();
  // One line without its end; nullopt at the end of the stream or of the patience.
  std::optional<std::string> read_line();
  // All that still comes.
  std::string read_rest();

 private:
  bool fill();

  int socket_ = -1;
  std::string buffer_;
};

// Of 127.0.0.1, where nobody listens now; 0 when there is none.
std::uint16_t free_port();

}  // namespace market::e2e
