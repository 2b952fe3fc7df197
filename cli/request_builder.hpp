// The generic way from an invocation to a request: path parameters, query and body by the command's own
// description.
#pragma once
#include "cli/context.hpp"
#include "cli/json_fwd.hpp"

namespace market::cli {

// The body fields that were given, and "trader" for a command that acts in the body.
Result<Json> request_body(const Context& context);

// "/v1/orders?symbol=ACME": `target` with its {parameters} filled in, and the query.
Result<std::string> request_target(const Context& context);

// Puts `text` of `name` into the query of `target`.
void add_query(std::string& target, std::string_view name, std::string_view text);

// The whole request of a command that has no function of its own.
Result<ClientRequest> build_request(const Context& context);

// Runs such a command.
Status run_request(Context& context);
// The same for a list: follows the cursors until there are as many items as wanted, or no more.
Status run_list(Context& context, const std::string& target, const View& view);

}  // namespace market::cli
