// marketctl against a fake server: requests, exit codes, retries, pages, keys, tails.
#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <optional>

#include "cli/json.hpp"
#include "cli/key_store.hpp"
#include "cli_harness.hpp"

namespace market::cli {
namespace {

using httplib::Request;
using httplib::Response;

std::string json_body(const Request& request, const std::string& field) {
  return text_of(Json::parse(request.body), field);
}

// A server that looks at ten entries a page and then says where to go on: of 0..99 only those are found that
// `is_wanted` takes.
struct FilteredList {
  explicit FilteredList(bool (*is_wanted)(int)) {
    server.http.Get(".*", [this, is_wanted](const Request& request, Response& response) {
      ++requests;
      const int limit = request.has_param("limit") ? std::stoi(request.get_param_value("limit")) : 100;
      int at = request.has_param("cursor") ? std::stoi(request.get_param_value("cursor").substr(1)) : 0;
      Json items = Json::array();
      for (const int end = std::min(at + 10, 100); at < end && static_cast<int>(items.size()) < limit; ++at)
        if (is_wanted(at)) items.push_back({{"id", at}});
      const Json next = at < 100 ? Json("d" + std::to_string(at)) : Json();
      response.set_content(Json{{"items", items}, {"next", next}, {"seq", 1}}.dump(), "application/json");
    });
    server.start();
  }
  FakeServer server;
  std::atomic<int> requests{0};
};

}  // namespace

TEST_CASE("cli client: each status has its exit code, the message on stderr, nothing on stdout") {
  FakeServer server;
  std::atomic<int> status{0};
  server.http.Get("/v1/clock", [&](const Request&, Response& response) {
    answer_problem(response, status, "some_code", "do this");
  });
  server.start();
  TestUser user(server.url());
  for (const auto& [http, exit] :
       {std::pair{400, 2}, {401, 4}, {403, 4}, {404, 3}, {409, 6}, {422, 5}, {500, 1}}) {
    status = http;
    const RunResult result = user.run({"clock"});
    CHECK(result.exit == exit);
    CHECK(result.out.empty());
    CHECK(result.err.find("marketctl: some_code: do this") == 0);
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    const RunResult json = user.run({"clock", "-o", "json"});
    CHECK(Json::parse(json.err).at("code") == "some_code");
    CHECK(json.out.empty());
  }
}

TEST_CASE("cli client: nobody listens: exit 7 and how to start a marketd") {
  const std::string url = free_url();
  TestUser user(url);
  const RunResult result = user.run({"market", "list", "--timeout", "1"});
  CHECK(result.exit == 7);
  CHECK(result.err.find("marketd --scenario sample") != std::string::npos);
}

TEST_CASE("cli client: no answer in time: exit 8") {
  FakeServer server;
  server.http.Get("/v1/clock", [](const Request&, Response& response) {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    response.set_content("{}", "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"clock", "--timeout", "0.2"}).exit == 8);
}

TEST_CASE("cli client: reads are sent again after 429 and 503, and give up with the right code") {
  FakeServer server;
  std::atomic<int> calls{0};
  std::atomic<int> failures{2};
  std::atomic<int> status{503};
  server.http.Get("/v1/clock", [&](const Request&, Response& response) {
    if (++calls <= failures) return answer_problem(response, status, "x", "y");
    response.set_content(R"({"time":"t"})", "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"clock", "-o", "json"}).out == "{\"time\":\"t\"}\n");
  CHECK(calls == 3);
  calls = 0;
  failures = 100;
  status = 429;
  CHECK(user.run({"clock"}).exit == 9);
  CHECK(calls == 4);
}

TEST_CASE(
    "cli client: an order carries a client_order_id, the same when it is sent again; a deposit is sent "
    "once") {
  FakeServer server;
  std::vector<std::string> ids;
  int deposits = 0;
  server.http.Post("/v1/orders", [&](const Request& request, Response& response) {
    ids.push_back(json_body(request, "client_order_id"));
    if (ids.size() == 1) return answer_problem(response, 503, "starting", "wait");
    response.status = 201;
    response.set_content(
        R"({"order":{"id":1,"symbol":"ACME","side":"buy","quantity":10,"filled_quantity":0,"limit_price":"1.00","status":"new"},"trades":[]})",
        "application/json");
  });
  server.http.Post("/v1/traders/alice/deposit", [&](const Request&, Response& response) {
    ++deposits;
    answer_problem(response, 503, "starting", "wait");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"order", "place", "buy", "10", "acme", "@1.00"}).out ==
        "order 1 open: buy 10 ACME at 1.00\n");
  REQUIRE(ids.size() == 2);
  CHECK(ids[0] == ids[1]);
  CHECK(ids[0].size() > 10);
  CHECK(user.run({"trader", "deposit", "alice", "5"}).exit == 1);
  CHECK(deposits == 1);
}

TEST_CASE("cli client: a list follows its cursors for --limit beyond a page and for --all") {
  FakeServer server;
  std::vector<std::string> limits;
  server.http.Get("/v1/trades", [&](const Request& request, Response& response) {
    const int limit = request.has_param("limit") ? std::stoi(request.get_param_value("limit")) : 100;
    const int from = request.has_param("cursor") ? std::stoi(request.get_param_value("cursor")) : 0;
    limits.push_back(std::to_string(limit));
    const int to = std::min(from + limit, 2500);
    std::string items;
    for (int i = from; i < to; ++i)
      items += (i > from ? "," : "") + std::string("{\"id\":") + std::to_string(i) + "}";
    response.set_content("{\"items\":[" + items + "],\"next\":" +
                             (to < 2500 ? "\"" + std::to_string(to) + "\"" : "null") + ",\"seq\":1}",
                         "application/json");
  });
  server.start();
  TestUser user(server.url());
  const auto lines = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"trades", "list", "-o", "jsonl"});
    const std::string out = user.run(flags).out;
    return std::count(out.begin(), out.end(), '\n');
  };
  CHECK(lines({}) == 100);
  CHECK(lines({"--limit", "1200"}) == 1200);
  CHECK(limits == std::vector<std::string>{"100", "1000", "200"});
  CHECK(lines({"--all"}) == 2500);
  const Json whole = Json::parse(user.run({"trades", "list", "--all", "-o", "json"}).out);
  CHECK(whole.at("items").size() == 2500);
  CHECK(whole.at("next").is_null());
  const std::string csv = user.run({"trades", "list", "--all", "-o", "csv", "--fields", "id"}).out;
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 2501);
  limits.clear();
  CHECK(lines({"--all", "--limit", "700"}) == 2500);
  CHECK(limits == std::vector<std::string>{"700", "700", "700", "700"});
  CHECK(user.run({"trades", "list", "--limit", "0"}).exit == 2);
}

TEST_CASE("cli client: a list goes on over pages without items until all are found, or as many as wanted") {
  FilteredList list([](int id) { return id == 55 || id == 56 || id == 91; });
  TestUser user(list.server.url());
  const auto ids = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"-o", "csv", "--fields", "id", "--no-header"});
    const RunResult result = user.run(words);
    CHECK_MESSAGE(result.exit == 0, result.err);
    return result.out;
  };
  for (const std::vector<std::string>& words : {std::vector<std::string>{"trades", "list"},
                                                {"trader", "ledger", "w", "--order", "desc"},
                                                {"trader", "ledger", "w", "--kind", "deposit", "--all"},
                                                {"order", "list", "--limit", "5"},
                                                {"order", "list", "--trader", "w"},
                                                {"company", "list", "--all", "--limit", "7"}})
    CHECK(ids(words) == "55\n56\n91\n");
  list.requests = 0;
  CHECK(ids({"trades", "list", "--limit", "2"}) == "55\n56\n");
  CHECK(list.requests == 6);
  CHECK(ids({"trades", "list", "--limit", "1", "--cursor", "d57"}) == "91\n");
  const Json whole = Json::parse(user.run({"trades", "list", "--limit", "1", "-o", "json"}).out);
  CHECK(whole.at("items").size() == 1);
  CHECK(whole.at("next") == "d56");
  CHECK(user.run({"trades", "list", "-o", "csv", "--fields", "nonsense"}).out.empty());
}

