// Context: all that one command needs while it runs.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/client.hpp"
#include "cli/environment.hpp"
#include "cli/invocation.hpp"
#include "cli/json_fwd.hpp"
#include "cli/output.hpp"
#include "cli/settings.hpp"

namespace market::cli {

class Context {
 public:
  Context(const Invocation& invocation, const Settings& settings, const Environment& environment);

  const Invocation& invocation() const { return invocation_; }
  const Settings& settings() const { return settings_; }
  const Environment& environment() const { return environment_; }
  Output& output() { return output_; }
  Client& client() { return *client_; }

  // The trader this command acts for, when it acts for one.
  const std::optional<std::string>& trader() const { return trader_; }

  // Sends. When the server no longer knows the stored key of the trader who acts, the admin key goes on in
  // the trader's name, if it is at hand.
  Result<Answer> send(const ClientRequest& request);
  // Sends and reads the answer as JSON.
  Result<Json> fetch(const ClientRequest& request, std::string* raw = nullptr);
  // Sends and shows the answer.
  Status send_and_show(const ClientRequest& request, const View& view);

  // The text of a file, or of standard input for "-".
  Result<std::string> read_input(const std::string& name) const;
  // Asks on a terminal; true without one, or with -y.
  bool confirm(const std::string& question);
  // Says in `failure` what its sender could not know: a server's name that does not resolve, a stored key
  // that is dead.
  void explain(Failure& failure) const;

 private:
  // A key and, when it comes from the key store, whose it is.
  struct ChosenKey {
    std::string text;
    std::string stored_for;
  };
  static ChosenKey choose_key(const Settings& settings, const std::optional<std::string>& trader,
                              const std::optional<std::string>& subject);
  ClientOptions client_options() const;

  const Invocation& invocation_;
  const Settings& settings_;
  const Environment& environment_;
  std::optional<std::string> trader_;
  Output output_;
  ChosenKey key_;
  std::unique_ptr<Client> client_;
};

// A client_order_id that nobody else makes: "cli-" and 96 random bits.
std::string make_client_order_id();

}  // namespace market::cli
