// MARKET_CHECK(condition): an assertion about our own code that stays on in release builds. It must never be
// reachable by input: a failure prints where it stands and aborts, because going on would corrupt the books.
#pragma once

namespace market {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define MARKET_CHECK(condition) \
  (__builtin_expect(!(condition), 0) ? ::market::check_failed(#condition, __FILE__, __LINE__) : void(0))