TEST_CASE("cli client: a list in which nothing is found is empty, and one that does not go on is refused") {
  FilteredList list([](int) { return false; });
  TestUser user(list.server.url());
  CHECK(user.run({"trader", "history", "w", "-o", "csv"}).out == "time,equity,cash\n");
  CHECK(list.requests == 10);
  CHECK(user.run({"trades", "list", "-o", "jsonl"}).out.empty());
  CHECK(Json::parse(user.run({"trades", "list", "-o", "json"}).out).at("items").empty());

  FakeServer stuck;
  stuck.http.Get(".*", [](const Request&, Response& response) {
    response.set_content(R"({"items":[],"next":"d5","seq":1})", "application/json");
  });
  stuck.start();
  TestUser other(stuck.url());
  const RunResult result = other.run({"trades", "list"});
  CHECK(result.exit == 1);
  CHECK(result.err.find("bad_answer: the list does not go on") != std::string::npos);
}

TEST_CASE("cli client: with an administrator's key a trader has to be named") {
  FakeServer server;
  server.http.Get("/v1/traders/.*", [](const Request& request, Response& response) {
    answer_problem(response, 404, "not_found", "there is no " + request.path);
  });
  server.start();
  TestUser user(server.url());
  for (const auto* verb : {"show", "portfolio", "orders", "trades", "ledger", "history"}) {
    const RunResult nameless = user.run({"trader", verb});
    CHECK(nameless.exit == 2);
    CHECK(nameless.err.find("marketctl: name a trader, or use --as") == 0);
    CHECK(user.run({"trader", verb, "bob"}).exit == 3);
    CHECK(user.run({"trader", verb, "--as", "bob"}).exit == 3);
  }
}

