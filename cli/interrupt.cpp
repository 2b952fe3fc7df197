#include "cli/interrupt.hpp"

#include <csignal>

namespace market::cli {
namespace {
volatile std::sig_atomic_t interrupt_came = 0;
}

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupt_came = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
}

bool interrupted() {
  return interrupt_came != 0;
}

}  // namespace market::cli
