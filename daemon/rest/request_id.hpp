// Names one request in answers and logs: 16 random hexadecimal digits. Not a secret. Any thread.
#pragma once
#include <string>

namespace market {

std::string make_request_id();

}  // namespace market
