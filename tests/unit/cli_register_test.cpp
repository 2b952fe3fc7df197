// marketctl trader register --from: what a file of traders may look like, what is sent, where keys go, and
// that giving it again doubles nothing.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "cli/csv_reader.hpp"
#include "cli/json.hpp"
#include "cli/key_store.hpp"
#include "cli/keys_file.hpp"
#include "cli/roster.hpp"
#include "cli_harness.hpp"

namespace market::cli {
namespace {

using httplib::Request;
using httplib::Response;

using Fields = std::vector<std::string>;

std::vector<Fields> fields_of(std::string_view text) {
  const auto records = parse_csv(text);
  REQUIRE(records);
  std::vector<Fields> all;
  for (const CsvRecord& record : *records) all.push_back(record.fields);
  return all;
}

std::string csv_error(std::string_view text) {
  const auto records = parse_csv(text);
  REQUIRE_FALSE(records);
  return records.error().detail;
}

std::string roster_error(const std::string& text) {
  const auto roster = parse_roster(text, "teams.csv");
  REQUIRE_FALSE(roster);
  CHECK(roster.error().exit == ExitCode::usage);
  return roster.error().detail;
}

std::string only_body(const std::string& text) {
  const auto roster = parse_roster(text, "teams.csv");
  REQUIRE_MESSAGE(roster, roster.error().detail);
  REQUIRE(roster->size() == 1);
  return roster->front().body;
}

// A marketd that knows who is registered, and whose account is closed. `broken` names a trader whose
// registration stops the server.
struct Registry {
  Registry() {
    server.http.Post("/v1/traders", [this](const Request& request, Response& response) {
      const Json body = Json::parse(request.body);
      const std::string id = text_of(body, "id");
      ++requests;
      if (id == "poor")
        return answer_problem(response, 422, "insufficient_shares", "the treasury has 0 shares of ACME");
      if (id == broken) return answer_problem(response, 401, "unauthenticated", "the key is gone");
      if (!traders.insert(id).second)
        return answer_problem(response, 409, "duplicate_trader", "there is " + id);
      response.status = 201;
      response.set_content("{\"id\":\"" + id + "\",\"api_key\":\"mk_" + id + "\"}", "application/json");
    });
    server.http.Get(R"(/v1/traders/(\w+))", [this](const Request& request, Response& response) {
      if (!traders.contains(request.matches[1])) return answer_problem(response, 404, "not_found", "nobody");
      response.set_content(closed.contains(request.matches[1]) ? R"({"status":"closed"})" : "{}",
                           "application/json");
    });
    server.start();
  }
  FakeServer server;
  std::set<std::string> traders, closed;
  std::string broken;
  std::atomic<int> requests{0};
};

}  // namespace

TEST_CASE("cli register: CSV is read as RFC 4180 has it, with CRLF, LF, and a byte order mark") {
  CHECK(fields_of("a,b\r\nc,\"d, \"\"e\"\"\nf\"\n") == std::vector<Fields>{{"a", "b"}, {"c", "d, \"e\"\nf"}});
  CHECK(fields_of("\xef\xbb\xbf"
                  "a,,\n\n\"\",b,") == std::vector<Fields>{{"a", "", ""}, {"", "b", ""}});
  CHECK(fields_of("").empty());
  CHECK(fields_of("\n\r\n").empty());
  CHECK(parse_csv("a\n\"x\ny\"\r\nb\n")->back().line == 4);
}

TEST_CASE("cli register: CSV with wrong quotes or other bytes than UTF-8 is refused with its line") {
  CHECK(csv_error("a\n\"b").find("line 2: a quote is opened") == 0);
  CHECK(csv_error("a\nb\"c\"").find("line 2: a quote within") == 0);
  CHECK(csv_error("\"a\"b").find("line 1: text after a closing quote") == 0);
  CHECK(csv_error("a\nZ\xfcrich\n").find("line 2: the text is not UTF-8") == 0);
}

TEST_CASE("cli register: each column becomes its field, what is empty or none is left out") {
  CHECK(
      only_body("id,name,cash,holdings,fee_schedule,max_open_orders,max_order_quantity,max_order_value,"
                "max_orders_per_second\nbob,\"Bob, Jr\",50000.25,acme=100; BETA=5,vip,7,1000,2500.50,10\n") ==
      R"({"id":"bob","name":"Bob, Jr","cash":"50000.25","holdings":{"ACME":100,"BETA":5},"fee_schedule":"vip",)"
      R"("limits":{"max_open_orders":7,"max_order_quantity":1000,"max_order_value":"2500.50","max_orders_per_second":10}})");
  CHECK(only_body("holding:acme,holding:BETA,id\n 5 ,0,bob") == R"({"holdings":{"ACME":5},"id":"bob"})");
  CHECK(only_body("ID, Max_Open_Orders,Holding:acme\nbob,7,5") ==
        R"({"id":"bob","limits":{"max_open_orders":7},"holdings":{"ACME":5}})");
  CHECK(only_body("id,cash,fee_schedule,max_order_value,name\nbob,,none,none,none\n") ==
        R"({"id":"bob","name":"none"})");
}

TEST_CASE("cli register: a wrong file is refused with the lines at fault") {
  CHECK(roster_error("") == "teams.csv is empty");
  CHECK(roster_error("id\n") == "teams.csv names no traders");
  CHECK(roster_error("name\nBob\n") == "teams.csv, line 1: there is no column id");
  CHECK(roster_error("id,id\nbob,bob\n").find("line 1: the column \"id\" stands there twice") !=
        std::string::npos);
  CHECK(roster_error("id,kash\nbob,1\n")
            .find("teams.csv, line 1: unknown column \"kash\": there are id, name") == 0);
  CHECK(roster_error("id;cash\nbob;1\n").find("separated by commas") != std::string::npos);
  CHECK(roster_error("id,cash\nbob\n") == "teams.csv, line 2: it has 1 field, the first line names 2");
  CHECK(roster_error("id\nbob\n\namy\nbob\n") == "teams.csv, line 5: the id \"bob\" is in line 2 too");
  CHECK(roster_error("id,cash\nBob,1\namy,\"1,000\"\n") ==
        "teams.csv, line 2: id must be 1 to 32 lower-case letters, digits, _ and -, not \"Bob\"; "
        "line 3: cash must be a decimal from 0 with at most four places, not \"1,000\"");
  CHECK(roster_error("id\na b\na b\na b\na b\na b\na b\na b\n").find("; and 2 more") != std::string::npos);
  for (const auto* wrong :
       {"cash\nbob,-1", "cash\nbob,0.00001", "cash\nbob,100000000000000.0001", "holdings\nbob,ACME",
        "holdings\nbob,ACME=1;ACME=2", "holdings\nbob,ACME=-1", "holdings\nbob,A-B=1", "holding:A-B\nbob,1",
        "holding:ACME\nbob,1.5", "max_open_orders\nbob,0", "max_order_value\nbob,0",
        "max_orders_per_second\nbob,1000001", "max_order_quantity\nbob,1000000000001",
        "fee_schedule\nbob,V IP"})
    CHECK_MESSAGE(roster_error("id," + std::string(wrong)).find("teams.csv, line ") == 0, wrong);
  CHECK(roster_error("id\nme\n").find("line 2: id must be another name") != std::string::npos);
}

TEST_CASE("cli register: a file of traders is sent one by one, keys are shown once, again doubles nothing") {
  Registry marketd;
  TestUser user(marketd.server.url());
  user.variables["MARKET_KEY"] = "mk_admin";
  user.folder.write("teams.csv", "id,cash\nalice,1\nbob,2\n");
  const std::string file = (user.folder.path / "teams.csv").string();
  const RunResult first = user.run({"trader", "register", "--from", file});
  CHECK(first.exit == 0);
  CHECK(first.out == "ID     STATUS      API_KEY\nalice  registered  mk_alice\nbob    registered  mk_bob\n");
  CHECK(first.err.find("2 registered, 0 there already, 0 failed; the keys are kept in ") == 0);
  const KeyStore keys(user.state(), *parse_server_url(marketd.server.url()));
  CHECK(keys.find("bob") == "mk_bob");
  const RunResult again =
      user.run({"trader", "register", "--from", "-", "-o", "csv", "-q"}, user.folder.read("teams.csv"));
  CHECK(again.exit == 0);
  CHECK(again.out == "id,status,api_key,problem\nalice,exists,,\nbob,exists,,\n");
  CHECK(again.err.empty());
  CHECK(keys.find("bob") == "mk_bob");
}

TEST_CASE("cli register: nothing is sent of a file that is wrong somewhere") {
  Registry marketd;
  TestUser user(marketd.server.url());
  const RunResult result = user.run({"trader", "register", "--from", "-"}, "id,cash\nalice,1\nbob,x\n");
  CHECK(result.exit == 2);
  CHECK(result.out.empty());
  CHECK(result.err.find("standard input, line 3: cash must be") != std::string::npos);
  CHECK(marketd.requests == 0);
  CHECK(user.run({"trader", "register", "--from", "/nowhere/teams.csv"}).exit == 2);
  CHECK(user.run({"trader", "register", "bob", "--from", "-"}, "id\nbob\n").exit == 2);
  CHECK(user.run({"trader", "register", "bob", "--keys-file", "keys.csv"}).exit == 2);
  CHECK(marketd.requests == 0);
}

TEST_CASE(
    "cli register: what is refused is told by line, the rest goes on, the first failure's code is taken") {
  Registry marketd;
  TestUser user(marketd.server.url());
  const RunResult result =
      user.run({"trader", "register", "--from", "-", "-o", "json"}, "id\nalice\npoor\nbob\n");
  CHECK(result.exit == 5);
  const Json items = Json::parse(result.out).at("items");
  REQUIRE(items.size() == 3);
  CHECK(items[1].at("status") == "failed");
  CHECK(items[1].at("problem") == "line 3: insufficient_shares: the treasury has 0 shares of ACME");
  CHECK(items[2].at("api_key") == "mk_bob");
  CHECK(result.err.find("marketctl: register: 1 of 3 traders failed") != std::string::npos);
  // Of a trader that is there, the server may first notice something else.
  marketd.traders.insert("poor");
  const RunResult again = user.run({"trader", "register", "--from", "-", "-o", "csv"}, "id\npoor\n");
  CHECK(again.exit == 0);
  CHECK(again.out == "id,status,api_key,problem\npoor,exists,,\n");
  CHECK(again.err.find("marketctl trader key add") != std::string::npos);
}

TEST_CASE("cli register: who is there already is told from whose account is closed") {
  Registry marketd;
  marketd.traders = {"alice", "zed", "poor"};
  marketd.closed = {"zed", "poor"};
  TestUser user(marketd.server.url());
  const RunResult result =
      user.run({"trader", "register", "--from", "-", "-o", "csv"}, "id\nalice\nzed\npoor\n");
  CHECK(result.exit == 0);
  CHECK(result.out == "id,status,api_key,problem\nalice,exists,,\nzed,closed,,\npoor,closed,,\n");
  CHECK(result.err.find("0 registered, 1 there already, 0 failed, 2 closed for good\n") == 0);
  CHECK(result.err.find("no key is kept here for 1 of those") != std::string::npos);
  const RunResult gone = user.run({"trader", "register", "--from", "-"}, "id\nzed\n");
  CHECK(gone.exit == 0);
  CHECK(gone.err.find("trader key add") == std::string::npos);
}

TEST_CASE("cli register: a key that stands in the keys file is kept") {
  Registry marketd;
  marketd.traders = {"alice", "bob"};
  TestUser user(marketd.server.url());
  user.folder.write("keys.csv", "id,api_key\r\nalice,mk_alice\r\nbob,\r\n");
  const std::vector<std::string> command = {
      "trader", "register", "--from", "-", "--keys-file", (user.folder.path / "keys.csv").string()};
  CHECK(user.run(command, "id\nalice\n").err == "0 registered, 1 there already, 0 failed\n");
  CHECK(user.run(command, "id\nalice\nbob\n").err.find("no key is kept here for 1 of those") !=
        std::string::npos);
}

TEST_CASE("cli register: a run that breaks off shows the keys that it has, and goes on when run again") {
  Registry marketd;
  marketd.broken = "carol";
  TestUser user(marketd.server.url());
  const std::string file = "id\nalice\nbob\ncarol\ndave\n";
  const RunResult broken = user.run({"trader", "register", "--from", "-", "-o", "jsonl"}, file);
  CHECK(broken.exit == 4);
  CHECK(std::count(broken.out.begin(), broken.out.end(), '\n') == 2);
  CHECK(broken.out.find("mk_bob") != std::string::npos);
  CHECK(broken.err.find("unauthenticated: the key is gone (2 of 4 traders were done: run it again") !=
        std::string::npos);
  marketd.broken.clear();
  const RunResult again = user.run({"trader", "register", "--from", "-", "-o", "csv"}, file);
  CHECK(again.exit == 0);
  CHECK(again.out ==
        "id,status,api_key,problem\nalice,exists,,\nbob,exists,,\ncarol,registered,mk_carol,\n"
        "dave,registered,mk_dave,\n");
  TestUser alone("http://127.0.0.1:1");
  const RunResult nobody = alone.run({"trader", "register", "--from", "-", "--timeout", "1"}, file);
  CHECK(nobody.exit == 7);
  CHECK(nobody.out.empty());
}

TEST_CASE("cli register: with a keys file the keys are there and not on the screen, added to what it holds") {
  Registry marketd;
  TestUser user(marketd.server.url());
  const std::string path = (user.folder.path / "keys.csv").string();
  const std::vector<std::string> command = {"trader", "register", "--from", "-", "--keys-file", path};
  const RunResult first = user.run(command, "id\nalice\n");
  CHECK(first.exit == 0);
  CHECK(first.out == "ID     STATUS\nalice  registered\n");
  CHECK(first.err.find("mk_alice") == std::string::npos);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(user.run(command, "id\nalice\nbob\n").exit == 0);
  CHECK(user.folder.read("keys.csv") == "id,api_key\nalice,mk_alice\nbob,mk_bob\n");
}

TEST_CASE("cli register: a keys file that cannot be one is left alone, and nothing is sent") {
  Registry marketd;
  TestUser user(marketd.server.url());
  user.folder.write("teams.csv", "id,cash\nalice,1\n");
  const auto exit_with = [&](const std::string& path) {
    return user.run({"trader", "register", "--from", "-", "--keys-file", path}, "id\nalice\n").exit;
  };
  CHECK(exit_with((user.folder.path / "teams.csv").string()) == 2);
  user.folder.write("torn.csv", "id,api_key\n\"alice,mk_alice\n");
  CHECK(exit_with((user.folder.path / "torn.csv").string()) == 2);
  CHECK(user.folder.read("teams.csv") == "id,cash\nalice,1\n");
  CHECK(exit_with(user.folder.path.string()) == 2);
  CHECK(exit_with("/nowhere/keys.csv") == 2);
  CHECK(exit_with("/dev/null") == 2);
  CHECK(marketd.requests == 0);
  user.folder.write("cut.csv", "id,api_key\nold,mk_old");
  CHECK(exit_with((user.folder.path / "cut.csv").string()) == 0);
  CHECK(user.folder.read("cut.csv") == "id,api_key\nold,mk_old\nalice,mk_alice\n");
}

}  // namespace market::cli
