// A client too slow for every change of a book: wherever it is cut, what it had and what it resumes with make
// the books as they are, and all trades, each once.
#include <map>
#include <random>
#include <set>

#include "cli/book_copy.hpp"
#include "cli/json.hpp"
#include "daemon/feed/conflation.hpp"
#include "tests/support/environment.hpp"
#include "tests/unit/served_feed.hpp"

using namespace market;
using namespace market::test;

namespace {

// What a client knows that took these frames.
struct Copies {
  std::map<std::string, cli::BookCopy> books;
  std::vector<std::string> trades;
  std::set<std::string> ids;

  void take(const std::vector<Frame>& frames) {
    for (const Frame& frame : frames) {
      CAPTURE(frame.data);
      CHECK(ids.insert(frame.id).second);
      const auto message = cli::parse_json(frame.data).value();
      if (frame.event == "trade") trades.push_back(frame.data.substr(frame.data.find("\"symbol\"")));
      if (frame.event == "book" || frame.event == "book_delta")
        CHECK(books[cli::text_of(message, "symbol")].take(message) == cli::BookCopy::Taken::changed);
    }
  }
  bool operator==(const Copies& other) const {
    const auto same = [](const auto& a, const auto& b) {
      const auto is_same_side = [&](Side side) {
        return a.second.best(side, SIZE_MAX) == b.second.best(side, SIZE_MAX);
      };
      return a.first == b.first && is_same_side(Side::buy) && is_same_side(Side::sell);
    };
    return trades == other.trades &&
           std::equal(books.begin(), books.end(), other.books.begin(), other.books.end(), same);
  }
};

class Crowd {
 public:
  explicit Crowd(std::uint64_t seed) : random_(seed) {}

  // Orders of two companies, some of which trade; `calm`: none do.
  void act(ServedFeed& desk, int orders, bool calm) {
    for (int i = 0; i < orders; ++i) {
      const CompanyId company = pick(2) == 0 ? desk.acme : desk.beta;
      const bool buys = pick(2) == 0;
      const auto cents = static_cast<int>(pick(6));
      const int limit = calm ? (buys ? 97 : 103) : (buys ? 99 : 101);
      const std::string at = std::to_string(buys ? limit + cents / 2 : limit - cents / 2);
      const auto size = static_cast<std::int64_t>(1 + pick(9));
      desk.submit((buys ? buy(size) : sell(size)).at(at.c_str()).from(TraderId(buys ? 1 : 0), company));
    }
  }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  std::mt19937_64 random_;
};

// So many messages that whoever did not read meanwhile is out of the log.
void flood(ServedFeed& desk, CompanyId company) {
  for (int i = 0; i < 12'000; ++i) {
    desk.quote(company, 1);
    if (i % 500 == 0) desk.pump();
  }
}

FeedEvent change(Seq seq, std::uint32_t n, std::uint32_t company, Seq prev_seq, std::int64_t shares) {
  BookUpdate update;
  update.prev_seq = prev_seq;
  update.bids = {{price("10.00"), Quantity(shares), 1}};
  return {seq, n, {}, {}, CompanyId(company), {}, std::make_shared<const BookUpdate>(update)};
}

FeedEvent quote(Seq seq, std::uint32_t n, std::uint32_t company) {
  return {seq, n, {}, {}, CompanyId(company), {}, TopOfBook()};
}

FeedEvent trade(Seq seq, std::uint32_t n) {
  return {seq, n, {}, {}, CompanyId(0), {}, Trade()};
}

std::vector<std::string> ids_of(const std::vector<FeedEvent>& events) {
  std::vector<std::string> ids;
  for (const FeedEvent& event : events)
    ids.push_back(std::to_string(event.seq) + "-" + std::to_string(event.n));
  return ids;
}

}  // namespace

TEST_CASE("a slow client that is cut anywhere and resumes has the books and every trade once") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20261127);
  INFO("MARKET_SEED=", seed);
  for (const std::string& channels :
       std::vector<std::string>{"book", "book,quotes", "trades,book,quotes,bars,companies"}) {
    CAPTURE(channels);
    ServedFeed desk;
    desk.submit(
        RegisterCompany{.symbol = Symbol("OTHER"), .shares = Quantity(1'000), .initial_price = price("100")});
    const std::string query = "symbols=ACME,BETA&channels=" + channels;
    const auto open = [&](const std::string& since) {
      auto out = std::make_unique<FakeOut>();
      REQUIRE(desk.open(query, *out, since, "Bearer good").has_value());
      desk.pump();
      return out;
    };
    const auto fast = open("");
    const auto slow = open("");
    slow->blocked = true;
    Crowd crowd(seed);
    for (const bool calm : {true, false, true}) {
      crowd.act(desk, 60, calm);
      if (calm) desk.submit(SplitShares{.company = desk.beta, .to = 2, .from = 1});
    }
    flood(desk, CompanyId(2));
    slow->blocked = false;
    slow->drain();
    desk.pump();

    Copies all, conflated;
    all.take(frames_in(fast->received));
    const auto frames = frames_in(slow->received);
    conflated.take(frames);
    CHECK(conflated == all);
    CHECK(of_event(frames, "company").size() == (channels.find("companies") == std::string::npos ? 0 : 4));
    CHECK(frames.size() < frames_in(fast->received).size());
    CHECK(desk.state.feed.conflated > 0);
    for (std::size_t seen = 1; seen <= frames.size(); ++seen) {
      CAPTURE(frames[seen - 1].id);
      Copies resumed;
      resumed.take({frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(seen)});
      resumed.take(frames_in(open(frames[seen - 1].id)->received));
      CHECK(resumed == all);
    }
  }
}

TEST_CASE(
    "changes of books are merged between what must be told; cut before the last, a client needs books anew") {
  const auto kept = [](std::vector<FeedEvent> events) {
    keep_newest_states(events);
    return ids_of(events);
  };
  using Ids = std::vector<std::string>;
  const FeedEvent end = trade(20, 0);
  CHECK(kept({change(5, 0, 0, 4, 1), change(6, 0, 0, 5, 2), change(7, 0, 0, 6, 3), end}) ==
        Ids{"7-1000000000", "20-0"});
  CHECK(kept({change(5, 0, 0, 4, 1), change(6, 0, 1, 4, 2), change(7, 0, 0, 5, 3), change(8, 0, 1, 6, 3),
              end}) == Ids{"7-1000000001", "8-1000000000", "20-0"});
  // Nothing to merge: as they are.
  CHECK(kept({change(5, 0, 0, 4, 1), trade(6, 0), change(6, 2, 0, 5, 2), change(7, 1, 0, 6, 3), end}) ==
        Ids{"5-0", "6-0", "6-2", "7-1", "20-0"});
  // Older quotes go wherever they are; those of one command share its seq.
  CHECK(kept({quote(5, 0, 0), change(5, 1, 0, 4, 1), quote(6, 0, 0), change(6, 1, 0, 5, 2), trade(7, 0),
              quote(8, 0, 1), end}) == Ids{"6-1000000001", "6-1000000002", "7-0", "8-0", "20-0"});
  // Of the last command more may follow.
  CHECK(kept({change(5, 0, 0, 4, 1), change(6, 0, 0, 5, 2), quote(7, 0, 0), change(7, 1, 0, 6, 3)}) ==
        Ids{"6-1000000000", "7-0", "7-1"});
}
