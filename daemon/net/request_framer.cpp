#include "daemon/net/request_framer.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <optional>
#include <utility>

namespace market {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

// A place in the request: views would dangle when the caller's buffer grows.
struct Span {
  std::size_t offset = 0;
  std::size_t size = 0;
  bool present = false;
};

struct Spans {
  Span method, target, host, origin, authorization, accept, content_encoding, transfer_encoding,
      last_event_id, upgrade, sec_websocket_key, sec_websocket_version;
};

bool equals_ignoring_case(string_view a, string_view b) {
  return boost::beast::iequals(a, b);
}

// Reports what Beast finds as places in the request, and keeps nothing else.
class Parser final : public http::basic_parser<true> {
 public:
  explicit Parser(RequestFramer::Limits limits) {
    eager(true);
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    body_limit(limits.body_bytes);
  }

  void set_base(const char* begin, std::size_t size) {
    begin_ = begin;
    size_ = size;
  }
  const Spans& spans() const { return spans_; }
  int version() const { return version_; }
  bool expects_continue() const { return expects_continue_; }
  bool was_folded() const { return folded_; }
  bool is_ambiguous() const { return ambiguous_; }

 private:
  void put_span(Span& span, string_view text) {
    const bool inside = text.data() >= begin_ && text.data() + text.size() <= begin_ + size_;
    // Beast copies a header that is folded over several lines, which RFC 9112 lets a server refuse.
    if (!inside && !text.empty()) folded_ = true;
    const bool is_list = &span == &spans_.accept || &span == &spans_.upgrade;
    if (span.present && !is_list) ambiguous_ = true;
    span = {inside ? static_cast<std::size_t>(text.data() - begin_) : 0, inside ? text.size() : 0, true};
  }

  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    put_span(spans_.method, method);
    put_span(spans_.target, target);
    version_ = version;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(http::field name, string_view text, string_view value, error_code&) override {
    if (head_done_) return;  // a trailer
    if (Span* span = span_of(name, text)) put_span(*span, value);
    if (name == http::field::expect) expects_continue_ = equals_ignoring_case(value, "100-continue");
  }
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  Span* span_of(http::field name, string_view text) {
    if (name == http::field::host) return &spans_.host;
    if (name == http::field::origin) return &spans_.origin;
    if (name == http::field::authorization) return &spans_.authorization;
    if (name == http::field::accept) return &spans_.accept;
    if (name == http::field::content_encoding) return &spans_.content_encoding;
    if (name == http::field::transfer_encoding) return &spans_.transfer_encoding;
    if (name == http::field::upgrade) return &spans_.upgrade;
    if (name == http::field::sec_websocket_key) return &spans_.sec_websocket_key;
    if (name == http::field::sec_websocket_version) return &spans_.sec_websocket_version;
    // Not among the names that Beast knows.
    if (equals_ignoring_case(text, "Last-Event-ID")) return &spans_.last_event_id;
    return nullptr;
  }

  const char* begin_ = nullptr;
  std::size_t size_ = 0;
  Spans spans_;
  int version_ = 11;
  bool head_done_ = false;
  bool expects_continue_ = false;
  bool folded_ = false;
  bool ambiguous_ = false;
};

Problem problem_of(error_code error, RequestFramer::Limits limits) {
  if (error == http::error::header_limit) {
    return {431,
            "headers_too_large",
            "the request line and headers exceed " + std::to_string(limits.head_bytes) + " bytes",
            {}};
  }
  if (error == http::error::body_limit) {
    return {413,
            "payload_too_large",
            "the body exceeds " + std::to_string(limits.body_bytes) + " bytes; send less in one request",
            {}};
  }
  return {400, "invalid_request", "this is not a well-formed HTTP/1.1 request: " + error.message(), {}};
}

}  // namespace

struct RequestFramer::Impl {
  explicit Impl(Limits l) : limits(l) {}

  State state() {
    if (!parser->is_header_done()) return State::head;
    return parser->is_done() ? State::complete : State::body;
  }

  State fail(Problem why) {
    problem = std::move(why);
    return State::failed;
  }

  Limits limits;
  std::optional<Parser> parser;
  std::size_t parsed = 0;
  Problem problem;
};

RequestFramer::RequestFramer(Limits limits) : impl_(std::make_unique<Impl>(limits)) {
  reset();
}

RequestFramer::~RequestFramer() = default;

void RequestFramer::reset() {
  impl_->parser.emplace(impl_->limits);
  impl_->parsed = 0;
}

RequestFramer::State RequestFramer::feed(std::string_view bytes) {
  Parser& parser = *impl_->parser;
  parser.set_base(bytes.data(), bytes.size());
  while (!parser.is_done()) {
    error_code error;
    const boost::asio::const_buffer rest(bytes.data() + impl_->parsed, bytes.size() - impl_->parsed);
    if (rest.size() == 0) break;
    // The shortest end of a chunked body is "0\r\n\r\n". Beast asserts that it sees that much again when it
    // did not find the end at first (basic_parser::parse_chunk_header), so it is not asked before.
    constexpr std::size_t kShortestChunkedEnd = 5;
    if (parser.is_header_done() && parser.chunked() && rest.size() < kShortestChunkedEnd) break;
    const std::size_t used = parser.put(rest, error);
    impl_->parsed += used;
    if (error == http::error::need_more) break;
    if (error) return impl_->fail(problem_of(error, impl_->limits));
    if (used == 0) break;
  }
  if (parser.was_folded()) {
    return impl_->fail({400, "invalid_request", "a header folded over several lines is not accepted", {}});
  }
  if (parser.is_ambiguous()) {
    return impl_->fail({400, "invalid_request", "a header that may appear once was sent several times", {}});
  }
  // Chunk headers count towards no limit of Beast's, but fill the buffer all the same.
  if (!parser.is_done() && bytes.size() > impl_->limits.head_bytes + 2 * impl_->limits.body_bytes) {
    return impl_->fail(problem_of(http::error::body_limit, impl_->limits));
  }
  return impl_->state();
}

RequestHead RequestFramer::head(std::string_view bytes) const {
  const Spans& spans = impl_->parser->spans();
  const auto view = [&](const Span& span) {
    return span.present ? bytes.substr(span.offset, span.size) : std::string_view();
  };
  RequestHead head;
  head.method = view(spans.method);
  head.target = view(spans.target);
  head.host = view(spans.host);
  head.origin = view(spans.origin);
  head.authorization = view(spans.authorization);
  head.accept = view(spans.accept);
  head.content_encoding = view(spans.content_encoding);
  head.transfer_encoding = view(spans.transfer_encoding);
  head.last_event_id = view(spans.last_event_id);
  head.upgrade = view(spans.upgrade);
  head.sec_websocket_key = view(spans.sec_websocket_key);
  head.sec_websocket_version = view(spans.sec_websocket_version);
  head.connection_upgrade = impl_->parser->upgrade();
  head.expects_continue = impl_->parser->expects_continue();
  head.keep_alive = impl_->parser->keep_alive();
  head.http_1_0 = impl_->parser->version() == 10;
  return head;
}

std::size_t RequestFramer::size() const {
  return impl_->parsed;
}

const Problem& RequestFramer::problem() const {
  return impl_->problem;
}

}  // namespace market
