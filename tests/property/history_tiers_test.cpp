// History in two places: what lists and look-ups answer does not depend on how much of it has left memory for
// the database, nor on a restart.
#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "daemon/rest/api.hpp"
#include "tests/support/command_flow.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/view_of.hpp"
#include "tests/support/write_lock.hpp"
#include "venue/verifier.hpp"

using namespace market;
using namespace market::test;
using nlohmann::json;

namespace {

constexpr const char* kAdmin = "admin-key";

// A venue and its REST endpoints, asked as the admin.
class Asked {
 public:
  explicit Asked(const Venue::Options& options)
      : venue(options), api_(venue, state_, ApiOptions{kAdmin, true}) {
    state_.ready = true;
  }

  json ask(const std::string& target) {
    const std::size_t mark = target.find('?');
    std::multimap<std::string, std::string> query;
    for (std::string rest = mark == target.npos ? "" : target.substr(mark + 1); !rest.empty();) {
      const std::string pair = rest.substr(0, rest.find('&'));
      if (!pair.empty()) query.emplace(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
      rest.erase(0, std::min(pair.size() + 1, rest.size()));
    }
    const std::string path = target.substr(0, mark);
    const ApiResponse answer = api_.handle({"GET", path, &query, "", "", std::string("Bearer ") + kAdmin});
    return json::parse(answer.body);
  }

  // All items of a list, page by page.
  json ask_all(const std::string& target) {
    json items = json::array();
    std::string cursor;
    for (int page = 0; page < 10'000; ++page) {
      const json body = ask(target + cursor);
      REQUIRE_MESSAGE(!body.contains("code"), body.dump());
      if (!body.contains("items")) return body;
      for (const json& item : body["items"]) items.push_back(item);
      if (body["next"].is_null()) return items;
      cursor = "&cursor=" + body["next"].get<std::string>();
    }
    FAIL("a list without an end: " << target);
    return items;
  }

  Venue venue;

 private:
  ServerState state_;
  Api api_;
};

Venue::Options options_in(const std::filesystem::path& folder) {
  Venue::Options options;
  options.journal_file = folder / "journal.db";
  options.database_file = folder / "market.db";
  options.snapshots_folder = folder / "snapshots";
  options.snapshots_kept = 1;
  options.snapshot_interval = Duration::seconds(3'600);  // only when the test says so
  options.keep_journal = JournalKeep::all;
  options.durability = Durability::os;
  options.clock_mode = VenueClock::Mode::simulated;
  options.speed = Speed::times(5'000);
  return options;
}

void snapshot(Venue& venue) {
  std::promise<std::string> done;
  venue.copy_snapshot([&](const tl::expected<SnapshotFile, std::string>& file) {
    done.set_value(file ? std::string() : file.error());
  });
  CHECK(done.get_future().get() == "");
}

void run_commands(Venue& venue, CommandFlow& flow, std::uint64_t count, std::vector<Command>& first) {
  for (std::uint64_t i = 0; i < count; ++i)
    venue.with([&](Venue::Session& session) {
      const MarketView view = view_of(session.exchange());
      const Command command = first.empty() ? flow.next(view, session.now()) : first.front();
      if (!first.empty()) first.erase(first.begin());
      const auto applied = session.submit(command);
      if (applied && !applied->repeated && std::holds_alternative<PlaceOrder>(command))
        flow.saw_order(applied->order);
    });
}

// Where two answers differ first; empty when they are equal.
std::string difference(const json& a, const json& b) {
  if (a == b) return {};
  if (!a.is_array() || !b.is_array()) return a.dump() + " and " + b.dump();
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const json one = i < a.size() ? a[i] : json(), other = i < b.size() ? b[i] : json();
    if (one != other) return "item " + std::to_string(i) + ": " + one.dump() + " and " + other.dump();
  }
  return {};
}

// What is asked of each: lists in both directions with every filter, and single orders.
std::vector<std::string> questions(Venue& venue, std::uint64_t seed) {
  std::vector<std::string> all;
  std::mt19937_64 random(seed);
  const auto both = [&](const std::string& list) {
    for (const char* order : {"asc", "desc"})
      for (const char* limit : {"7", "1000"}) all.push_back(list + "&order=" + order + "&limit=" + limit);
  };
  venue.with([&](Venue::Session& session) {
    const Exchange& exchange = session.exchange();
    const std::string now = to_rfc3339(exchange.now());
    const auto past = [&] {
      const std::int64_t span = (exchange.now() - exchange.trader(TraderId(0)).created_at).ns();
      return to_rfc3339(exchange.now() -
                        Duration(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span + 1))));
    };
    for (const char* status : {"open", "closed", "all"}) {
      both(std::string("/v1/orders?status=") + status);
      both(std::string("/v1/orders?side=buy&status=") + status);
    }
    both("/v1/trades?");
    for (std::uint32_t i = 0; i < std::min(exchange.company_count(), 3u); ++i) {
      const std::string symbol = exchange.company(CompanyId(i)).symbol.str();
      both("/v1/trades?symbol=" + symbol);
      both("/v1/market/" + symbol + "/trades?");
      both("/v1/orders?status=closed&symbol=" + symbol);
      for (const char* interval : {"1s", "1m", "5m", "15m", "1h", "1d"}) {
        both("/v1/market/" + symbol + "/bars?interval=" + interval);
        both("/v1/market/" + symbol + "/bars?interval=" + interval + "&start=" + past() + "&end=" + past());
      }
    }
    for (std::uint32_t i = 0; i < std::min(exchange.trader_count(), 5u); ++i) {
      const std::string trader = exchange.trader(TraderId(i)).slug.str();
      const std::string symbol = exchange.company(CompanyId(i % exchange.company_count())).symbol.str();
      for (const char* status : {"open", "closed", "all"}) {
        both("/v1/traders/" + trader + "/orders?status=" + status);
        both("/v1/traders/" + trader + "/orders?status=" + status + "&symbol=" + symbol + "&side=sell");
      }
      both("/v1/traders/" + trader + "/trades?");
      both("/v1/trades?trader=" + trader + "&symbol=" + symbol);
      for (const char* asset : {"cash", "shares", "all"})
        both("/v1/traders/" + trader + "/ledger?asset=" + asset);
      both("/v1/traders/" + trader + "/ledger?kind=fee");
      both("/v1/traders/" + trader + "/ledger?asset=all&start=" + past());
      both("/v1/traders/" + trader + "/ledger?asset=all&end=" + past() + "&start=" + past());
      both("/v1/traders/" + trader + "/history?interval=1m&end=" + now);
      both("/v1/traders/" + trader + "/history?interval=1h&start=" + past() + "&end=" + past());
      all.push_back("/v1/traders/" + trader + "/portfolio");
    }
    for (int i = 0; i < 50; ++i)
      all.push_back("/v1/orders/" + std::to_string(1 + random() % exchange.last_order_id().value()));
  });
  all.push_back("/v1/leaderboard?by=pnl&limit=1000");
  return all;
}

}  // namespace

