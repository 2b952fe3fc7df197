// Boost.Asio, in the one order of includes that C++20 compilers accept. Only for .cpp files of daemon/net and
// for its private headers event_loop.hpp and connection.hpp.
#pragma once
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace market {

using Tcp = boost::asio::ip::tcp;
using boost::asio::io_context;
using boost::asio::steady_timer;
using NetError = boost::system::error_code;

}  // namespace market
