#include "cli/settings.hpp"

#include <toml++/toml.h>

#include "core/timestamp.hpp"
#include "model/names.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kDefaultServer = "http://127.0.0.1:8080";

// What config.toml may say.
struct ConfigFile {
  std::optional<std::string> server, key_file, trader, output, timeout;
};

Result<ConfigFile> read_config(const std::filesystem::path& file) {
  ConfigFile config;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return config;
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& problem) {
    return usage_failure(file.string() + ", line " + std::to_string(problem.source().begin.line) + ": " +
                         std::string(problem.description()));
  }
  const std::pair<std::string_view, std::optional<std::string>*> known[] = {{"server", &config.server},
                                                                            {"key_file", &config.key_file},
                                                                            {"trader", &config.trader},
                                                                            {"output", &config.output},
                                                                            {"timeout", &config.timeout}};
  for (const auto& [key, node] : table) {
    std::optional<std::string>* wanted = nullptr;
    for (const auto& [name, target] : known)
      if (key.str() == name) wanted = target;
    if (wanted == nullptr)
      return usage_failure(file.string() + ": unknown setting \"" + std::string(key.str()) + "\"",
                           "known are server, key_file, trader, output, timeout");
    if (const auto text = node.value<std::string>())
      *wanted = *text;
    else if (const auto number = node.value<std::int64_t>())
      *wanted = std::to_string(*number);
    else
      return usage_failure(file.string() + ": " + std::string(key.str()) + " must be text");
  }
  return config;
}

std::optional<std::string> first_of(std::initializer_list<std::optional<std::string>> candidates) {
  for (const auto& candidate : candidates)
    if (candidate) return candidate;
  return std::nullopt;
}

Result<Format> parse_format(const std::string& text) {
  if (text == "table") return Format::table;
  if (text == "json") return Format::json;
  if (text == "jsonl") return Format::jsonl;
  if (text == "csv") return Format::csv;
  return usage_failure("the output must be table, json, jsonl or csv, not \"" + text + "\"");
}

std::vector<std::string> split_commas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    if (end > start) parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

Result<OutputOptions> output_options(const GlobalFlags& flags, const ConfigFile& config,
                                     const Environment& environment) {
  OutputOptions options;
  const auto format = parse_format(first_of({flags.output, config.output}).value_or("table"));
  if (!format) return tl::unexpected(format.error());
  options.format = *format;
  if (flags.fields) options.fields = split_commas(*flags.fields);
  options.header = flags.no_header ? Header::hidden : Header::shown;
  const bool colour = environment.out_is_terminal && !flags.no_color && !environment.variable("NO_COLOR");
  options.colour = colour ? Colour::on : Colour::off;
  options.out_is_terminal = environment.out_is_terminal;
  options.err_is_terminal = environment.err_is_terminal;
  options.quiet = flags.quiet;
  options.verbose = flags.verbose;
  return options;
}

Status resolve_server(Settings& settings, const GlobalFlags& flags, const ConfigFile& config,
                      const Environment& environment) {
  const std::filesystem::path state = environment.state_folder();
  const auto local = read_first_line(state / "endpoint");
  const std::string text =
      first_of({flags.server, environment.variable("MARKET_SERVER"), config.server, local})
          .value_or(std::string(kDefaultServer));
  const auto server = parse_server_url(text);
  if (!server)
    return usage_failure("the server must be a URL like " + std::string(kDefaultServer) + ", not \"" + text +
                         "\"");
  settings.server = *server;
  settings.keys = KeyStore(state, *server);
  // The admin key goes to this user's own marketd and to nobody else.
  if (parse_server_url(local.value_or(std::string(kDefaultServer))) == server)
    settings.admin_key = read_first_line(state / "admin.key");
  return {};
}

Status resolve_key(Settings& settings, const GlobalFlags& flags, const ConfigFile& config,
                   const Environment& environment) {
  std::optional<std::string> file = flags.key_file;
  if (!file) {
    settings.given_key = environment.variable("MARKET_KEY");
    if (settings.given_key) return {};
    file = config.key_file;
  }
  if (!file) return {};
  settings.given_key = read_first_line(*file);
  if (!settings.given_key) return usage_failure("no key can be read from the key file " + *file);
  return {};
}

}  // namespace

Result<Settings> resolve_settings(const GlobalFlags& flags, const Environment& environment) {
  const auto config = read_config(environment.config_folder() / "config.toml");
  if (!config) return tl::unexpected(config.error());
  Settings settings;
  const auto output = output_options(flags, *config, environment);
  if (!output) return tl::unexpected(output.error());
  settings.output = *output;
  settings.assume_yes = flags.yes;

  if (const Status done = resolve_server(settings, flags, *config, environment); !done)
    return tl::unexpected(done.error());
  if (const Status done = resolve_key(settings, flags, *config, environment); !done)
    return tl::unexpected(done.error());

  settings.trader = first_of({flags.trader, environment.variable("MARKET_TRADER"), config->trader});
  settings.trader_by_flag = flags.trader.has_value();
  if (settings.trader && !parse_slug(*settings.trader))
    return usage_failure("\"" + *settings.trader +
                         "\" is not a trader's name: lower-case letters, digits, _ and -");

  if (const auto timeout = first_of({flags.timeout, config->timeout})) {
    const auto duration = parse_duration(*timeout);
    if (!duration || duration->ns() < 1'000'000)
      return usage_failure("the timeout must be seconds, like 30 or 2.5, not \"" + *timeout + "\"");
    settings.timeout = std::chrono::milliseconds(duration->ns() / 1'000'000);
  }
  return settings;
}

}  // namespace market::cli
