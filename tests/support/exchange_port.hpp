// ExchangePort: the simulator's door to a bare Exchange, without venue, journal or threads. Commands are
// stamped with the simulator's own time.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "daemon/exchange_reader.hpp"

namespace market::test {

class ExchangePort final : public ExchangeReader {
 public:
  explicit ExchangePort(Exchange& exchange) : exchange_(exchange) {}

  std::uint64_t trades() const { return trades_; }
  std::uint64_t refused(Refusal code) const { return refused_[static_cast<std::size_t>(code)]; }

  // What has become due by then is done first, as the venue does it.
  tl::expected<Applied, Refused> submit(const Command& command, Timestamp now) override {
    while (exchange_.next_due() && *exchange_.next_due() <= now)
      (void)apply(AdvanceTime{}, *exchange_.next_due());
    return apply(command, now);
  }

  void trades_after(TradeId seen, std::vector<Trade>& out) override {
    for (const Trade& trade : fresh_)
      if (trade.id > seen) out.push_back(trade);
    fresh_.clear();
  }

 private:
  const Exchange& exchange() const override { return exchange_; }

  tl::expected<Applied, Refused> apply(const Command& command, Timestamp time) {
    auto outcome = exchange_.apply(command, Stamp{exchange_.seq() + 1, time});
    if (!outcome) ++refused_[static_cast<std::size_t>(outcome.error().code)];
    if (outcome)
      for (const Event& event : exchange_.events())
        if (const auto* trade = std::get_if<Trade>(&event)) {
          ++trades_;
          fresh_.push_back(*trade);
        }
    return outcome;
  }

  Exchange& exchange_;
  std::uint64_t trades_ = 0;
  std::vector<Trade> fresh_;  // nobody asked for yet
  std::array<std::uint64_t, kRefusals> refused_{};
};

}  // namespace market::test
