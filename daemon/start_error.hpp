// Why marketd does not start: one line for standard error, and the exit status of the contract's section 6.
#pragma once
#include <stdexcept>
#include <string>

namespace market {

enum class ExitStatus : int {
  ok = 0,
  failure = 1,
  configuration = 2,
  folder_in_use = 3,
  corrupt = 4,
  journal_failed = 5
};

class StartError : public std::runtime_error {
 public:
  StartError(ExitStatus status, const std::string& what) : std::runtime_error(what), status_(status) {}
  ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

}  // namespace market
