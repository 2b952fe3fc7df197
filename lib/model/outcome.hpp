// What became of a command that was applied.
#pragma once
#include "core/ids.hpp"

namespace market {

// What the command made or touched; members that do not concern it are 0.
struct Applied {
  Seq seq = 0;
  OrderId order;
  CompanyId company;
  TraderId trader;
  // PlaceOrder only: the same client_order_id with the same body was placed before. Nothing was applied, no
  // seq was used (seq is that of the state), and `order` is the first one, which may have ended long ago.
  bool repeated = false;
};

}  // namespace market
