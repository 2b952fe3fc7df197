// The checks that a request passes before anything looks at its content: what we cannot serve, and what a web
// page of somebody else's must not do to a daemon on the user's own machine (cross-site requests by Origin,
// DNS rebinding by Host).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/listen_address.hpp"
#include "daemon/net/request_framer.hpp"
#include "wire/problem.hpp"

namespace market {

// What passes besides the addresses of this server itself; in lower case.
struct AllowedSites {
  std::vector<std::string> hosts;    // names by which it is reached, without ports
  std::vector<std::string> origins;  // pages that may use it: "https://app.example.org"
};

// The problem to answer with; nullopt lets the request pass.
std::optional<Problem> check_request(const RequestHead& head, const ListenAddress& own,
                                     const AllowedSites& allowed = {});

}  // namespace market
