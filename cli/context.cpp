#include "cli/context.hpp"

#include <filesystem>
#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>
#include <random>

#include "cli/json.hpp"

namespace market::cli {
namespace {

std::optional<std::string> acting_trader(const Invocation& invocation, const Settings& settings) {
  // A trader of the environment is for trading; administration then still goes by the admin key.
  if (!settings.trader_by_flag && invocation.command->acting == Acting::none) return std::nullopt;
  return settings.trader;
}

bool is_dead_key(const Failure& failure) {
  return failure.code == "unauthenticated";
}

}  // namespace

// The key to send: one that was named, the stored one of who acts, the local admin's, the stored one of who
// is asked about.
Context::ChosenKey Context::choose_key(const Settings& settings, const std::optional<std::string>& trader,
                                       const std::optional<std::string>& subject) {
  if (settings.given_key) return {*settings.given_key, ""};
  if (trader)
    if (const auto key = settings.keys.find(*trader)) return {*key, *trader};
  if (settings.admin_key) return {*settings.admin_key, ""};
  if (subject)
    if (const auto key = settings.keys.find(*subject)) return {*key, *subject};
  return {};
}

ClientOptions Context::client_options() const {
  ClientOptions options;
  options.server = settings_.server;
  options.key = key_.text;
  options.timeout = settings_.timeout;
  if (settings_.output.verbose) options.log = environment_.err;
  return options;
}

Context::Context(const Invocation& invocation, const Settings& settings, const Environment& environment)
    : invocation_(invocation),
      settings_(settings),
      environment_(environment),
      trader_(acting_trader(invocation, settings)),
      output_(*environment.out, *environment.err, settings.output),
      key_(choose_key(settings, trader_, invocation.get("trader"))),
      client_(std::make_unique<Client>(client_options())) {}

Result<Answer> Context::send(const ClientRequest& request) {
  auto answer = client_->send(request);
  if (answer || !is_dead_key(answer.error()) || key_.stored_for.empty() || !settings_.admin_key)
    return answer;
  output_.notice("marketctl: the stored key of " + key_.stored_for +
                 " is no longer valid; going on with the admin key (a new one: marketctl trader key add " +
                 key_.stored_for + ")");
  key_ = {*settings_.admin_key, ""};
  client_ = std::make_unique<Client>(client_options());
  return client_->send(request);
}

Result<Json> Context::fetch(const ClientRequest& request, std::string* raw) {
  auto answer = send(request);
  if (!answer) return tl::unexpected(std::move(answer.error()));
  if (request.method != "GET" && request.target != "/v1/orders/preview") output_.note_carried_out();
  if (answer->body.empty()) return Json(nullptr);
  auto document = parse_json(answer->body);
  if (!document)
    return failure("bad_answer",
                   "the server's answer is not JSON: is " + settings_.server.text() + " a marketd?");
  if (raw != nullptr) *raw = std::move(answer->body);
  return std::move(*document);
}

Status Context::send_and_show(const ClientRequest& request, const View& view) {
  std::string raw;
  const auto document = fetch(request, &raw);
  if (!document) return tl::unexpected(document.error());
  if (document->is_null()) return {};  // 204
  return output_.show(view, *document, raw);
}

Result<std::string> Context::read_input(const std::string& name) const {
  if (name == "-") return std::string(std::istreambuf_iterator<char>(*environment_.in), {});
  std::error_code unknown;
  if (std::filesystem::is_directory(name, unknown))
    return usage_failure(name + " is a directory, not a file");
  std::ifstream file(name, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file && !file.eof()) return usage_failure("cannot read the file " + name);
  if (!file.is_open()) return usage_failure("cannot read the file " + name);
  return text;
}

bool Context::confirm(const std::string& question) {
  if (settings_.assume_yes || !environment_.in_is_terminal) return true;
  *environment_.err << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(*environment_.in, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

void Context::explain(Failure& failure) const {
  if (is_dead_key(failure) && !key_.stored_for.empty())
    failure.hint = "the stored key of " + key_.stored_for +
                   " is no longer valid; with an admin key a new one is made by: marketctl trader key add " +
                   key_.stored_for;
  const bool no_contact = failure.exit == ExitCode::unreachable || failure.exit == ExitCode::timed_out;
  if (no_contact && !resolves(settings_.server.host)) {
    failure.detail = "cannot reach marketd at " + settings_.server.text() + ": the host name \"" +
                     settings_.server.host + "\" does not resolve";
    failure.hint = "check the name in --server, MARKET_SERVER or config.toml";
  }
}

std::string make_client_order_id() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::random_device device;
  std::string id = "cli-";
  for (int word = 0; word < 3; ++word) {
    unsigned bits = device();
    for (int i = 0; i < 8; ++i, bits >>= 4) id += kDigits[bits & 15];
  }
  return id;
}

}  // namespace market::cli
