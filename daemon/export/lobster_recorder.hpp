// LobsterRecorder: one company's order book as a pair of LOBSTER files for each day: messages, and after each
// message the ten best levels (lobsterdata.com, "Output Structure"; see model/lobster.hpp).
//
// An order that trades as it comes in is seen as executions of those it meets (type 4), and as a new order
// (type 1) of what then rests. Less quantity in place is type 2; a change that moves an order is its deletion
// (3) and a new order of the same id. What an auction takes of the orders in the book is type 6, one message
// for each order. A slice that an iceberg shows next is a new order of its id. Halts are type 7.
//
// Thread rule: under the venue's lock.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "daemon/export/text_file.hpp"
#include "engine/exchange.hpp"
#include "model/lobster.hpp"

namespace market {

class LobsterRecorder {
 public:
  // Begins with the orders that stand in the book.
  LobsterRecorder(std::filesystem::path folder, const Exchange& exchange, CompanyId company);

  // An execution, before the changes of its command.
  void trade(const Trade& trade);
  // The order may stand otherwise than before the command that was applied last.
  void look_at(const Exchange& exchange, OrderId order, Timestamp time);
  void look_at_status(CompanyStatus status, Timestamp time);

  // Gives the files their names. What went wrong first, or empty.
  std::string finish();

 private:
  struct Standing {
    Side side = Side::buy;
    Price price;
    std::int64_t shown = 0;
  };
  struct Day {
    std::int64_t number = 0;
    Timestamp first, last;
    TextFile messages, book;
  };
  using Type = LobsterMessage::Type;

  Day& day(Timestamp time);
  void end_day();
  void change(OrderId order, const Standing& standing, std::int64_t shown, Type type, Timestamp time);
  void message(Timestamp time, Type type, OrderId order, std::int64_t size, std::int64_t price, Side side);
  void write_levels(TextFile& out) const;

  std::filesystem::path folder_;
  std::string symbol_;
  CompanyId company_;
  CompanyStatus status_ = CompanyStatus::trading;
  std::unordered_map<std::uint64_t, Standing> standing_;
  std::map<std::int64_t, std::int64_t> asks_;  // shown, by price
  std::map<std::int64_t, std::int64_t, std::greater<>> bids_;
  std::optional<Day> day_;
  std::string failure_;
};

}  // namespace market
