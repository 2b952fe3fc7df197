#include "tests/e2e/market.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <thread>

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

std::string binary(const std::string& name) {
  return std::string(MARKET_BIN_DIR) + "/" + name;
}

}  // namespace

Market::Market(Arguments flags) : flags_(std::move(flags)) {
  std::filesystem::create_directories(folder_.path() / "state");
  std::filesystem::create_directories(folder_.path() / "config");
  start();
}

Environment Market::environment() const {
  return {{"HOME", folder_.path().string()},
          {"XDG_STATE_HOME", (folder_.path() / "state").string()},
          {"XDG_CONFIG_HOME", (folder_.path() / "config").string()},
          {"LC_ALL", "C.UTF-8"}};
}

Arguments Market::marketd_command(const Arguments& more_flags) const {
  Arguments command = {binary("marketd")};
  command.insert(command.end(), flags_.begin(), flags_.end());
  command.insert(command.end(), more_flags.begin(), more_flags.end());
  if (std::find(command.begin(), command.end(), "--listen") == command.end()) {
    command.insert(command.end(), {"--listen", "127.0.0.1:0"});
  }
  return command;
}

void Market::start(const Arguments& more_flags) {
  const std::filesystem::path endpoint = data() / "endpoint";
  std::filesystem::remove(endpoint);  // of a daemon that was killed
  Streams streams;
  streams.output = folder_.path() / "marketd.out";
  streams.errors = folder_.path() / "marketd.err";
  process_ = std::make_unique<Process>(marketd_command(more_flags), environment(), streams);
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!std::filesystem::exists(endpoint)) {
    REQUIRE_MESSAGE(process_->running(), "marketd ended: ", log());
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "marketd is not ready: ", log());
    std::this_thread::sleep_for(5ms);
  }
  const std::string served = read_file(endpoint);
  port_ = static_cast<std::uint16_t>(std::stoi(served.substr(served.rfind(':') + 1)));
}

void Market::kill() {
  process_->signal(SIGKILL);
  REQUIRE(process_->wait(10s) == 128 + SIGKILL);
}

int Market::terminate() {
  process_->signal(SIGTERM);
  const auto status = process_->wait(30s);
  REQUIRE_MESSAGE(status.has_value(), "marketd does not stop: ", log());
  return *status;
}

Result Market::start_in_vain(const Arguments& more_flags) const {
  return run(marketd_command(more_flags), environment());
}

std::string Market::admin_key() const {
  const std::string text = read_file(data() / "admin.key");
  return text.substr(0, text.find('\n'));
}

Result Market::ctl(const Arguments& arguments, const std::string& input) const {
  Arguments command = {binary("marketctl")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, environment(), input);
}

Json Market::ctl_json(Arguments arguments, const std::string& input) const {
  arguments.insert(arguments.begin(), {"-o", "json"});
  const Result result = ctl(arguments, input);
  INFO("marketctl ", arguments.at(2), ": ", result.err);
  REQUIRE(result.exit == 0);
  return Json::parse(result.out);
}

Headers json_headers(const std::string& key) {
  return {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}};
}

Answer Market::api(const std::string& method, const std::string& target, const Json& body) const {
  return api_as(admin_key(), method, target, body);
}

Answer Market::api_as(const std::string& key, const std::string& method, const std::string& target,
                      const Json& body) const {
  HttpConnection connection(port_);
  const auto reply =
      connection.request(method, target, json_headers(key), body.is_null() ? std::string() : body.dump());
  if (!reply) return {};
  Json parsed = Json::parse(reply->body, nullptr, false);
  return {reply->status, reply->headers, parsed.is_discarded() ? Json() : std::move(parsed)};
}

Json Market::items(const std::string& target) const {
  const std::string first = target + (target.find('?') == std::string::npos ? "?" : "&") + "limit=1000";
  Json all = Json::array();
  std::string cursor;
  do {
    const Answer page = api("GET", cursor.empty() ? first : first + "&cursor=" + cursor);
    REQUIRE(page.status == 200);
    for (const Json& item : page.body.at("items")) all.push_back(item);
    cursor = page.body.at("next").is_null() ? "" : page.body.at("next").get<std::string>();
  } while (!cursor.empty());
  return all;
}

std::uint64_t Market::seq() const {
  const Answer answer = api("GET", "/v1/server");
  REQUIRE(answer.status == 200);
  return answer.body.at("seq");
}

int Market::feed_readers() const {
  const Json feed = api("GET", "/v1/server").body.at("feed");
  return feed.at("sse").get<int>() + feed.at("ws").get<int>();
}

std::string Market::audited_hash() const {
  const Answer answer = api("GET", "/v1/server/audit");
  REQUIRE(answer.status == 200);
  INFO(answer.body.dump(1));
  CHECK(answer.body.at("ok") == true);
  return answer.body.at("state_hash");
}

Keys register_alice_and_bob(const Market& market) {
  const Json company = {
      {"symbol", "ACME"}, {"name", "Acme Inc"}, {"shares", 1'000'000}, {"initial_price", "100.00"}};
  REQUIRE(market.api("POST", "/v1/companies", company).status == 201);
  const auto key_of = [&](const char* id) {
    const Json trader = {{"id", id}, {"name", id}, {"cash", "1000000"}, {"holdings", {{"ACME", 10'000}}}};
    const Answer answer = market.api("POST", "/v1/traders", trader);
    REQUIRE(answer.status == 201);
    return answer.body.at("api_key").get<std::string>();
  };
  return {key_of("alice"), key_of("bob")};
}

}  // namespace market::e2e