TEST_CASE("cli client: a directory is no input") {
  TestUser user("http://127.0.0.1:1");
  const std::string folder = user.folder.path.string();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"trader", "register", "--from", folder},
        {"order", "batch", folder},
        {"fees", "set", folder},
        {"api", "POST", "/v1/x", "-d", "@" + folder}}) {
    const RunResult result = user.run(words);
    CHECK(result.exit == 2);
    CHECK(result.err.find("is a directory, not a file") != std::string::npos);
  }
}

TEST_CASE("cli client: trader register keeps the key, and --as uses it") {
  FakeServer server;
  std::string authorization;
  server.http.Post("/v1/traders", [](const Request&, Response& response) {
    response.status = 201;
    response.set_content(R"({"id":"alice","name":"alice","api_key":"mk_alice"})", "application/json");
  });
  server.http.Get("/v1/traders/alice/portfolio", [&](const Request& request, Response& response) {
    authorization = request.get_header_value("Authorization");
    response.set_content(R"({"trader":"alice","cash":"1.00","positions":[]})", "application/json");
  });
  server.start();
  TestUser user(server.url());
  user.folder.write(".local/state/market/endpoint", server.url());
  user.folder.write(".local/state/market/admin.key", "mk_admin");
  const RunResult made =
      user.run({"trader", "register", "alice", "--cash", "50000", "--holding", "ACME=100"});
  CHECK(made.exit == 0);
  CHECK(made.out.find("mk_alice") != std::string::npos);
  CHECK(user.run({"trader", "portfolio", "--as", "alice"}).exit == 0);
  CHECK(authorization == "Bearer mk_alice");
  CHECK(user.run({"trader", "portfolio", "alice"}).exit == 0);
  CHECK(authorization == "Bearer mk_admin");
  user.variables["MARKET_KEY"] = "mk_given";
  CHECK(user.run({"trader", "portfolio", "--as", "alice"}).exit == 0);
  CHECK(authorization == "Bearer mk_given");
}

