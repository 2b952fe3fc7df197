#include <csignal>
#include <string>
#include <vector>

#include "cli/interrupt.hpp"
#include "cli/run.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is seen by the write that fails
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const int status = market::cli::run_marketctl(arguments, market::cli::process_environment());
  return market::cli::status_after_interrupt(status);
}
