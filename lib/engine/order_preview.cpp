// What an order would do if it were placed now.
#include "engine/malformed.hpp"
#include "engine/matching.hpp"
#include "engine/refusals.hpp"

namespace market {

// What the fills of an order that is placed now would be charged, one after the other, with what settling
// waives because the trader cannot cover it.
class Exchange::State::FeeForecast {
 public:
  FeeForecast(const State& state, const Listing& at, const Entry& entry)
      : state_(state),
        at_(at),
        entry_(entry),
        left_(entry.remaining.shares()),
        free_(state.accounts.available(entry.trader) - need()) {}

  Money next(TraderId maker, Money value, std::int64_t shares) {
    const bool buys = entry_.side == Side::buy;
    const Payer taker{entry_.trader, Liquidity::taker, traded_}, other{maker, Liquidity::maker, {}};
    const TradeFees charged =
        state_.trade_fees(at_, buys ? taker : other, buys ? other : taker, value, shares);
    const Money reserved = need();
    left_ -= shares;
    traded_ += value;
    if (maker == entry_.trader) traded_ += value;  // on both sides
    const Money covers = buys ? free_ + reserved - need() - value : free_ + value;
    const bool sells_to_self = !buys && maker == entry_.trader;
    const Money fee =
        std::min(buys ? charged.buyer : charged.seller, sells_to_self ? std::min(covers, value) : covers);
    free_ = covers - fee;
    return fee;
  }

 private:
  // Cash that is reserved for what is left.
  Money need() const {
    const bool reserves = entry_.side == Side::buy && has_limit(entry_.type);
    return reserves ? state_.cash_need(at_, entry_.trader, entry_.limit, left_) : Money(0);
  }

  const State& state_;
  const Listing& at_;
  const Entry& entry_;
  std::int64_t left_;
  Money free_;
  Amount traded_;
};

OrderPreview Exchange::State::preview(const PlaceOrder& command) const {
  OrderPreview preview;
  const auto refuse_with = [&](Refused refused) {
    preview.refused = std::move(refused);
    return preview;
  };
  if (!known(command.trader)) return refuse_with(refuse::unknown_trader());
  if (!known(command.company)) return refuse_with(refuse::unknown_company());
  if (auto refused = check_trader(command.trader)) return refuse_with(*std::move(refused));
  if (auto refused = check_form(command)) return refuse_with(*std::move(refused));
  if (!command.client_order_id.empty())
    if (const auto answer = check_client_order_id(command, fingerprint_of(command)))
      return answer->has_value() ? preview : refuse_with(answer->error());
  if (auto refused = check_expiry(command)) return refuse_with(*std::move(refused));
  if (auto refused = check_order_rate(command.trader)) return refuse_with(*std::move(refused));
  const Listing& at = listing(command.company);
  const Entry entry = new_entry(at, command);
  if (auto refused = check_rules(at, entry)) return refuse_with(*std::move(refused));
  if (entry.killed || entry.arrival != Arrival::trades) return preview;
  FeeForecast forecast(*this, at, entry);
  preview_fills(at, entry, [&](std::uint32_t maker, Price price, std::int64_t shares) {
    const Money value = *notional(price, Quantity(shares));
    if (preview.fills.empty() || preview.fills.back().price != price) preview.fills.push_back({price, {}});
    preview.fills.back().quantity += Quantity(shares);
    preview.filled += Quantity(shares);
    preview.value += value;
    preview.fees += forecast.next(orders.resting(maker).trader, value, shares);
    return true;
  });
  return preview;
}

}  // namespace market
