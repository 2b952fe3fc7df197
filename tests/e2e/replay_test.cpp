// Shows that one real hour of NASDAQ order flow, replayed through the API, gives the executions that an
// independent first-in first-out book gives. The data are not part of the project: without them the test only
// says so.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <map>
#include <set>
#include <sstream>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

const std::filesystem::path kRecording =
    std::filesystem::path(MARKET_SOURCE_DIR) /
    "../shared/data/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv";

struct Message {
  int type = 0;
  std::uint64_t id = 0;
  std::int64_t size = 0, price = 0;
  bool buy = false;  // the resting order's side
};

std::vector<Message> read_recording() {
  std::vector<Message> messages;
  std::ifstream file(kRecording);
  for (std::string line; std::getline(file, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream fields(line);
    double time = 0;
    int direction = 0;
    Message message;
    fields >> time >> message.type >> message.id >> message.size >> message.price >> direction;
    message.buy = direction == 1;
    messages.push_back(message);
  }
  return messages;
}

struct Fill {
  std::int64_t price, quantity;
  bool operator==(const Fill&) const = default;
};

// The plainest price-time book there is.
class FifoBook {
 public:
  std::vector<Fill> fills;
  int named = 0,
      met = 0;  // executions of known orders; those that met exactly the order that the recording names

  void take_in(const Message& message) {
    switch (message.type) {
      case 1: return add(message);
      case 2: return reduce(message);
      case 3: return remove(message.id);
      case 4: return execute(message);
      default: return;
    }
  }

 private:
  struct Order {
    std::uint64_t id;
    std::int64_t quantity;
  };
  using Queue = std::list<Order>;
  struct Place {
    bool buy;
    std::int64_t rank;  // smaller is better
    Queue::iterator order;
  };

  static std::int64_t rank(bool buy, std::int64_t price) { return buy ? -price : price; }

  void add(const Message& message) {
    added_.insert(message.id);
    const std::int64_t left = match(!message.buy, message.price, message.size);
    if (left == 0) return;
    Queue& queue = sides_[message.buy][rank(message.buy, message.price)];
    queue.push_back({message.id, left});
    places_[message.id] = {message.buy, rank(message.buy, message.price), std::prev(queue.end())};
  }

  void reduce(const Message& message) {
    const auto place = places_.find(message.id);
    if (place == places_.end()) return;
    Order& order = *place->second.order;
    order.quantity -= message.size;
    if (order.quantity <= 0) remove(message.id);
  }

  void remove(std::uint64_t id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return;
    auto& levels = sides_[place->second.buy];
    const auto level = levels.find(place->second.rank);
    level->second.erase(place->second.order);
    if (level->second.empty()) levels.erase(level);
    places_.erase(place);
  }

  void execute(const Message& message) {
    if (added_.count(message.id) == 0) return;
    ++named;
    makers_.clear();
    match(message.buy, message.price, message.size);
    if (makers_ == std::vector<std::pair<std::uint64_t, std::int64_t>>{{message.id, message.size}}) ++met;
  }

  // Takes from the side `buy` what is at `limit` or better; returns what is left.
  std::int64_t match(bool buy, std::int64_t limit, std::int64_t quantity) {
    auto& levels = sides_[buy];
    while (quantity > 0 && !levels.empty() && levels.begin()->first <= rank(buy, limit)) {
      Order& maker = levels.begin()->second.front();
      const std::int64_t traded = std::min(quantity, maker.quantity);
      const std::int64_t best = levels.begin()->first;
      fills.push_back({buy ? -best : best, traded});
      makers_.emplace_back(maker.id, traded);
      quantity -= traded;
      maker.quantity -= traded;
      if (maker.quantity == 0) remove(maker.id);
    }
    return quantity;
  }

  std::map<std::int64_t, Queue> sides_[2];
  std::map<std::uint64_t, Place> places_;
  std::set<std::uint64_t> added_;
  std::vector<std::pair<std::uint64_t, std::int64_t>> makers_;
};

std::int64_t units_of(const Json& decimal) {
  const std::string text = decimal;
  const std::size_t point = text.find('.');
  std::string digits = text.substr(0, point) + (point == std::string::npos ? "" : text.substr(point + 1));
  digits.append(4 - (point == std::string::npos ? 0 : text.size() - point - 1), '0');
  return std::stoll(digits);
}

std::vector<Fill> fills_of(const Market& market) {
  std::vector<Fill> fills;
  for (const Json& trade : market.items("/v1/market/AAPL/trades")) {
    fills.push_back({units_of(trade.at("price")), trade.at("quantity")});
  }
  return fills;
}

}  // namespace

TEST_CASE("replay: a recorded hour of NASDAQ trades as an independent book says it must") {
  if (!std::filesystem::exists(kRecording)) {
    MESSAGE("not run: ", kRecording.string(), " is not here");
    return;
  }
  FifoBook book;
  const std::vector<Message> messages = read_recording();
  for (const Message& message : messages) book.take_in(message);
  REQUIRE(messages.size() == 91'997);
  CHECK(book.met > book.named * 0.98);

  Market market({"--durability", "os"});
  const Json summary = market.ctl_json({"replay", kRecording.string(), "--symbol", "AAPL"});
  INFO(summary.dump(1));
  CHECK(fills_of(market) == book.fills);
  CHECK(summary.at("messages") == messages.size());
  CHECK(summary.at("executions") == book.named);
  CHECK(summary.at("executions_met_named_order") == book.met);
  market.audited_hash();
}

}  // namespace market::e2e
