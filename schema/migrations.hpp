// The tables of market.db as numbered SQL files (schema/migrations), built into the program.
#pragma once
#include <span>
#include <string_view>

namespace market {

struct Migration {
  int number;
  std::string_view sql;
};

// In order of their numbers, from 1 without gaps. One that was released never changes: a later one changes
// the tables that it made.
std::span<const Migration> migrations();

}  // namespace market
