// The HTTP library's client, set up as every request of ours needs it. Heavy: only for .cpp files.
#pragma once
#include <httplib.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "cli/server_url.hpp"

namespace market::cli {

std::unique_ptr<httplib::Client> make_session(const ServerUrl& server, const std::string& key);

// The seconds of its Retry-After; nullopt without one, and for a date.
std::optional<std::chrono::seconds> retry_after_of(const httplib::Response& response);

}  // namespace market::cli
