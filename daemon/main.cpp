// marketd: reads the settings, starts the daemon and waits for signals.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include "daemon/allocator.hpp"
#include "daemon/command_line.hpp"
#include "daemon/config.hpp"
#include "daemon/daemon.hpp"
#include "daemon/log.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/start_error.hpp"
#include "daemon/verify.hpp"
#include "store/journal.hpp"
#include "store/venue_store.hpp"

namespace market {
namespace {

constexpr std::chrono::hours kNoWatchdog{1};
constexpr std::chrono::milliseconds kProgressPause{500};
// From ourselves: have a look at the daemon. Never unblocked, so that it harms nobody at any time.
constexpr int kLookSignal = SIGUSR1;

// Blocked in every thread, so that only wait_for_signal() receives them.
sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, kLookSignal}) sigaddset(&signals, signal);
  return signals;
}

// 0 when none has come for this long.
int wait_for_signal(std::chrono::microseconds at_most) {
  const sigset_t signals = handled_signals();
  const auto watchdog = watchdog_interval();
  const auto patience = std::min(at_most, watchdog ? *watchdog : std::chrono::microseconds(kNoWatchdog));
  const timespec timeout{static_cast<time_t>(patience.count() / 1'000'000),
                         static_cast<long>(patience.count() % 1'000'000 * 1'000)};
  for (;;) {
    const int signal = ::sigtimedwait(&signals, nullptr, &timeout);
    if (signal > 0) return signal;
    if (errno == EAGAIN && watchdog) notify_service_manager("WATCHDOG=1");
    if (errno == EAGAIN && at_most == patience) return 0;
  }
}

// A second signal to stop ends the process there and then.
void let_signals_kill() {
  for (const int signal : {SIGTERM, SIGINT}) ::signal(signal, SIG_DFL);
  ::signal(SIGHUP, SIG_IGN);
  sigset_t signals = handled_signals();
  sigdelset(&signals, kLookSignal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void reload(const ConfigSources& sources, Config& config, Daemon& daemon) {
  notify_reloading();
  try {
    const Config fresh = load_config(sources);
    for (const Setting* const setting : changed_settings(config, fresh)) {
      const std::string key(setting->key);
      const bool at_once = setting->change == Setting::Change::at_reload;
      log_info(key + ": " + config.values.at(key) + " -> " + fresh.values.at(key) +
               (at_once ? "" : ", from the next start on"));
    }
    config = reloaded(std::move(config), fresh);
    daemon.reconfigure(config);
    log_info("configuration read again");
  } catch (const StartError& error) {
    log_error(std::string("the configuration stays as it is: ") + error.what());
  }
  notify_service_manager("READY=1");
}

ExitStatus serve(const ConfigSources& sources, Config config) {
  Daemon daemon(config, [] { ::kill(::getpid(), kLookSignal); });
  daemon.start();
  const bool shows_progress = config.until && ::isatty(STDERR_FILENO) != 0;
  const bool ends_by_itself = config.until.has_value();
  while (!daemon.journal_failed() && !daemon.finished()) {
    const int signal =
        wait_for_signal(shows_progress ? kProgressPause : std::chrono::microseconds(kNoWatchdog));
    if (shows_progress)
      std::fprintf(stderr, "\r%s\033[K%s", daemon.progress().c_str(), daemon.finished() ? "\n" : "");
    if (signal == SIGHUP) reload(sources, config, daemon);
    if (signal != SIGTERM && signal != SIGINT) continue;
    let_signals_kill();
    break;
  }
  log_info("stopping");
  daemon.stop();
  if (daemon.journal_failed()) return ExitStatus::journal_failed;
  log_info("stopped");
  if (daemon.finished()) std::fputs(daemon.summary().c_str(), stdout);
  if (ends_by_itself && !daemon.finished()) {
    log_warn("stopped before the end of --until: the same command, on the same data, goes on to it" +
             std::string(config.export_to ? "; name another folder with --export for what is left" : ""));
    return ExitStatus::failure;
  }
  return daemon.lost() || daemon.export_failed() ? ExitStatus::failure : ExitStatus::ok;
}

ExitStatus run(int argc, const char* const* argv) {
  CommandLine command = parse_command_line(argc, argv);
  if (command.answer) {
    std::fputs(command.answer->c_str(), stdout);
    return ExitStatus::ok;
  }
  command.sources.environment = process_environment();
  const Config config = load_config(command.sources);
  if (command.check_config) {
    for (const std::string& warning : config.warnings) std::fprintf(stderr, "marketd: %s\n", warning.c_str());
    std::fputs(config_toml(config).c_str(), stdout);
    return ExitStatus::ok;
  }
  if (command.verify) return verify_folder(config);
  start_log(config.log_level, config.log_format);
  for (const std::string& warning : config.warnings) log_warn(warning);
  return serve(command.sources, config);
}

ExitStatus refuse(ExitStatus status, const std::exception& why) {
  std::fprintf(stderr, "marketd: %s\n", why.what());
  return status;
}

ExitStatus run_and_report(int argc, const char* const* argv) {
  try {
    return run(argc, argv);
  } catch (const StartError& error) {
    return refuse(error.status(), error);
  } catch (const JournalCorrupt& error) {
    return refuse(ExitStatus::corrupt, error);
  } catch (const StoreCorrupt& error) {
    return refuse(ExitStatus::corrupt, error);
  } catch (const std::exception& error) {
    return refuse(ExitStatus::failure, error);
  }
}

}  // namespace
}  // namespace market

int main(int argc, char** argv) {
  market::tune_allocator();
  const sigset_t signals = market::handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  for (const int ignored : {SIGPIPE, SIGXFSZ})
    ::signal(ignored, SIG_IGN);  // writing fails with an error instead
  return static_cast<int>(market::run_and_report(argc, argv));
}
