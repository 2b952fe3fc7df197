// Responder: answers one complete HTTP request that lies in memory, by way of cpp-httplib: it parses the
// request, decodes its target and formats the answer; the socket is not its business. Errors that cpp-httplib
// finds itself become problem documents as well.
//
// Thread rule: one Responder a thread.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/net/http_answer.hpp"
#include "daemon/rest/api.hpp"

namespace market {

class Responder {
 public:
  using Handler = std::function<ApiResponse(const ApiRequest&)>;

  explicit Responder(Handler handler);
  ~Responder();

  struct Answered {
    Seq seq = 0;                         // that the answer shows: it must not leave before it is durable
    std::shared_ptr<LaterAnswer> later;  // set: nothing was appended, this will be the answer
  };
  // Appends the answer to `out`. What the handler is not asked for shows `durable`.
  Answered answer(std::string_view request, After after, std::string& out, Seq durable = 0);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market
