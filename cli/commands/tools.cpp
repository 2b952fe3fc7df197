#include <ostream>

#include "cli/commands/commands.hpp"
#include "cli/completion.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/version.hpp"

namespace market::cli {
namespace {

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

Status show_as_csv(Output& output, const Json& document, std::string_view raw) {
  static const View rows = [] {
    View view;
    view.shape = View::Shape::list;
    return view;
  }();
  return output.show(member(document, "items").is_array() ? rows : object_view(), document, raw);
}

// The answer goes out as it came, whatever its type; a JSON object can be had as csv.
Status api(Context& context) {
  ClientRequest request;
  request.method = upper(*context.invocation().get("method"));
  request.target = *context.invocation().get("path");
  if (request.target.empty() || request.target.front() != '/')
    return usage_failure("PATH must begin with /, like /v1/market");
  if (request.target.find_first_of(" \t\r\n") != std::string::npos)
    return usage_failure("PATH must be percent-encoded: it contains blanks");
  request.repeat = request.method == "GET" ? Repeat::safe : Repeat::at_risk;
  if (const auto data = context.invocation().get("data")) {
    if (*data == "-" || data->rfind('@', 0) == 0) {
      auto text = context.read_input(*data == "-" ? "-" : data->substr(1));
      if (!text) return tl::unexpected(text.error());
      request.body = std::move(*text);
    } else {
      request.body = *data;
    }
  }
  const auto answer = context.client().send(request);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->body.empty()) return {};
  const auto document = parse_json(answer->body);
  if (document && document->is_object() && context.output().format() == Format::csv)
    return show_as_csv(context.output(), *document, answer->body);
  if (document)
    context.output().print_json(*document, answer->body);
  else
    context.output().out() << answer->body;
  return {};
}

Status completion(Context& context) {
  const std::string shell = *context.invocation().get("shell");
  context.output().out() << (shell == "bash"  ? bash_completion()
                             : shell == "zsh" ? zsh_completion()
                                              : fish_completion());
  return {};
}

Status version(Context& context) {
  if (context.output().format() == Format::table) {
    context.output().out() << "marketctl " << kVersion << '\n';
    return {};
  }
  return context.output().show(object_view(), Json{{"version", kVersion}}, "");
}

}  // namespace

std::vector<CommandSpec> tool_commands() {
  std::vector<CommandSpec> commands;
  CommandSpec raw;
  raw.path = "api";
  raw.summary = "Send any request and print the answer as it comes";
  raw.example = "api POST /v1/companies/ACME/halt -d '{\"reason\":\"news\"}'";
  raw.parameters = {argument("method", "GET, POST, PUT, PATCH or DELETE").in(Place::local).must(),
                    argument("path", "with its query: /v1/orders?status=open").in(Place::local).must(),
                    flag("data", "the JSON body; @FILE, or - for standard input")
                        .in(Place::local)
                        .short_form('d')
                        .shown_as("JSON")};
  raw.acting = Acting::by_key;
  raw.run = api;
  commands.push_back(raw);

  CommandSpec completing;
  completing.path = "completion";
  completing.summary = "Print the completion script of a shell";
  completing.example = "completion bash > ~/.local/share/bash-completion/completions/marketctl";
  completing.parameters = {
      argument("shell", "bash, zsh or fish").in(Place::local).one_of({"bash", "zsh", "fish"}).must()};
  completing.run = completion;
  commands.push_back(completing);

  CommandSpec printing;
  printing.path = "version";
  printing.summary = "Print marketctl's version";
  printing.example = "version";
  printing.run = version;
  commands.push_back(printing);
  return commands;
}

}  // namespace market::cli
