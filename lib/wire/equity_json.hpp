// Equity over time and the leaderboard, as JSON.
#pragma once
#include <cstdint>
#include <string>

#include "model/names.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct EquityLine {
  Timestamp time;
  Amount equity, cash;
};
// {time, equity, cash}
void append_equity_line(JsonWriter& json, const EquityLine& line);

struct LeaderLine {
  std::uint64_t rank = 0;  // from 1
  Slug trader;
  std::string name;
  Amount equity, pnl;
  Amount brought_in;
};
// {rank, trader, name, equity, return, pnl}; return = pnl ÷ brought_in, rounded half to even, with four
// decimals ("0.1250"); null when brought_in is not above 0.
void append_leader_line(JsonWriter& json, const LeaderLine& line);

}  // namespace market
