#include "cli/interrupt.hpp"

#include <csignal>

#include "cli/exit_code.hpp"

namespace market::cli {
namespace {

constexpr int kSignalBase = 128;

volatile std::sig_atomic_t came = 0;  // the signal

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int signal) { came = signal; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

bool interrupted() {
  return came != 0;
}

int status_after_interrupt(int status) {
  return interrupted() && status == static_cast<int>(ExitCode::interrupted) ? kSignalBase + came : status;
}

}  // namespace market::cli
