#include "tests/support/scenario_order.hpp"

namespace market::test {
namespace {

class OrderReader {
 public:
  OrderReader(Words& words, Timestamp now, PlaceOrder& order) : words_(words), now_(now), order_(order) {}

  void read() {
    read_price();
    Words::Options options{
        {"post_only", [this] { order_.post_only = true; }},
        {"show", [this] { terms_.display_quantity = words_.take_quantity(); }},
        {"stp", [this] { order_.self_trade = self_trade(); }},
        {"allow_self_trade", [this] { order_.self_trade = SelfTradePolicy::allow; }},
        {"as", [this] { order_.client_order_id = ClientOrderId(words_.take("a client order id")); }},
        {"bracket", [this] { read_legs(OrderClass::bracket); }},
        {"oto", [this] { read_legs(OrderClass::oto); }},
        {"oco", [this] { read_legs(OrderClass::oco); }},
    };
    for (const auto tif : {TimeInForce::gtc, TimeInForce::ioc, TimeInForce::fok, TimeInForce::day,
                           TimeInForce::opg, TimeInForce::cls})
      options[to_text(tif)] = [this, tif] { order_.time_in_force = tif; };
    options["gtd"] = [this] {
      order_.time_in_force = TimeInForce::gtd;
      terms_.expires_at = words_.take_time(now_);
    };
    words_.take_options(options);
    if (terms_ != OrderTerms{}) order_.terms = terms_;
  }

 private:
  void read_price() {
    if (words_.take_if("market")) {
      order_.type = OrderType::market;
      order_.time_in_force = TimeInForce::ioc;
    } else if (words_.take_if("stop")) {
      order_.type = OrderType::stop;
      terms_.stop_price = words_.take_price();
      if (const auto limit = words_.take_at()) {
        order_.type = OrderType::stop_limit;
        order_.limit_price = *limit;
      }
    } else if (words_.take_if("trail")) {
      order_.type = OrderType::trailing_stop;
      if (!words_.peek().empty() && words_.peek().back() == '%')
        terms_.trail_percent = words_.take_percent();
      else
        terms_.trail_amount = words_.take_price();
    } else if (const auto limit = words_.take_at()) {
      order_.limit_price = *limit;
    } else {
      words_.fail("an order needs \"@ PRICE\", \"market\", \"stop PRICE\" or \"trail DISTANCE\"");
    }
  }

  SelfTradePolicy self_trade() {
    const std::string text = words_.take("a policy");
    const auto policy = parse_self_trade_policy(text);
    if (!policy) words_.fail_at(text, "a policy");
    return *policy;
  }

  // The legs that follow in any number: a class without those that it needs is for the exchange to refuse.
  void read_legs(OrderClass order_class) {
    terms_.order_class = order_class;
    for (;;) {
      if (words_.take_if("target"))
        terms_.take_profit = words_.take_price();
      else if (words_.take_if("stop"))
        terms_.stop_loss = words_.take_price();
      else if (words_.take_if("limit"))
        terms_.stop_loss_limit = words_.take_price();
      else
        return;
    }
  }

  Words& words_;
  Timestamp now_;
  PlaceOrder& order_;
  OrderTerms terms_;
};

}  // namespace

void read_order(Words& words, Timestamp now, PlaceOrder& order) {
  OrderReader(words, now, order).read();
}

}  // namespace market::test
