// The one list of all endpoints. Routing, access, the OpenAPI check, the CLI's coverage check and the labels
// of metrics come from it.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "daemon/rest/call.hpp"

namespace market {

// Who may call: anybody · anybody, unless public data needs a key · any trader or admin · admins.
enum class Access { open, public_data, trader, admin };

struct Endpoint {
  std::string_view method;
  std::string_view path;  // "/v1/companies/{symbol}"; a last {client_order_id} takes the rest of the path
  Access access;
  std::string_view operation_id;
  std::string_view query;    // names of the query parameters, parted by blanks
  Answer (*handler)(Call&);  // nullptr: served elsewhere (the feed, by daemon/feed)
};

std::span<const Endpoint> endpoints();

struct Route {
  const Endpoint* endpoint = nullptr;  // nullptr: no such path, or not with this method
  PathArguments arguments;
  std::string allow;  // without an endpoint: the methods that the path has, empty when there is no such path
};

// HEAD is routed as GET, except where a GET opens a stream: there it is no method of the path. The arguments
// view `path`.
Route find_route(std::string_view method, std::string_view path);

}  // namespace market
