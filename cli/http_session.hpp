// The HTTP library's client, set up as every request of ours needs it. Heavy: only for .cpp files.
#pragma once
#include <httplib.h>

#include <memory>
#include <string>

#include "cli/server_url.hpp"

namespace market::cli {

std::unique_ptr<httplib::Client> make_session(const ServerUrl& server, const std::string& key);

}  // namespace market::cli
