// Shows that the sample scenario trades within seconds, and that simulations go on after a kill -9.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

std::uint64_t trades(const Market& market) {
  std::uint64_t sum = 0;
  for (const Json& line : market.items("/v1/market")) sum += line.at("trades").get<std::uint64_t>();
  return sum;
}

void wait_for_trades(const Market& market, std::uint64_t more_than) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (trades(market) <= more_than) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(50ms);
  }
}

void step(const Market& market, const Json& how_far) {
  const Answer answer = market.api("POST", "/v1/simulation/step", how_far);
  INFO(answer.body.dump());
  REQUIRE(answer.status == 200);
}

}  // namespace

TEST_CASE("scenario: the sample market has eight companies that trade and it survives kill -9") {
  Market market({"--scenario", "sample", "--speed", "10"});
  CHECK(market.items("/v1/companies").size() == 8);
  wait_for_trades(market, 10);
  const std::uint64_t before = trades(market);
  market.kill();
  market.start();
  CHECK(market.items("/v1/companies").size() == 8);
  CHECK(trades(market) >= before);
  wait_for_trades(market, trades(market) + 10);
  market.audited_hash();
  CHECK(market.terminate() == 0);
}

TEST_CASE("scenario: marketctl controls a simulation from loading to shock, and people trade in it") {
  Market market;
  CHECK(market.ctl_json({"sim", "status"}).at("scenario").is_null());
  CHECK(market.ctl({"sim", "start"}).exit == 6);  // none is loaded
  CHECK(market.ctl({"sim", "report"}).exit == 6);
  CHECK(market.ctl({"sim", "load", "zy"}).exit == 2);
  const Json loaded = market.ctl_json({"sim", "load", "zi", "--seed", "7", "--speed", "max"});
  CHECK(loaded.at("state") == "stopped");
  CHECK(loaded.at("seed") == 7);

  const Json stepped = market.ctl_json({"sim", "step", "--duration", "10m"});
  CHECK(stepped.at("state") == "paused");
  CHECK(stepped.at("trades").get<int>() > 100);
  CHECK(stepped.at("time") == market.ctl_json({"clock"}).at("time"));  // it stands
  CHECK(market.ctl({"sim", "step"}).exit == 2);

  REQUIRE(market.ctl({"trader", "register", "ann", "--cash", "1000000"}).exit == 0);
  REQUIRE(market.ctl({"order", "place", "buy", "500", "ZERO", "--market", "--as", "ann"}).exit == 0);
  CHECK(market.ctl({"sim", "shock", "ZERO", "--return", "-0.05"}).exit == 0);
  CHECK(market.ctl({"sim", "shock", "NOPE", "--return", "0.05"}).exit == 2);
  CHECK(market.ctl({"sim", "report", "NOPE"}).exit == 2);
  const Json report = market.ctl_json({"sim", "report"});
  CHECK(report.at("symbol") == "ZERO");
  CHECK(report.at("facts").at(0).at("fact") == "excess_kurtosis");
  CHECK(report.at("facts").at(0).at("verdict").is_null());  // too few minutes
  CHECK(market.ctl_json({"sim", "speed", "60"}).at("speed") == "60");
  CHECK(market.ctl_json({"sim", "start"}).at("state") == "running");
  CHECK(market.ctl({"sim", "load", "zi"}).exit == 6);  // it is running
  CHECK(market.ctl_json({"sim", "pause"}).at("state") == "paused");
  CHECK(market.ctl_json({"sim", "stop"}).at("state") == "stopped");
  market.audited_hash();
  CHECK(market.terminate() == 0);
}

TEST_CASE("scenario: --until ends by itself with a summary, the same for the same seed") {
  const auto summary = [](const std::string& seed) {
    const TemporaryFolder folder;
    const Result run_once = run(
        {MARKET_BIN_DIR "/marketd", "--data", folder.path().string(), "--listen", "127.0.0.1:0", "--scenario",
         "realistic", "--seed", seed, "--until", "2h", "--speed", "max", "--durability", "os"},
        {});
    INFO(run_once.err);
    CHECK(run_once.exit == 0);
    const std::size_t hash = run_once.out.find("state_hash  ");
    REQUIRE(hash != std::string::npos);
    return run_once.out.substr(hash);
  };
  const std::string seven = summary("7");
  CHECK(seven == summary("7"));
  CHECK(seven != summary("8"));
}