TEST_SUITE_BEGIN("history");

// A venue with snapshots every few hundred commands, one that keeps everything in memory, and the first one
// started again from its database: all answer alike.
TEST_CASE("lists and look-ups do not depend on where history is kept") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 11);
  const std::uint64_t commands = environment_number("MARKET_HISTORY_COMMANDS", 12'000);
  CAPTURE(seed);
  const TempFolder folder, copy;
  std::vector<std::string> asked;
  std::map<std::string, json> answers;
  std::uint64_t hash = 0;
  {
    Asked tiered(options_in(folder.path));
    tiered.venue.start({});
    CommandFlow flow(seed);
    std::vector<Command> opening = flow.opening();
    std::mt19937_64 random(seed);
    for (std::uint64_t done = 0; done < commands;) {
      const std::uint64_t some = 100 + random() % 900;
      run_commands(tiered.venue, flow, some, opening);
      done += some;
      if (done + 1'000 < commands) snapshot(tiered.venue);  // what comes last stays in memory
    }
    {
      // Closed, time stands still for it. Its last snapshot does not get through, so memory keeps its part.
      const WriteLock lock(folder.path / "market.db");
      tiered.venue.close();
      REQUIRE(tiered.venue.snapshot_status().error != "");
    }
    asked = questions(tiered.venue, seed);
    for (const std::string& question : asked) answers[question] = tiered.ask_all(question);
    hash = tiered.venue.with([](Venue::Session& session) { return session.exchange().state_hash(); });
    REQUIRE(tiered.venue.with([](Venue::Session& session) {
      const RecentTrades& trades = session.history().trades();
      return trades.first() > TradeId(1) && trades.size() > 0;
    }));
  }
  const auto compare = [&](Asked& other, const char* which) {
    CAPTURE(which);
    CHECK(other.venue.with([](Venue::Session& session) { return session.exchange().state_hash(); }) == hash);
    for (const std::string& question : asked) {
      const json answer = other.ask_all(question);
      REQUIRE_MESSAGE(difference(answers[question], answer) == "", question);
    }
  };
  for (const char* file : {"journal.db", "journal.seq"})
    std::filesystem::copy_file(folder.path / file, copy.path / file);
  Venue::Options in_memory = options_in(copy.path);
  in_memory.database_file.clear();
  Asked whole(in_memory);
  compare(whole, "everything in memory");
  Asked again(options_in(folder.path));
  compare(again, "after a restart");
}

// Rows are copied ahead while they go on to change, one snapshot after the other: what a start finds is the
// state all the same, and so is what the journal says on its own.
TEST_CASE("snapshots under a trade without a pause hold one state") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 11);
  CAPTURE(seed);
  const TempFolder folder;
  Venue::Options options = options_in(folder.path);
  options.snapshot_interval = Duration::milliseconds(1);
  std::uint64_t hash = 0;
  {
    Venue venue(options);
    venue.start({});
    CommandFlow flow(seed);
    std::vector<Command> opening = flow.opening();
    run_commands(venue, flow, 40'000, opening);
    // However slow the disk is.
    for (int more = 0; more < 100 && venue.snapshot_status().written <= 2; ++more)
      run_commands(venue, flow, 10'000, opening);
    venue.close();
    hash = venue.with([](Venue::Session& session) { return session.exchange().state_hash(); });
    CHECK(venue.snapshot_status().error == "");
    CHECK(venue.snapshot_status().written > 2);
  }
  {
    Venue again(options);
    again.with([&](Venue::Session& session) {
      CHECK(session.exchange().state_hash() == hash);
      CHECK(session.history().ledger().difference(session.exchange()) == "");
    });
  }
  const Verification found = verify({options.journal_file, options.database_file, {}});
  CHECK(found.difference == "");
  CHECK(found.from == 0);
  CHECK(found.equal.size() == 2);
}

TEST_SUITE_END();
