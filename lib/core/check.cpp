#include "core/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace market {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: internal check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace market
