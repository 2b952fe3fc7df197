// The REST endpoints as a test talks to them: in-process, over a real venue with a journal of its own.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "daemon/rest/api.hpp"
#include "daemon/rest/later_answer.hpp"
#include "tests/support/temp_folder.hpp"

namespace market::test {

using nlohmann::json;

struct Reply {
  int status;
  json body;
  ApiResponse raw;
  std::string code() const { return body.value("code", ""); }
  std::string detail() const { return body.value("detail", ""); }
};

// The answer itself, when it is one that comes later.
inline ApiResponse finished(ApiResponse response) {
  if (!response.later) return response;
  std::promise<void> done;
  response.later->when_finished([&] { done.set_value(); });
  done.get_future().wait();
  return *response.later->take();
}

// A venue with ACME (1,000,000 shares at 100.00) and a way to talk to it.
struct Desk {
  static constexpr const char* kAdmin = "admin-key";
  TempFolder folder;
  Venue venue;
  ServerState state;
  std::unique_ptr<Api> api;

  explicit Desk(VenueClock::Mode clock = VenueClock::Mode::wall, Speed speed = {})
      : venue({.journal_file = folder.path / "journal.db",
               .durability = Durability::none,
               .clock_mode = clock,
               .speed = speed,
               .settings = {},
               .rules = {},
               .database_file = folder.path / "market.db",
               .snapshots_folder = folder.path / "snapshots"}) {
    venue.start({});
    state.ready = true;
    state.version = "1.2.3";
    api = std::make_unique<Api>(venue, state, ApiOptions{kAdmin, true});
    const Reply made =
        admin("POST", "/v1/companies",
              {{"symbol", "ACME"}, {"name", "Acme Inc"}, {"shares", 1'000'000}, {"initial_price", "100"}});
    REQUIRE_MESSAGE(made.status == 201, made.body.dump());
  }

  Reply send_text(std::string_view method, std::string_view target, std::string_view body,
                  const std::string& key, std::string_view content_type = "application/json") {
    const std::size_t mark = target.find('?');
    std::multimap<std::string, std::string> query;
    if (mark != target.npos) {
      std::string_view rest = target.substr(mark + 1);
      while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        query.emplace(pair.substr(0, pair.find('=')),
                      pair.substr(std::min(pair.find('='), pair.size() - 1) + 1));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      }
    }
    const std::string authorization = key.empty() ? "" : "Bearer " + key;
    Reply reply{
        0, nullptr,
        finished(api->handle({method, target.substr(0, mark), &query, body, content_type, authorization}))};
    reply.status = reply.raw.status;
    if (reply.raw.content_type.rfind("text/", 0) != 0 && !reply.raw.body.empty())
      reply.body = json::parse(reply.raw.body);
    return reply;
  }
  Reply send(std::string_view method, std::string_view target, const std::string& key,
             const json& body = nullptr) {
    return send_text(method, target, body.is_null() ? "" : body.dump(), key);
  }
  Reply admin(std::string_view method, std::string_view target, const json& body = nullptr) {
    return send(method, target, kAdmin, body);
  }
  Reply open(std::string_view target) { return send("GET", target, ""); }

  // Registers a trader with 10,000.00 and `shares` of ACME; returns its key.
  std::string trader(const std::string& id, int shares = 0) {
    json body = {{"id", id}, {"name", id}, {"cash", "10000"}};
    if (shares > 0) body["holdings"] = {{"ACME", shares}};
    const Reply made = admin("POST", "/v1/traders", body);
    REQUIRE_MESSAGE(made.status == 201, made.body.dump());
    return made.body["api_key"];
  }

  Reply place(const std::string& key, const std::string& side, int quantity, const std::string& price,
              json more = json::object()) {
    json body = {{"symbol", "ACME"},
                 {"side", side},
                 {"type", "limit"},
                 {"quantity", quantity},
                 {"limit_price", price}};
    body.update(more);
    return send("POST", "/v1/orders", key, body);
  }
};

inline std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.raw.headers)
    if (key == name) return value;
  return "";
}

}  // namespace market::test