// A marketd of this user that knows the keys in `keys`, each with its trader ("" is the admin).
struct KeyedServer {
  KeyedServer() {
    server.http.Get("/v1/traders/me", [this](const Request& request, Response& response) {
      const auto known = admit(request, response);
      if (known && known->empty()) return answer_problem(response, 404, "not_found", "no trader");
      if (known) response.set_content("{\"id\":\"" + *known + "\"}", "application/json");
    });
    server.http.Get("/v1/traders/alice/portfolio", [this](const Request& request, Response& response) {
      if (admit(request, response))
        response.set_content(R"({"trader":"alice","positions":[]})", "application/json");
    });
    server.http.Delete("/v1/traders/alice/keys/k1", [this](const Request&, Response& response) {
      keys.erase("mk_one");
      response.status = 204;
    });
    server.http.Delete("/v1/orders", [this](const Request& request, Response& response) {
      if (!admit(request, response)) return;
      ++sweeps;
      response.set_content(R"({"canceled":[],"seq":1})", "application/json");
    });
    server.start();
  }

  std::optional<std::string> admit(const Request& request, Response& response) {
    const auto known = keys.find(request.get_header_value("Authorization").substr(7));
    if (known != keys.end()) return known->second;
    answer_problem(response, 401, "unauthenticated", "the key is unknown or revoked");
    return std::nullopt;
  }

  std::map<std::string, std::string> keys{{"mk_admin", ""}, {"mk_one", "alice"}};
  int sweeps = 0;
  FakeServer server;
};

TEST_CASE("cli client: a stored key that is dead gives way to the admin key, or says how to get a new one") {
  KeyedServer marketd;
  marketd.keys.erase("mk_one");
  TestUser user(marketd.server.url());
  REQUIRE(KeyStore(user.state(), *parse_server_url(marketd.server.url())).store("alice", "mk_one"));
  const RunResult refused = user.run({"trader", "portfolio", "--as", "alice"});
  CHECK(refused.exit == 4);
  CHECK(refused.err.find("marketctl trader key add alice") != std::string::npos);
  user.folder.write(".local/state/market/endpoint", marketd.server.url());
  user.folder.write(".local/state/market/admin.key", "mk_admin");
  const RunResult done = user.run({"trader", "portfolio", "--as", "alice"});
  CHECK(done.exit == 0);
  CHECK(done.err.find("no longer valid") != std::string::npos);
  CHECK(user.run({"trader", "portfolio", "--as", "alice", "-q"}).err.empty());
}

TEST_CASE("cli client: trader key revoke forgets the stored key when it was that one") {
  KeyedServer marketd;
  TestUser user(marketd.server.url());
  user.folder.write(".local/state/market/endpoint", marketd.server.url());
  user.folder.write(".local/state/market/admin.key", "mk_admin");
  const KeyStore store(user.state(), *parse_server_url(marketd.server.url()));
  marketd.keys["mk_two"] = "alice";
  REQUIRE(store.store("alice", "mk_two"));
  CHECK(user.run({"trader", "key", "revoke", "alice", "k1"}).exit == 0);
  CHECK(store.find("alice") == "mk_two");
  marketd.keys["mk_one"] = "alice";
  REQUIRE(store.store("alice", "mk_one"));
  CHECK(user.run({"trader", "key", "revoke", "alice", "k1"}).exit == 0);
  CHECK_FALSE(store.find("alice"));
}

