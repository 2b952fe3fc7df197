// Why a command ended without doing what was asked: what main() prints on standard error and exits with.
#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "cli/exit_code.hpp"

namespace market::cli {

struct Failure {
  ExitCode exit = ExitCode::failure;
  std::string code;  // the API's stable code, or the CLI's own ("usage", "unreachable"); empty: print nothing
  std::string detail;         // one sentence
  std::string hint;           // what to do next; may be empty
  std::string problem;        // the API's problem document when it sent one
  bool answer_shown = false;  // the answer is on standard output: one line says the rest, with -o json too
};

template <class T>
using Result = tl::expected<T, Failure>;
using Status = Result<void>;

tl::unexpected<Failure> usage_failure(std::string detail, std::string hint = "");
tl::unexpected<Failure> failure(std::string code, std::string detail, std::string hint = "");
// Ends the command without a message: it was interrupted, or whoever read the output has gone.
tl::unexpected<Failure> silent_end(ExitCode exit);

// An answer of status 400 or above, with its body (a problem document, or whatever a proxy sent).
Failure failure_from_answer(int status, std::string_view body);

// "insufficient_funds: detail (hint)" on one line, and the same as a problem object.
std::string failure_line(const Failure& failure);
std::string failure_json(const Failure& failure);

}  // namespace market::cli
