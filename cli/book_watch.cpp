#include "cli/book_watch.hpp"

#include <algorithm>
#include <ostream>

#include "cli/book_copy.hpp"
#include "cli/feed_stream.hpp"
#include "cli/json.hpp"
#include "cli/table.hpp"
#include "core/decimal.hpp"

namespace market::cli {
namespace {

// Control sequences of xterm: to the other screen and no cursor; back; to the top; the rest of the screen
// empty.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";
constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kClearBelow = "\x1b[J";

class BookWatch {
 public:
  BookWatch(Context& context, std::string symbol, std::size_t depth, std::optional<std::uint64_t> count)
      : output_(context.output()),
        symbol_(std::move(symbol)),
        depth_(depth),
        count_(count),
        draws_(output_.format() == Format::table && output_.options().out_is_terminal) {
    if (draws_) output_.out() << kEnter << std::flush;
  }
  ~BookWatch() {
    if (draws_) output_.out() << kLeave << std::flush;
  }
  BookWatch(const BookWatch&) = delete;
  BookWatch& operator=(const BookWatch&) = delete;

  Result<FeedStream::Next> take(const FeedStream::Message& message) {
    const std::string type = text_of(message.json, "type");
    if (type == "gap") copy_ = {};  // a whole book follows
    if (type != "book" && type != "book_delta") return FeedStream::Next::more;
    switch (copy_.take(message.json)) {
      case BookCopy::Taken::known: return FeedStream::Next::more;
      case BookCopy::Taken::broken: return again("the book does not fit its checksum");
      case BookCopy::Taken::changed: break;
    }
    broken_ = 0;
    if (draws_)
      time_ = text_of(message.json, "time");
    else
      print();
    if (count_ && ++changes_ >= *count_) return FeedStream::Next::end;
    return output_.out().good() ? FeedStream::Next::more : FeedStream::Next::end;
  }

  // Changes come faster than anybody can look: what arrived together is drawn once.
  void draw() {
    if (time_.empty()) return;
    const Colour colour = output_.options().colour;
    std::ostream& out = output_.out();
    out << kHome << kClearBelow << bold(symbol_, colour) << "  seq " << copy_.seq() << "  " << time_
        << "\n\n";
    time_.clear();
    Table table({"ORDERS", "QUANTITY", "PRICE"});
    auto asks = copy_.best(Side::sell, depth_);
    std::reverse(asks.begin(), asks.end());
    for (const BookLevel& level : asks) add(table, level, Tone::bad);
    for (const BookLevel& level : copy_.best(Side::buy, depth_)) add(table, level, Tone::good);
    table.print(out, Header::shown, colour);
    out << std::flush;
  }

 private:
  static constexpr int kMostBroken = 5;  // in a row; then it is no accident

  Result<FeedStream::Next> again(const std::string& why) {
    copy_ = {};
    if (++broken_ <= kMostBroken) return FeedStream::Next::afresh;
    return tl::unexpected(Failure{ExitCode::failure, "bad_answer", why + ", again and again", "", ""});
  }

  static void add(Table& table, const BookLevel& level, Tone tone) {
    table.add_row({{std::to_string(level.orders)},
                   {std::to_string(level.quantity.shares())},
                   {market::to_text(level.price), tone}});
  }

  void print() {
    Json line;
    line["symbol"] = symbol_;
    line["bids"] = levels(Side::buy);
    line["asks"] = levels(Side::sell);
    line["seq"] = copy_.seq();
    output_.out() << to_line(line) << '\n' << std::flush;
  }
  Json levels(Side side) const {
    Json out = Json::array();
    for (const BookLevel& level : copy_.best(side, depth_))
      out.push_back({{"price", market::to_text(level.price)},
                     {"quantity", level.quantity.shares()},
                     {"orders", level.orders}});
    return out;
  }

  Output& output_;
  std::string symbol_;
  std::size_t depth_;
  std::optional<std::uint64_t> count_;
  std::uint64_t changes_ = 0;
  bool draws_;
  BookCopy copy_;
  int broken_ = 0;
  std::string time_;  // of a change that is not drawn yet
};

}  // namespace

Status watch_book(Context& context, const std::string& symbol, std::size_t depth,
                  std::optional<std::uint64_t> count) {
  BookWatch watch(context, symbol, depth, count);
  FeedStream stream(
      context, {"book", symbol, "", {}},
      [&](const FeedStream::Message& message) { return watch.take(message); },
      [&](const std::string&) {
        watch.draw();
        return Status();
      });
  return stream.run();
}

}  // namespace market::cli
