// Shows that the feed's WebSocket is RFC 6455's: what a client may send is taken and what it may not ends the
// connection with the code for it, frame by frame, by a list of cases over raw sockets.
#include <doctest/doctest.h>

#include "tests/e2e/market.hpp"

namespace market::e2e {

TEST_CASE("websocket: frames, fragments, UTF-8, pings, closes and limits are as RFC 6455 has them") {
  const Market market;
  const Result cases = run({MARKET_PYTHON, MARKET_SOURCE_DIR "/tests/e2e/websocket_conformance.py",
                            "127.0.0.1", std::to_string(market.port())},
                           {});
  INFO(cases.out, cases.err);
  CHECK(cases.exit == 0);
}

}  // namespace market::e2e
