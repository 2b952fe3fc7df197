#include "tests/support/test_exchange.hpp"

#include <algorithm>

namespace market::test {

void require_sound(const Exchange& exchange) {
  std::string broken;
  for (const AuditCheck& check : exchange.audit())
    if (!check.ok) broken += "\n  " + check.name + ": " + check.detail;
  if (!broken.empty()) throw BrokenInvariant("audit at seq " + std::to_string(exchange.seq()) + ":" + broken);
}

CompanyId company_named(const Exchange& exchange, std::string_view symbol) {
  return exchange.find_company(symbol).value_or(CompanyId(exchange.company_count()));
}

TraderId trader_named(const Exchange& exchange, std::string_view slug) {
  return exchange.find_trader(slug).value_or(TraderId(exchange.trader_count()));
}

void TestExchange::wait_until(Timestamp time) {
  events_.clear();
  advance_until(time);
  time_ = std::max(time_, time);
}

tl::expected<Applied, Refused> TestExchange::apply(const Command& command) {
  events_.clear();
  if (!std::holds_alternative<AdvanceTime>(command)) advance_until(time_);
  return apply_at(time_, command);
}

void TestExchange::advance_until(Timestamp time) {
  for (auto due = exchange_.next_due(); due && *due <= time; due = exchange_.next_due()) {
    const auto outcome = apply_at(std::max(exchange_.now(), *due), AdvanceTime{});
    if (!outcome) throw BrokenInvariant("AdvanceTime when it was due: " + outcome.error().detail);
  }
}

tl::expected<Applied, Refused> TestExchange::apply_at(Timestamp time, const Command& command) {
  const Seq seq_before = exchange_.seq();
  const Timestamp now_before = exchange_.now();
  const std::uint64_t hash_before = exchange_.state_hash();

  auto outcome = exchange_.apply(command, {.seq = seq_before + 1, .time = time});

  if (outcome.has_value() && !outcome->repeated) {
    if (exchange_.seq() != seq_before + 1)
      throw BrokenInvariant("an applied command did not get the next seq");
    remember(exchange_.events());
  } else {
    const bool same = exchange_.seq() == seq_before && exchange_.now() == now_before &&
                      exchange_.state_hash() == hash_before;
    if (!same) throw BrokenInvariant("a command that was not applied changed the state");
  }
  if (!outcome && outcome.error().detail.empty()) throw BrokenInvariant("a refusal without a detail");
  require_sound(exchange_);
  return outcome;
}

void TestExchange::list(std::string_view symbol, std::string_view initial_price, std::int64_t shares) {
  RegisterCompany command;
  command.symbol = Symbol(symbol);
  command.name = std::string(symbol);
  command.shares = Quantity(shares);
  command.initial_price = price(initial_price);
  if (const auto outcome = apply(command); !outcome) throw std::invalid_argument(outcome.error().detail);
}

void TestExchange::join(std::string_view slug, std::string_view cash, const Holdings& holdings) {
  RegisterTrader command;
  command.slug = Slug(slug);
  command.name = std::string(slug);
  command.cash = money(cash);
  for (const auto& [symbol, shares] : holdings)
    command.holdings.emplace_back(company(symbol), Quantity(shares));
  if (const auto outcome = apply(command); !outcome) throw std::invalid_argument(outcome.error().detail);
}

tl::expected<Applied, Refused> TestExchange::place(std::string_view trader_slug, std::string_view symbol,
                                                   const OrderBuilder& order) {
  return apply(order.from(trader(trader_slug), company(symbol)));
}

Order TestExchange::order(OrderId id) const {
  if (const auto known = exchange_.order(id)) return *known;
  const auto it = orders_.find(id);
  if (it == orders_.end())
    throw std::invalid_argument("there never was an order " + std::to_string(id.value()));
  return it->second;
}

std::vector<Trade> TestExchange::trades() const {
  std::vector<Trade> trades;
  for (const Event& event : events_)
    if (const auto* trade = std::get_if<Trade>(&event)) trades.push_back(*trade);
  return trades;
}

std::vector<OrderId> TestExchange::ended() const {
  std::vector<OrderId> ids;
  for (const Event& event : events_)
    if (const auto* ended = std::get_if<OrderEnded>(&event)) ids.push_back(ended->order);
  return ids;
}

void TestExchange::remember(const std::vector<Event>& events) {
  events_.insert(events_.end(), events.begin(), events.end());
  for (const Event& event : events) {
    const auto* ended = std::get_if<OrderEnded>(&event);
    if (ended == nullptr) continue;
    const auto order = exchange_.order(ended->order);
    if (!order) throw BrokenInvariant("an order that the last command ended cannot be read");
    orders_.insert_or_assign(ended->order, *order);
  }
}

}  // namespace market::test
