#include "sim/liquidity_provider.hpp"

#include <algorithm>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

// A buyer needs the notional and the fee; a schedule above 5% makes the order refused, which is handled as
// well.
constexpr std::int64_t kCashPercentWithFee = 105;

// Shares that rest on `side` at `limit` or better. Few levels are reached as a rule, so few are asked for
// first.
Quantity resting_at(MarketPort& market, CompanyId company, Side side, Price limit) {
  for (std::size_t depth = 8;; depth *= 4) {
    const std::vector<BookLevel> levels = market.levels(company, side, depth);
    Quantity sum;
    for (const BookLevel& level : levels) {
      if (side == Side::buy ? level.price < limit : level.price > limit) return sum;
      sum += level.quantity;
    }
    if (levels.size() < depth) return sum;
  }
}

}  // namespace

LiquidityProvider::LiquidityProvider(const LiquidityProviderSpec& spec, TraderId trader, std::uint64_t seed,
                                     OrderGateway& gateway)
    : spec_(spec), trader_(trader), sizes_(seed, spec.slug.view(), "size"), gateway_(gateway) {}

void LiquidityProvider::on_price(CompanyId company, double price, Timestamp now) {
  const MarketView view = gateway_.market().view(company);
  if (view.status != CompanyStatus::trading) return;
  const Price mid = nearest_tick(price, view.tick_size);

  withdraw(company, now);
  fill_reached(company, Side::buy, mid, view.lot_size, now);
  fill_reached(company, Side::sell, mid, view.lot_size, now);
  quote(company, Side::buy, mid, view, now);
  quote(company, Side::sell, mid, view, now);
}

// The first time, the account may have quotes from before that are not known one by one.
void LiquidityProvider::withdraw(CompanyId company, Timestamp now) {
  const auto known = quotes_.find(company);
  if (known == quotes_.end()) {
    quotes_.try_emplace(company);
    if (gateway_.market().account(trader_).open_orders == 0) return;
    CancelAll leftovers;
    leftovers.trader = trader_;
    leftovers.company = company;
    gateway_.submit(leftovers, now);
    return;
  }
  for (const OrderId order : known->second)
    if (gateway_.market().is_open(order)) gateway_.submit(CancelOrder{order}, now);
  known->second.clear();
}

void LiquidityProvider::fill_reached(CompanyId company, Side resting, Price price, Quantity lot,
                                     Timestamp now) {
  const Side side = opposite(resting);
  Quantity quantity = resting_at(gateway_.market(), company, resting, price);
  if (quantity < lot) return;
  quantity = whole_lots(std::min({quantity, affordable(company, side, price), kMaxQuantity}), lot);
  if (quantity >= lot) gateway_.place_limit(trader_, company, side, quantity, price, TimeInForce::ioc, now);
}

Quantity LiquidityProvider::affordable(CompanyId company, Side side, Price price) {
  if (side == Side::sell) {
    const Position position = gateway_.market().position(trader_, company);
    return position.quantity - position.reserved;
  }
  const Account account = gateway_.market().account(trader_);
  const Money free_cash = account.cash - account.reserved;
  return Quantity(free_cash.units() / kCashPercentWithFee * 100 / price.units());
}

// Stops at the first refusal: what is wrong with one level is wrong with those behind it.
void LiquidityProvider::quote(CompanyId company, Side side, Price mid, const MarketView& view,
                              Timestamp now) {
  const std::int64_t outward = side == Side::buy ? -1 : 1;
  const std::int64_t half_spread = ticks_of(mid, spec_.half_spread_bps, view.tick_size);
  const std::int64_t step = ticks_of(mid, spec_.level_step_bps, view.tick_size);
  for (std::uint32_t level = 0; level < spec_.levels; ++level) {
    const Price price = move_ticks(mid, outward * (half_spread + level * step), view.tick_size);
    if (price < view.tick_size) return;
    const double shares = static_cast<double>(spec_.level_quantity.shares()) * sizes_.uniform(0.5, 1.5);
    const Quantity quantity = at_least_one_lot(shares, view.lot_size);
    const auto order = gateway_.place_limit(trader_, company, side, quantity, price, TimeInForce::gtc, now);
    if (!order) return;
    quotes_[company].push_back(*order);
  }
}

void LiquidityProvider::state(StateArchive& archive) {
  archive.field(sizes_);
  std::vector<CompanyId> companies;
  for (const auto& [company, quotes] : quotes_) companies.push_back(company);
  archive.field(companies);
  for (const CompanyId company : companies) archive.field(quotes_[company]);
}

}  // namespace market::sim
