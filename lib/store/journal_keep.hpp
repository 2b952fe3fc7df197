// Which of the journal is kept once a snapshot holds what it did: only what a start still needs, or all of
// it.
#pragma once
#include <cstdint>

namespace market {

enum class JournalKeep : std::uint8_t { needed, all };

}  // namespace market
