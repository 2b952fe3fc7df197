#include "wire/order_terms.hpp"

#include "model/iceberg.hpp"

namespace market {
namespace {

constexpr std::string_view kOrderClasses[] = {"simple", "oco", "bracket", "oto"};
constexpr Words kOrderClassWords{kOrderClasses};
constexpr DecimalRange kTrailPercent{1, 100 * kUnitsPerCurrency - 1};

class TermsReader {
 public:
  TermsReader(ObjectReader& read, FieldErrors& errors, std::size_t errors_before,
              std::optional<OrderType> type, PlaceOrder& order)
      : read_(read), errors_(errors), errors_before_(errors_before), type_(type), order_(order) {}

  void run() {
    terms_.order_class =
        read_.word("order_class", parse_order_class, kOrderClassWords).value_or(OrderClass::simple);
    read_limit_price();
    read_stop_price();
    read_trail();
    read_expiry();
    read_display_quantity();
    read_legs();
    if (terms_ != OrderTerms()) order_.terms = terms_;
  }

 private:
  struct StopLoss {
    Price stop;
    Price limit;  // 0: a market order
  };

  bool is(OrderType type) const { return type_ == type; }
  bool is_linked() const { return terms_.order_class != OrderClass::simple; }

  void read_limit_price() {
    const bool needed =
        is(OrderType::stop_limit) || (is(OrderType::limit) && terms_.order_class != OrderClass::oco);
    const auto price = read_.price("limit_price", needed ? Need::required : Need::optional);
    order_.limit_price = price.value_or(Price());
    if (!price || !type_ || has_limit(*type_)) return;
    read_.fail("limit_price", is(OrderType::market)
                                  ? "is for limit orders: leave it out, or set type to \"limit\""
                                  : "is for limit orders: leave it out, or set type to \"stop_limit\"");
  }

  void read_stop_price() {
    const bool needed = is(OrderType::stop) || is(OrderType::stop_limit);
    const auto price = read_.price("stop_price", needed ? Need::required : Need::optional);
    terms_.stop_price = price.value_or(Price());
    if (!price || !type_ || needed) return;
    read_.fail("stop_price",
               is(OrderType::trailing_stop)
                   ? "follows the market in a trailing stop: leave it out"
                   : "is for stop orders: leave it out, or set type to \"stop\" or \"stop_limit\"");
  }

  void read_trail() {
    const auto amount = read_.price("trail_amount");
    const auto percent = read_.decimal("trail_percent", kTrailPercent);
    terms_.trail_amount = amount.value_or(Price());
    terms_.trail_percent = Rate(percent.value_or(0));
    constexpr std::string_view kOther =
        "is for trailing stops: leave it out, or set type to \"trailing_stop\"";
    if (type_ && !is(OrderType::trailing_stop)) {
      if (amount) read_.fail("trail_amount", std::string(kOther));
      if (percent) read_.fail("trail_percent", std::string(kOther));
    } else if (is(OrderType::trailing_stop) && errors_.empty() && amount.has_value() == percent.has_value()) {
      read_.fail("trail_amount", "give trail_amount or trail_percent, one of the two");
    }
  }

  void read_expiry() {
    const bool needed = order_.time_in_force == TimeInForce::gtd;
    const auto time = read_.time("expires_at", needed ? Need::required : Need::optional);
    terms_.expires_at = time.value_or(Timestamp());
    if (time && !needed) read_.fail("expires_at", "is for time_in_force \"gtd\": leave it out, or set that");
  }

  void read_display_quantity() {
    const auto shown = read_.quantity("display_quantity");
    if (!shown) return;
    terms_.display_quantity = *shown;
    const Quantity least = least_display(order_.quantity);
    if (type_ && !has_limit(*type_)) {
      read_.fail("display_quantity", "is for limit orders: leave it out");
    } else if (is_linked()) {
      read_.fail("display_quantity", "is for orders without legs: leave it out");
    } else if (order_.quantity > Quantity() && *shown > order_.quantity) {
      read_.fail("display_quantity", "must be at most quantity");
    } else if (*shown < least) {
      read_.fail("display_quantity",
                 "must be at least a hundredth of quantity: " + std::to_string(least.shares()) + " or more");
    }
  }

