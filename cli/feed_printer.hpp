// FeedPrinter: one feed message to one line, in the chosen format, flushed at once.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.hpp"

namespace market::cli {

class FeedPrinter {
 public:
  enum class Rows {
    trades,  // time, symbol, side, quantity, price
    mixed,   // time, type, symbol, and what the type has to say
  };

  FeedPrinter(Output& output, Rows rows) : output_(output), rows_(rows) {}

  // `data` is the message as received. False when nobody reads the output any more.
  bool print(std::string_view data, const Json& message);

 private:
  std::vector<std::string> csv_fields() const;
  void print_header();
  void print_row(const Json& message);

  Output& output_;
  Rows rows_;
  bool header_done_ = false;
};

}  // namespace market::cli
