// What the feed's private channel `account` says: a trader's cash after a command, and the positions that the
// command changed.
#pragma once
#include <vector>

#include "core/money.hpp"
#include "model/names.hpp"
#include "model/trader.hpp"

namespace market {

struct AccountUpdate {
  struct Changed {
    Symbol symbol;
    Position position;
  };
  Slug trader;
  Money cash, reserved;
  std::vector<Changed> positions;  // in order of company
};

}  // namespace market
