// The exit codes that scripts rely on (section EXIT STATUS of marketctl(1)).
#pragma once

namespace market::cli {

enum class ExitCode : int {
  ok = 0,
  failure = 1,  // also every 5xx
  usage = 2,
  not_found = 3,
  auth = 4,
  refused = 5,  // by a rule of the market (422)
  conflict = 6,
  unreachable = 7,
  timed_out = 8,
  rate_limited = 9,
  interrupted = 130,
};

// The exit code for an HTTP status of 400 or above.
ExitCode exit_code_for_status(int status);

}  // namespace market::cli