TEST_CASE("scenario: a run with --until that was killed, or stopped, ends as one that was not") {
  const TemporaryFolder folder;
  const auto command = [&](const std::string& data) {
    return Arguments{MARKET_BIN_DIR "/marketd",
                     "--data",
                     (folder.path() / data).string(),
                     "--listen",
                     "127.0.0.1:0",
                     "--scenario",
                     "realistic",
                     "--until",
                     "10h",
                     "--speed",
                     "max",
                     "--durability",
                     "os"};
  };
  const auto state_hash = [](const Result& result) {
    INFO(result.err);
    CHECK(result.exit == 0);
    const std::size_t at = result.out.find("state_hash  ");
    REQUIRE(at != std::string::npos);
    return result.out.substr(at);
  };
  const std::string whole = state_hash(run(command("whole"), {}));
  for (const int signal : {SIGKILL, SIGTERM}) {
    const std::string data = signal == SIGKILL ? "killed" : "stopped";
    CAPTURE(data);
    Streams streams;
    streams.output = folder.path() / (data + ".out");
    streams.errors = folder.path() / (data + ".err");
    Process process(command(data), {}, streams);
    while (!std::filesystem::exists(folder.path() / data / "endpoint") && process.running())
      std::this_thread::sleep_for(5ms);
    std::this_thread::sleep_for(100ms);
    process.signal(signal);
    CHECK(process.wait(30s).value_or(-1) == (signal == SIGKILL ? 128 + SIGKILL : 1));
    CHECK(state_hash(run(command(data), {})) == whole);
  }
}

TEST_CASE("scenario: killed again and again, a run comes to the same market as one that was not") {
  const char* const kills = std::getenv("MARKET_KILLS");
  const int rounds = kills != nullptr ? std::clamp(std::atoi(kills), 1, 20) : 5;
  TemporaryFolder settings;
  write_file(settings.path() / "marketd.toml", "[snapshot]\ninterval = \"100ms\"\n");
  const Arguments flags = {
      "--scenario",   "realistic", "--speed",  "max",
      "--durability", "os",        "--config", (settings.path() / "marketd.toml").string()};
  Market market(flags);
  for (int round = 0; round < rounds; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40 + round * 37 % 200));
    market.kill();
    market.start();
  }
  CHECK(market.log().find("begin anew") == std::string::npos);
  const Market calm(flags);
  for (const Market* one : {&std::as_const(market), &calm})
    REQUIRE(one->api("POST", "/v1/simulation/pause").status == 200);
  step(market, {{"duration", "10m"}});
  step(calm, {{"until", market.api("GET", "/v1/simulation").body.at("time")}});
  CHECK(market.audited_hash() == calm.audited_hash());
}

TEST_CASE("scenario: one that was loaded over REST goes on after a kill when it is loaded again") {
  Market market;
  const Json zi = {{"scenario", "zi"}, {"seed", 5}, {"speed", "50"}};
  REQUIRE(market.api("PUT", "/v1/simulation", zi).status == 200);
  REQUIRE(market.api("POST", "/v1/simulation/start").status == 200);
  for (int kills = 0; kills < 3; ++kills) {
    std::this_thread::sleep_for(300ms);
    market.kill();
    market.start();
    REQUIRE(market.api("PUT", "/v1/simulation", zi).status == 200);
    REQUIRE(market.api("POST", "/v1/simulation/start").status == 200);
    INFO(market.log());
    CHECK(market.log().find("the agents are driven again") != std::string::npos);
    CHECK(market.log().find("anew") == std::string::npos);
    CHECK(market.log().find("of no use") == std::string::npos);
  }
  market.audited_hash();
}

TEST_CASE("scenario: --set changes a run, --export writes it out, both say what they cannot do") {
  const TemporaryFolder folder;
  const std::string files = (folder.path() / "files").string();
  const auto simulate = [&](const std::string& data, const std::vector<std::string>& more) {
    std::vector<std::string> command{MARKET_BIN_DIR "/marketd",
                                     "--data",
                                     (folder.path() / data).string(),
                                     "--listen",
                                     "127.0.0.1:0",
                                     "--speed",
                                     "max",
                                     "--durability",
                                     "os"};
    command.insert(command.end(), more.begin(), more.end());
    return run(command, {});
  };
  const Result exported =
      simulate("a", {"--scenario", "zi", "--until", "10m", "--set", "agents.noise.count=5", "--set",
                     "companies.ZERO.name=Nothing", "--export", files});
  INFO(exported.err);
  REQUIRE(exported.exit == 0);
  const auto lines = [&](const std::string& name) {
    std::ifstream in(std::filesystem::path(files) / name);
    return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
  };
  const std::size_t trades = exported.out.find("trades      ");
  REQUIRE(trades != std::string::npos);
  CHECK(lines("trades.csv") == 1 + std::stol(exported.out.substr(trades + 12)));
  CHECK(lines("orders.csv") > lines("trades.csv"));

  const Result plain = simulate("b", {"--scenario", "zi", "--until", "10m", "--set", "agents.noise.count=5",
                                      "--set", "companies.ZERO.name=Nothing"});
  CHECK(plain.out.substr(plain.out.find("state_hash")) ==
        exported.out.substr(exported.out.find("state_hash")));

  const Result again = simulate("c", {"--scenario", "zi", "--until", "1m", "--export", files});
  CHECK(again.exit == 2);
  CHECK(again.err.find("is not empty") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "c"));
  const Result unknown = simulate("d", {"--scenario", "zi", "--set", "agents.nois.count=5"});
  CHECK(unknown.exit == 2);
  CHECK(unknown.err.find("did you mean \"noise\"?") != std::string::npos);
  CHECK(simulate("e", {"--set", "seed=5"}).exit == 2);
  CHECK(simulate("f", {"--scenario", "zi", "--export", files + "2"}).exit == 2);
}

}  // namespace market::e2e