  void read_legs() {
    const OrderClass order_class = terms_.order_class;
    const Need both = order_class == OrderClass::bracket ? Need::required : Need::optional;
    const auto take_profit = read_take_profit(both);
    const auto stop_loss = read_stop_loss(order_class == OrderClass::oco ? Need::required : both);
    check_class_fits_type();
    switch (order_class) {
      case OrderClass::simple: refuse_legs(take_profit.has_value(), stop_loss.has_value()); return;
      case OrderClass::oco: take_limit_of_pair(take_profit); break;
      case OrderClass::bracket: terms_.take_profit = take_profit.value_or(Price()); break;
      case OrderClass::oto:
        if (errors_.empty() && take_profit.has_value() == stop_loss.has_value())
          read_.fail("take_profit", "give take_profit or stop_loss, one of the two");
        terms_.take_profit = take_profit.value_or(Price());
    }
    if (!stop_loss) return;
    terms_.stop_loss = stop_loss->stop;
    terms_.stop_loss_limit = stop_loss->limit;
  }

  std::optional<Price> read_take_profit(Need need) {
    const JsonNode* node = read_.node("take_profit", need);
    if (node == nullptr) return std::nullopt;
    ObjectReader leg(*node, errors_, read_.path_of("take_profit"));
    const auto price = leg.price("limit_price", Need::required);
    leg.finish(errors_before_);
    return price;
  }

  std::optional<StopLoss> read_stop_loss(Need need) {
    const JsonNode* node = read_.node("stop_loss", need);
    if (node == nullptr) return std::nullopt;
    ObjectReader leg(*node, errors_, read_.path_of("stop_loss"));
    const auto stop = leg.price("stop_price", Need::required);
    const auto limit = leg.price("limit_price");
    leg.finish(errors_before_);
    if (!stop) return std::nullopt;
    return StopLoss{*stop, limit.value_or(Price())};
  }

  void check_class_fits_type() {
    if (!type_ || !is_linked() || is(OrderType::limit)) return;
    if (terms_.order_class == OrderClass::oco) {
      read_.fail("order_class", "\"oco\" needs type \"limit\": its limit order is the take profit");
    } else if (!is(OrderType::market)) {
      read_.fail("order_class", "needs an entry of type \"limit\" or \"market\"");
    }
  }

  void refuse_legs(bool take_profit, bool stop_loss) {
    constexpr std::string_view kNoLegs = "is a leg: leave it out, or set order_class to the kind of group";
    if (take_profit) read_.fail("take_profit", std::string(kNoLegs));
    if (stop_loss) read_.fail("stop_loss", std::string(kNoLegs));
  }

  // The take profit of an oco pair is the order itself: its price may stand in either place.
  void take_limit_of_pair(std::optional<Price> take_profit) {
    const bool given = order_.limit_price != Price();
    if (take_profit && given && *take_profit != order_.limit_price) {
      read_.fail("take_profit", "must have the same limit_price as the order: give one of the two");
    } else if (take_profit) {
      order_.limit_price = *take_profit;
    } else if (!given && errors_.empty()) {
      read_.fail("limit_price", "is required: the price of the take profit");
    }
  }

  ObjectReader& read_;
  FieldErrors& errors_;
  std::size_t errors_before_;
  std::optional<OrderType> type_;
  PlaceOrder& order_;
  OrderTerms terms_;
};

}  // namespace

void read_order_terms(ObjectReader& read, FieldErrors& errors, std::size_t errors_before,
                      std::optional<OrderType> type, PlaceOrder& order) {
  TermsReader(read, errors, errors_before, type, order).run();
}

}  // namespace market
