#include "model/order_update.hpp"

namespace market {

std::string_view to_text(OrderHappening happening) {
  switch (happening) {
    case OrderHappening::accepted: return "accepted";
    case OrderHappening::amended: return "amended";
    case OrderHappening::triggered: return "triggered";
    case OrderHappening::moved: return "moved";
    case OrderHappening::filled: return "filled";
    case OrderHappening::canceled: return "canceled";
    case OrderHappening::expired: return "expired";
    case OrderHappening::self_trade_prevented: return "self_trade_prevented";
  }
  return "";
}

}  // namespace market
