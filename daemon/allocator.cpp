#include "daemon/allocator.hpp"

#include <malloc.h>

namespace market {

void tune_allocator() {
#ifdef __GLIBC__
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TOP_PAD, 2 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 16 << 20);
#endif
}

}  // namespace market