TEST_CASE("cli client: cancel-all asks on a terminal, and nowhere else") {
  KeyedServer marketd;
  TestUser user(marketd.server.url());
  user.variables["MARKET_KEY"] = "mk_admin";
  CHECK(user.run({"order", "cancel-all"}).exit == 0);
  CHECK(user.run({"order", "cancel-all", "-y"}).exit == 0);
  CHECK(marketd.sweeps == 2);
  user.at_terminal = true;
  CHECK(user.run({"order", "cancel-all"}, "n\n").exit == 1);
  CHECK(marketd.sweeps == 2);
  CHECK(user.run({"order", "cancel-all"}, "y\n").exit == 0);
  CHECK(user.run({"order", "cancel-all", "-y"}).exit == 0);
  CHECK(marketd.sweeps == 4);
}

TEST_CASE("cli client: delisting asks on a terminal, and nowhere else") {
  FakeServer server;
  int delisted = 0;
  server.http.Delete("/v1/companies/ACME", [&](const Request&, Response& response) {
    ++delisted;
    response.set_content(R"({"symbol":"ACME","status":"delisted"})", "application/json");
  });
  server.start();
  TestUser user(server.url());
  const RunResult done = user.run({"company", "delist", "acme"});
  CHECK(done.exit == 0);
  CHECK(done.out == "symbol  ACME\nstatus  delisted\n");
  CHECK(delisted == 1);
  user.at_terminal = true;
  CHECK(user.run({"company", "delist", "ACME"}, "n\n").exit == 1);
  CHECK(delisted == 1);
  CHECK(user.run({"company", "delist", "ACME"}, "y\n").exit == 0);
  CHECK(user.run({"company", "delist", "ACME", "-y"}).exit == 0);
  CHECK(delisted == 3);
}

TEST_CASE("cli client: a company's tick table, breaker and auctions become the request") {
  FakeServer server;
  std::string target;
  Json body;
  const auto take = [&](const Request& request, Response& response) {
    target = request.target;
    body = Json::parse(request.body);
    response.set_content("{}", "application/json");
  };
  server.http.Patch(".*", take);
  server.http.Post(".*", take);
  server.start();
  TestUser user(server.url());
  const auto sent = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "company");
    const RunResult result = user.run(words);
    CHECK_MESSAGE(result.exit == 0, result.err);
    return target + " " + body.dump();
  };
  CHECK(
      sent({"update", "ACME", "--tick-table", "10:0.05", "--tick-table", "100.00:0.10", "--breaker",
            "10%,5m,120"}) ==
      R"(/v1/companies/ACME {"tick_table":[{"from":"10","tick_size":"0.05"},{"from":"100.00","tick_size":"0.10"}],"breaker":{"percent":"10","window":"5m","duration":"120"}})");
  CHECK(sent({"update", "ACME", "--tick-table", "10:0.05,100:0.10"}).find(R"("from":"100")") !=
        std::string::npos);
  CHECK(sent({"update", "ACME", "--tick-table", "none", "--breaker", "none"}) ==
        R"(/v1/companies/ACME {"tick_table":null,"breaker":null})");
  CHECK(sent({"resume", "ACME", "--auction"}) == R"(/v1/companies/ACME/resume {"auction":true})");
  CHECK(sent({"auction", "ACME", "--duration", "5m"}) == R"(/v1/companies/ACME/auction {"duration":"5m"})");
  CHECK(sent({"auction", "ACME"}) == "/v1/companies/ACME/auction {}");
  CHECK(sent({"uncross", "ACME"}) == "/v1/companies/ACME/uncross {}");
  for (const auto* wrong : {"10", "10:", "ten:0.05", "10:0.05,", "10:0.05:1", ""})
    CHECK(user.run({"company", "update", "ACME", "--tick-table", wrong}).exit == 2);
  for (const auto* wrong : {"10", "10,5m", "ten,5m,2m", "10,5m,soon", "10,5m,2m,1", "", ",,"})
    CHECK(user.run({"company", "update", "ACME", "--breaker", wrong}).exit == 2);
}

