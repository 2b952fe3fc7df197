#include "daemon/net/responder.hpp"

#include <httplib.h>

#include <algorithm>
#include <cstring>

namespace market {
namespace {

// The request as cpp-httplib's input and a string as its output. No method is marked `override`, because
// newer versions of cpp-httplib ask for more of them (wait_readable, wait_writable, duration) than older
// ones.
class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(std::string_view input, std::string& output) : input_(input), output_(output) {}

  bool is_readable() const { return true; }
  bool is_writable() const { return true; }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  time_t duration() const { return 0; }
  ssize_t read(char* to, size_t size) {
    const std::size_t n = std::min(size, input_.size());
    std::memcpy(to, input_.data(), n);
    input_.remove_prefix(n);
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char* from, size_t size) {
    output_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const {}
  void get_local_ip_and_port(std::string&, int&) const {}
  socket_t socket() const { return INVALID_SOCKET; }

 private:
  std::string_view input_;
  std::string& output_;
};

constexpr const char* kAnyPath = ".*";
constexpr time_t kKeepAliveSeconds = 75;

Problem problem_of_status(int status) {
  switch (status) {
    case 404: return {404, "not_found", "there is no such path; see /openapi.json for those that exist", {}};
    case 413: return {413, "payload_too_large", "the body is too large; send less in one request", {}};
    case 414: return {414, "uri_too_long", "the path and query are too long", {}};
    case 416: return {416, "invalid_request", "send the request without a Range header", {}};
    case 500:
      return {
          500, "internal_error", "the request failed inside the server; nothing is known of its effect", {}};
    default: return {400, "invalid_request", "the request line, a header or the body is malformed", {}};
  }
}

}  // namespace

class Responder::Impl final : private httplib::Server {
 public:
  explicit Impl(Responder::Handler handler) : handler_(std::move(handler)) {
    const auto route = [this](const httplib::Request& request, httplib::Response& response) {
      serve(request, response);
    };
    Get(kAnyPath, route);
    Post(kAnyPath, route);
    Put(kAnyPath, route);
    Patch(kAnyPath, route);
    Delete(kAnyPath, route);
    Options(kAnyPath, [this](const httplib::Request&, httplib::Response& response) {
      response.status = 204;
      response.set_header("X-Market-Seq", std::to_string(seq_));
      response.set_header("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    });
    const httplib::Server::Handler make_problem = [this](const httplib::Request&,
                                                         httplib::Response& response) {
      if (response.body.empty()) fill(response, make_problem_answer(response.status));
    };
    set_error_handler(make_problem);
    set_post_routing_handler([](const httplib::Request& request, httplib::Response& response) {
      finish_headers(request, response);
    });
  }

  Answered answer(std::string_view request, After after, std::string& out, Seq durable) {
    seq_ = durable;
    later_.reset();
    const std::size_t before = out.size();
    MemoryStream stream(request, out);
    const bool close = after == After::close;
    bool closed = close;
    const std::function<void(httplib::Request&)> prepare = [this](httplib::Request& parsed) {
      take_content_type(parsed);
    };
    process(*this, stream, close, closed, prepare);
    if (later_) {
      out.resize(before);
      return {seq_, std::move(later_)};
    }
    if (out.size() == before) append_answer(out, make_problem_answer(400), after);
    return {seq_, nullptr};
  }

 private:
  // process_request has gained the two addresses since 0.11. A template, so that only the call that compiles
  // with the version at hand is looked at.
  template <class Self>
  static void process(Self& self, httplib::Stream& stream, bool close, bool& closed,
                      const std::function<void(httplib::Request&)>& prepare) {
    if constexpr (requires { self.process_request(stream, close, closed, prepare); }) {
      self.process_request(stream, close, closed, prepare);
    } else {
      self.process_request(stream, std::string(), 0, std::string(), 0, close, closed, prepare);
    }
  }

  // Before cpp-httplib acts on them: forms and multipart bodies are not ours to interpret, answers are
  // neither compressed nor cut into ranges, and "100 Continue" was sent when the head had arrived.
  void take_content_type(httplib::Request& request) {
    content_type_.clear();
    if (const auto found = request.headers.find("Content-Type"); found != request.headers.end()) {
      content_type_ = std::move(found->second);
      request.headers.erase(found);
    }
    request.headers.erase("Accept-Encoding");
    request.headers.erase("Expect");
    request.ranges.clear();
  }

  void serve(const httplib::Request& request, httplib::Response& response) {
    ApiRequest call;
    call.method = request.method;
    call.path = request.path;
    call.query = &request.params;
    call.body = request.body;
    call.content_type = content_type_;
    if (const auto found = request.headers.find("Authorization"); found != request.headers.end()) {
      call.authorization = found->second;
    }
    ApiResponse answer = handler_(call);
    seq_ = answer.seq;
    later_ = std::move(answer.later);
    fill(response, std::move(answer));
  }

  ApiResponse make_problem_answer(int status) const {
    ApiResponse answer = Api::problem(problem_of_status(status));
    answer.seq = seq_;
    return answer;
  }

  static void fill(httplib::Response& response, ApiResponse&& answer) {
    response.status = answer.status;
    response.body = std::move(answer.body);
    if (!response.body.empty()) response.set_header("Content-Type", answer.content_type);
    response.set_header("X-Market-Seq", std::to_string(answer.seq));
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  }

  static void finish_headers(const httplib::Request& request, httplib::Response& response) {
    response.headers.erase("Accept-Ranges");
    if (response.status == 204) response.headers.erase("Content-Length");
    const auto keep_alive = response.headers.find("Keep-Alive");
    if (keep_alive == response.headers.end()) return;
    keep_alive->second = "timeout=" + std::to_string(kKeepAliveSeconds);
    if (request.version == "HTTP/1.0") response.set_header("Connection", "keep-alive");
  }

  Responder::Handler handler_;
  std::string content_type_;
  Seq seq_ = 0;
  std::shared_ptr<LaterAnswer> later_;
};

Responder::Responder(Handler handler) : impl_(std::make_unique<Impl>(std::move(handler))) {}

Responder::~Responder() = default;

Responder::Answered Responder::answer(std::string_view request, After after, std::string& out, Seq durable) {
  return impl_->answer(request, after, out, durable);
}

}  // namespace market
