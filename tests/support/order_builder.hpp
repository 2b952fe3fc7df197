// Orders in one line: buy(100) is a market order, buy(100).at("10.00").ioc() a limit order.
#pragma once
#include "model/command.hpp"
#include "tests/support/values.hpp"

namespace market::test {

class OrderBuilder {
 public:
  OrderBuilder(Side side, std::int64_t shares) {
    order_.side = side;
    order_.quantity = Quantity(shares);
    order_.type = OrderType::market;
    order_.time_in_force = TimeInForce::ioc;
  }

  OrderBuilder& at(std::string_view limit) {
    order_.type = OrderType::limit;
    order_.time_in_force = TimeInForce::gtc;
    order_.limit_price = price(limit);
    return *this;
  }
  OrderBuilder& gtc() { return valid(TimeInForce::gtc); }
  OrderBuilder& ioc() { return valid(TimeInForce::ioc); }
  OrderBuilder& fok() { return valid(TimeInForce::fok); }
  OrderBuilder& post_only() {
    order_.post_only = true;
    return *this;
  }
  OrderBuilder& allow_self_trade() {
    order_.self_trade = SelfTradePolicy::allow;
    return *this;
  }
  OrderBuilder& client_id(std::string_view id) {
    order_.client_order_id = ClientOrderId(id);
    return *this;
  }

  PlaceOrder from(TraderId trader, CompanyId company) const {
    PlaceOrder order = order_;
    order.trader = trader;
    order.company = company;
    return order;
  }

 private:
  OrderBuilder& valid(TimeInForce time_in_force) {
    order_.time_in_force = time_in_force;
    return *this;
  }

  PlaceOrder order_;
};

inline OrderBuilder buy(std::int64_t shares) {
  return {Side::buy, shares};
}
inline OrderBuilder sell(std::int64_t shares) {
  return {Side::sell, shares};
}

}  // namespace market::test