TEST_CASE("cli client: bars and the auction are asked for where they are") {
  FakeServer server;
  std::vector<std::string> targets;
  server.http.Get("/v1/market/ACME/.*", [&](const Request& request, Response& response) {
    targets.push_back(request.target);
    response.set_content(R"({"items":[],"next":null,"seq":1})", "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"market", "bars", "acme", "--interval", "5m", "--start", "2026-01-31T09:00:00Z", "--limit",
                  "5"})
            .exit == 0);
  CHECK(user.run({"market", "auction", "acme"}).exit == 0);
  CHECK(targets ==
        std::vector<std::string>{"/v1/market/ACME/bars?interval=5m&start=2026-01-31T09%3A00%3A00Z&limit=5",
                                 "/v1/market/ACME/auction"});
  CHECK(user.run({"market", "bars", "ACME", "--interval", "2m"}).exit == 2);
}

TEST_CASE("cli client: a host name that does not resolve is called that") {
  // A label of more than 63 characters: no resolver has to be asked.
  TestUser user("http://" + std::string(64, 'x') + ":8080");
  const RunResult result = user.run({"clock", "--timeout", "1"});
  CHECK(result.exit == 7);
  CHECK(result.err.find("does not resolve") != std::string::npos);
  CHECK(result.err.find("refused") == std::string::npos);
}

