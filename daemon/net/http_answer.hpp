// An answer as bytes, for what is answered before cpp-httplib sees a request.
#pragma once
#include <string>
#include <string_view>

#include "daemon/rest/api.hpp"

namespace market {

// What becomes of the connection after an answer.
enum class After { keep_open, close };

void append_answer(std::string& out, const ApiResponse& response, After after);

}  // namespace market
