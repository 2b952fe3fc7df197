// FeedStream: the feed's messages one after the other, over as many connections as it takes. A broken one is
// taken up again after the last id seen, so that nothing is lost and nothing comes twice.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/context.hpp"
#include "cli/json_fwd.hpp"

namespace httplib {
class Client;
}

namespace market::cli {

class SseReader;

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

  // Called each time that all that has arrived was taken, with the id to go on after: it may be newer than
  // the last message, as the feed also tells its place without one.
  using AtRest = std::function<Status(const std::string& last_id)>;

  FeedStream(Context& context, FeedWish wish, Take take, AtRest at_rest);
  ~FeedStream();

  // Until `take` says end or fails, the duration is over, or SIGINT; fails when the server refuses, cannot be
  // reached at the start, or is away for longer than --timeout later.
  Status run();

 private:
  // One connection, when it is over. An attempt without a status is one that broke, or never was.
  struct Connection {
    bool opened = false;
    Attempt attempt;
    std::string refusal;  // what came with another status than 200
  };

  std::string target() const;
  Connection read_connection();
  void note_lost_connection();
  Failure why_ended(const Connection& connection) const;
  bool arrived(SseReader& reader, std::string_view bytes);
  bool take(const std::string& id, const std::string& text);

  Context& context_;
  FeedWish wish_;
  Take take_;
  AtRest at_rest_;
  std::unique_ptr<httplib::Client> http_;
  std::string last_id_;
  bool ever_connected_ = false, finished_ = false, told_ = false;
  std::optional<Failure> failure_;
};

}  // namespace market::cli