TEST_CASE("cli client: trader orders and trader trades list what is one trader's") {
  FakeServer server;
  std::vector<std::string> targets;
  server.http.Get(R"(/v1/traders/(\w+)/(orders|trades))", [&](const Request& request, Response& response) {
    targets.push_back(request.target);
    response.set_content(R"({"items":[{"id":7}],"next":null,"seq":1})", "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"trader", "orders", "alice", "--status", "all", "--limit", "5", "-o", "jsonl"}).out ==
        "{\"id\":7}\n");
  CHECK(user.run({"trader", "trades", "alice", "--symbol", "acme"}).exit == 0);
  CHECK(user.run({"trader", "trades"}).exit == 0);
  CHECK(targets == std::vector<std::string>{"/v1/traders/alice/orders?status=all&limit=5",
                                            "/v1/traders/alice/trades?symbol=ACME", "/v1/traders/me/trades"});
}

TEST_CASE("cli client: fees set takes the parts of a distribution with commas or one flag each") {
  FakeServer server;
  Json body;
  server.http.Get("/v1/fees", [](const Request&, Response& response) {
    response.set_content(R"({"schedules":{},"default":"standard","distribution":[]})", "application/json");
  });
  server.http.Put("/v1/fees", [&](const Request& request, Response& response) {
    body = Json::parse(request.body);
    response.set_content(request.body, "application/json");
  });
  server.start();
  TestUser user(server.url());
  const Json wanted = Json::parse(R"([{"to":"trader:alice","share":"0.5"},{"to":"exchange","share":"0.5"}])");
  CHECK(user.run({"fees", "set", "--distribution", "trader:alice=0.5,exchange=0.5"}).exit == 0);
  CHECK(body.at("distribution") == wanted);
  body = {};
  CHECK(user.run({"fees", "set", "--distribution", "trader:alice=0.5", "--distribution", "exchange=0.5"})
            .exit == 0);
  CHECK(body.at("distribution") == wanted);
  for (const auto* wrong : {"exchange", "exchange=0.5,", "=1", "exchange="})
    CHECK(user.run({"fees", "set", "--distribution", wrong}).exit == 2);
}

TEST_CASE(
    "cli client: a batch reads standard input, names what was refused, and takes the first refusal's code") {
  FakeServer server;
  Json body;
  server.http.Post("/v1/orders/batch", [&](const Request& request, Response& response) {
    body = Json::parse(request.body);
    response.set_content(
        R"({"results":[{"status":201,"order":{"id":5,"symbol":"ACME"},"trades":[]},{"status":422,"problem":{"code":"market_halted","detail":"wait"}}],"seq":9})",
        "application/json");
  });
  server.start();
  TestUser user(server.url());
  const RunResult result =
      user.run({"order", "batch", "-", "--as", "alice"},
               "{\"op\":\"place\",\"symbol\":\"ACME\"}\n\n{\"op\":\"cancel\",\"id\":4}\n");
  CHECK(result.exit == 5);
  CHECK(result.out.find("market_halted: wait") != std::string::npos);
  CHECK(result.err.find("1 of 2 operations were refused") != std::string::npos);
  CHECK(body.at("operations").size() == 2);
  CHECK(body.at("operations")[0].at("trader") == "alice");
  CHECK(body.at("operations")[0].contains("client_order_id"));
  const std::string operation = "{\"op\":\"cancel\",\"id\":4}";
  const RunResult json = user.run({"order", "batch", "-", "-o", "json"}, operation);
  CHECK(json.exit == 5);
  CHECK(json.out.find("{\"results\":[{\"status\":201,") == 0);
  CHECK(json.err == "marketctl: batch: 1 of 2 operations were refused\n");
  const RunResult lines = user.run({"order", "batch", "-", "-o", "jsonl"}, operation);
  CHECK(std::count(lines.out.begin(), lines.out.end(), '\n') == 2);
  CHECK(lines.out.find("{\"status\":201,\"order\":{\"id\":5,") == 0);
  for (const auto* nothing : {"", "\n", "[]", "{\"operations\":[]}"})
    CHECK(user.run({"order", "batch", "-"}, nothing).exit == 2);
  CHECK(user.run({"order", "batch", "-"}, "{\"op\":\"place\"}\nnonsense\n").err.find("line 2") !=
        std::string::npos);
  CHECK(user.run({"order", "batch", "-"}, "[{\"op\":\"place\"},{\"op\":\"fly\"}]").err.find("operation 2") !=
        std::string::npos);
}

TEST_CASE("cli client: api sends what it is told and prints the answer as it comes") {
  FakeServer server;
  server.http.Post("/v1/x", [](const Request& request, Response& response) {
    response.set_content("{ \"got\": " + request.body + " }", "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"api", "post", "/v1/x", "-d", "-"}, "[1]").out == "{ \"got\": [1] }\n");
  CHECK(user.run({"api", "POST", "/v1/x", "-d", "[2]"}).out == "{ \"got\": [2] }\n");
  CHECK(user.run({"api", "GET", "v1/x"}).exit == 2);
}

TEST_CASE(
    "cli client: a tail goes on after the last message when the connection breaks, and ends at --count") {
  FakeServer server;
  std::vector<std::string> since;
  server.http.Get("/v1/feed", [&](const Request& request, Response& response) {
    since.push_back(request.get_param_value("since"));
    const int first = since.size() == 1 ? 1 : 3;
    std::string events = "event: heartbeat\ndata: {\"type\":\"heartbeat\",\"seq\":0}\n\n";
    for (int seq = first; seq < first + 2; ++seq)
      events += "id: " + std::to_string(seq) + "-0\nevent: trade\ndata: {\"seq\":" + std::to_string(seq) +
                ",\"n\":0,\"type\":\"trade\",\"time\":\"2026-01-31T09:30:00.123456789Z\",\"symbol\":\"ACME\","
                "\"price\":\"1.00\",\"quantity\":5,\"aggressor\":\"buy\"}\n\n";
    response.set_content(events, "text/event-stream");
  });
  server.start();
  TestUser user(server.url());
  const std::string resume = (user.folder.path / "resume").string();
  const RunResult result = user.run({"trades", "tail", "--count", "4", "--resume-file", resume, "-q"});
  CHECK(result.exit == 0);
  CHECK(result.err.empty());
  CHECK(result.out ==
        "TIME          SYMBOL    SIDE   QUANTITY        PRICE\n"
        "09:30:00.123  ACME      buy           5         1.00\n"
        "09:30:00.123  ACME      buy           5         1.00\n"
        "09:30:00.123  ACME      buy           5         1.00\n"
        "09:30:00.123  ACME      buy           5         1.00\n");
  CHECK(since == std::vector<std::string>{"", "2-0"});
  CHECK(user.folder.read("resume").find("4-0") == 0);
  CHECK(user.run({"feed", "tail", "--count", "1", "--resume-file", resume, "-o", "jsonl"})
            .out.find("{\"seq\":3,") == 0);
  CHECK(since.back() == "4-0");
}

TEST_CASE("cli client: a company's message names what it has") {
  FakeServer server;
  server.http.Get("/v1/feed", [&](const Request&, Response& response) {
    const std::string head =
        R"("n":0,"type":"company","time":"2026-01-31T09:30:00.123456789Z","symbol":"ACME",)";
    response.set_content(
        "id: 1-0\nevent: company\ndata: {\"seq\":1," + head +
            R"("status":"halted","reason":"news","auction":null})" +
            "\n\nid: 2-0\nevent: company\ndata: {\"seq\":2," + head +
            R"("status":"auction","reason":null,"auction":{"kind":"manual","ends_at":null,"price":"100.00",)" +
            R"("quantity":5,"imbalance":3,"side":"buy"}})" + "\n\n",
        "text/event-stream");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"feed", "tail", "--channels", "companies", "--count", "2", "-q"}).out ==
        "TIME          TYPE        SYMBOL    MESSAGE\n"
        "09:30:00.123  company     ACME      status=halted reason=news\n"
        "09:30:00.123  company     ACME      status=auction kind=manual price=100.00 quantity=5 imbalance=3 "
        "side=buy\n");
}

TEST_CASE("cli client: what a book's messages and the summary say fits a line") {
  FakeServer server;
  server.http.Get("/v1/feed", [&](const Request&, Response& response) {
    const std::string time = R"("time":"2026-01-31T09:30:00.123456789Z",)";
    const auto frame = [&](const std::string& type, const std::string& rest) {
      return "event: " + type + "\ndata: {\"seq\":1,\"n\":0,\"type\":\"" + type + "\"," + time + rest +
             "}\n\n";
    };
    response.set_content(
        frame("book", R"("symbol":"ACME","bids":[],"asks":[],"checksum":0)") +
            frame("book_delta",
                  R"("symbol":"ACME","prev_seq":0,"bids":[{"price":"9.90","quantity":5,"orders":1}],)"
                  R"("asks":[{"price":"10.00","quantity":0,"orders":0}],"checksum":0)") +
            frame("market", R"("items":[{"symbol":"ACME","last_price":"10.00","change_percent":"0.50"},)"
                            R"({"symbol":"B","last_price":"1.00","change_percent":null}])"),
        "text/event-stream");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"feed", "tail", "--channels", "book,market", "--count", "3", "-q"}).out ==
        "TIME          TYPE        SYMBOL    MESSAGE\n"
        "09:30:00.123  book        ACME      empty\n"
        "09:30:00.123  book_delta  ACME      bid 5 x 9.90, ask 10.00 gone\n"
        "09:30:00.123  market                ACME 10.00 0.50%, B 1.00\n");
}

TEST_CASE("cli client: a tail ends at --duration though nothing comes, and fails where there is no feed") {
  FakeServer server;
  server.http.Get("/v1/feed", [&](const Request&, Response& response) {
    response.set_chunked_content_provider("text/event-stream", [](std::size_t, httplib::DataSink& sink) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return sink.write(": quiet\n\n", 9);
    });
  });
  server.start();
  TestUser user(server.url());
  const auto started = std::chrono::steady_clock::now();
  CHECK(user.run({"feed", "tail", "--duration", "300ms"}).exit == 0);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(3));
  CHECK(user.run({"feed", "tail", "--server", free_url()}).exit == 7);
}

}  // namespace market::cli
