// What the operating system says of this process. A figure that cannot be read is 0.
#pragma once
#include <cstdint>

namespace market {

struct ProcessFigures {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_files = 0;
  double cpu_seconds = 0;  // of all its threads, in user and in system mode
};

ProcessFigures read_process_figures();

}  // namespace market
