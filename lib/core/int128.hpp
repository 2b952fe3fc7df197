// 128-bit integers of GCC and Clang, named so that -Wpedantic accepts them.
#pragma once
#include <cstdint>

namespace market {

__extension__ typedef __int128 Int128;            // NOLINT(modernize-use-using)
__extension__ typedef unsigned __int128 UInt128;  // NOLINT(modernize-use-using)

// An Int128 that needs no 16-byte alignment, to keep records small.
__extension__ typedef __int128 PackedInt128 __attribute__((aligned(8)));  // NOLINT(modernize-use-using)

// An int64_t that needs no 8-byte alignment, for the same reason.
typedef std::int64_t PackedInt64 __attribute__((aligned(4)));  // NOLINT(modernize-use-using)

}  // namespace market
