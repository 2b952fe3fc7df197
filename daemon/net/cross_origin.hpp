// Answers for web pages of other origins that check_request() has let pass: without these headers (Fetch
// standard, "CORS protocol") a browser keeps an answer from the page that asked.
#pragma once
#include <string>
#include <string_view>

#include "daemon/net/request_framer.hpp"

namespace market {

// Whether a browser asks if it may send another request.
inline bool is_preflight(const RequestHead& head) {
  return head.method == "OPTIONS" && head.origin.data() != nullptr;
}

void append_preflight_answer(std::string& out, std::string_view origin);

// Lines of a head, each with its end; nothing without an origin.
std::string cross_origin_headers(std::string_view origin);

// Puts them into the answer that begins at out[begin], behind its status line.
void add_cross_origin_headers(std::string& out, std::size_t begin, std::string_view origin);

}  // namespace market
