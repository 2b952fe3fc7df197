#include "daemon/rest/process_figures.hpp"

#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace market {

ProcessFigures read_process_figures() {
  ProcessFigures figures;
  std::uint64_t size = 0, resident = 0;
  if (std::ifstream("/proc/self/statm") >> size >> resident)
    figures.resident_bytes = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));

  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  // The folder itself is open as well while it is read.
  if (!error) figures.open_files = static_cast<std::uint64_t>(std::distance(begin(files), end(files))) - 1;

  timespec cpu{};
  if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
    figures.cpu_seconds = static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) / 1e9;
  return figures;
}

}  // namespace market
