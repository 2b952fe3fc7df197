// A client over one socket for tests of the server: it sends what it is given and reads what comes.
#pragma once
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <string_view>

#include "daemon/unique_fd.hpp"

namespace market::test {

using namespace std::chrono_literals;

class Client {
 public:
  // With a receive buffer of so many bytes; 0: as large as the system likes.
  explicit Client(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0)
      ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server has closed
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void finish_sending() { ::shutdown(fd_.get(), SHUT_WR); }

  // Reads until `end` has been received, the server closes or nothing comes for `patience`.
  std::string read_until(std::string_view end, std::chrono::milliseconds patience = 5s) {
    std::string out;
    char buffer[65536];
    while (end.empty() || out.find(end) == std::string::npos) {
      pollfd ready{fd_.get(), POLLIN, 0};
      if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) break;
      const ssize_t size = ::recv(fd_.get(), buffer, sizeof buffer, 0);
      closed = size <= 0;
      if (closed) break;
      out.append(buffer, static_cast<std::size_t>(size));
    }
    return out;
  }
  std::string read_all(std::chrono::milliseconds patience = 5s) { return read_until("", patience); }

  bool closed = false;

 private:
  UniqueFd fd_;
};

inline std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

inline std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++n;
  return n;
}

}  // namespace market::test
