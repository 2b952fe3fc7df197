#include "cli/run.hpp"

#include <poll.h>
#include <unistd.h>

#include <exception>
#include <ostream>

#include "cli/arguments.hpp"
#include "cli/context.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

enum class ErrorForm { line, json };

int report(const Failure& failure, ErrorForm form, const Environment& environment) {
  if (!failure.code.empty()) {
    if (form == ErrorForm::json)
      *environment.err << failure_json(failure) << '\n';
    else
      *environment.err << "marketctl: " << failure_line(failure) << '\n';
  }
  environment.err->flush();
  return static_cast<int>(failure.exit);
}

// Whether standard output is a pipe that nobody reads any more.
bool reader_has_gone() {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

// Output that could not be written is a failure, except that nobody wants it any more.
int finish_output(const Environment& environment) {
  environment.out->flush();
  if (environment.out->good() || reader_has_gone()) return static_cast<int>(ExitCode::ok);
  *environment.err << "marketctl: cannot write the output; is the disk full?\n";
  return static_cast<int>(ExitCode::failure);
}

int run(std::span<const std::string> arguments, const Environment& environment) {
  auto line = parse_arguments(arguments);
  if (!line) return report(line.error(), ErrorForm::line, environment);
  if (line->help) {
    *environment.out << *line->help;
    return finish_output(environment);
  }
  const ErrorForm form = line->invocation.global.output == "json" ? ErrorForm::json : ErrorForm::line;
  const auto settings = resolve_settings(line->invocation.global, environment);
  if (!settings) return report(settings.error(), form, environment);
  Context context(line->invocation, *settings, environment);
  const RunFunction command = line->invocation.command->run;
  const Status done = command != nullptr ? command(context) : run_request(context);
  const int written = finish_output(environment);
  if (done) return written;
  Failure failed = done.error();
  context.explain(failed);
  const bool as_json = settings->output.format == Format::json && !failed.answer_shown;
  return report(failed, as_json ? ErrorForm::json : ErrorForm::line, environment);
}

}  // namespace

int run_marketctl(std::span<const std::string> arguments, const Environment& environment) {
  try {
    return run(arguments, environment);
  } catch (const std::exception& error) {
    *environment.err << "marketctl: " << error.what() << '\n';
    return static_cast<int>(ExitCode::failure);
  }
}

}  // namespace market::cli
