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
  Client& client() { return client_; }

  // The trader this command acts for, when it acts for one.
  const std::optional<std::string>& trader() const { return trader_; }

  // Sends and reads the answer as JSON.
  Result<Json> fetch(const ClientRequest& request, std::string* raw = nullptr);
  // Sends and shows the answer.
  Status send_and_show(const ClientRequest& request, const View& view);

  // The text of a file, or of standard input for "-".
  Result<std::string> read_input(const std::string& name) const;
  // Asks on a terminal; true without one, or with -y.
  bool confirm(const std::string& question);

 private:
  const Invocation& invocation_;
  const Settings& settings_;
  const Environment& environment_;
  std::optional<std::string> trader_;
  Output output_;
  Client client_;
};

// A client_order_id that nobody else makes: "cli-" and 96 random bits.
std::string make_client_order_id();

}  // namespace market::cli
