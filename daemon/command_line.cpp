#include "daemon/command_line.hpp"

#include <CLI/CLI.hpp>

#include "daemon/start_error.hpp"
#include "daemon/version.hpp"

namespace market {
namespace {

std::string help_of(const Setting& setting) {
  std::string help(setting.help);
  if (!setting.fallback.empty()) help += " [" + std::string(setting.fallback) + "]";
  return help;
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine out;
  CLI::App app("marketd: a stock exchange as a daemon", "marketd");
  bool version = false;
  app.add_option("--config", out.sources.file, "the configuration file")->type_name("FILE");
  for (const Setting& setting : settings()) {
    if (setting.flag.empty()) continue;
    const auto take = [&out, key = std::string(setting.key)](const std::string& text) {
      out.sources.flags[key] = text;
    };
    app.add_option_function<std::string>(std::string(setting.flag), take, help_of(setting))
        ->type_name(std::string(setting.value));
  }
  app.add_option("--restore", out.sources.restore,
                 "start a new data folder from this copy (marketctl snapshot create), then serve it")
      ->type_name("FILE");
  app.add_option("--set", out.sources.scenario_changes,
                 "change the scenario before it runs, as agents.noise.count=5; may be given again")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--export", out.sources.export_to,
                 "write trades, quotes, bars and orders of a run with --until into this new folder")
      ->type_name("DIR");
  app.add_flag("--verify", out.verify, "replay the journal, compare with all that was kept, and end")
      ->excludes("--restore");
  app.add_flag("--check-config", out.check_config,
               "check the settings, say what is wrong with them, and end");
  app.add_flag("--version", version, "print the version and end");
  app.footer("Every setting also has a MARKETD_ environment variable and a line in marketd.toml.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    out.answer = app.help();
  } catch (const CLI::ParseError& error) {
    throw StartError(ExitStatus::configuration, std::string(error.what()) + "; see marketd --help");
  }
  if (version) out.answer = std::string("marketd ") + kVersion + "\n";
  return out;
}

}  // namespace market
