// FeedStream: the feed's messages one after the other, over as many connections as it takes. A broken one is
// taken up again after the last message seen, so that nothing is lost and nothing comes twice.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/context.hpp"
#include "cli/json_fwd.hpp"

namespace httplib {
class Client;
}

namespace market::cli {

struct FeedWish {
  std::string channels;  // comma separated
  std::string symbols;   // comma separated; empty: all
  std::string since;     // "seq" or "seq-n": what comes after it; empty: what comes now
  std::optional<std::chrono::milliseconds> duration;
};

class FeedStream {
 public:
  struct Message {
    const std::string& id;
    const std::string& text;  // as it came
    const Json& json;
  };
  enum class Next { more, afresh, end };  // afresh: connect again, as if nothing had been seen
  // Gets each message, heartbeats as well.
  using Take = std::function<Result<Next>(const Message&)>;

  // `at_rest` is called each time that all that has arrived was taken.
  FeedStream(Context& context, FeedWish wish, Take take, std::function<void()> at_rest = {});
  ~FeedStream();

  // Until `take` says end or fails, the duration is over, or SIGINT; fails when the server is away for longer
  // than --timeout or refuses.
  Status run();

 private:
  std::string target() const;
  void read_connection();
  bool take(const std::string& id, const std::string& text);

  Context& context_;
  FeedWish wish_;
  Take take_;
  std::function<void()> at_rest_;
  std::unique_ptr<httplib::Client> http_;
  std::string last_id_;
  bool connected_ = false, ever_connected_ = false, finished_ = false, told_ = false;
  std::optional<Failure> failure_;
};

}  // namespace market::cli
