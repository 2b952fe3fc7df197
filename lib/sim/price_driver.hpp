// PriceDriver: the agent that moves one company's fundamental value and activity, and tells those who follow
// the price.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/ids.hpp"
#include "sim/activity.hpp"
#include "sim/kernel.hpp"
#include "sim/price_process.hpp"
#include "sim/random.hpp"
#include "sim/tape.hpp"

namespace market::sim {

class PriceFollower {
 public:
  virtual ~PriceFollower() = default;
  virtual void on_price(CompanyId company, double price, Timestamp now) = 0;
  virtual void state(StateArchive& archive) = 0;
};

class PriceDriver final : public Agent {
 public:
  // Starts at `price`. The first move comes `phase` after the start, so that the companies need not move
  // together.
  struct Start {
    std::size_t index = 0;  // of the company on the tape
    double price = 0;
    Duration phase;
  };
  PriceDriver(const Start& start, std::unique_ptr<PriceProcess> process, Activity activity, Random random,
              MarketPort& market, Tape& tape, std::vector<PriceFollower*> followers);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

  double price() const { return at_.price; }
  // From outside, between the moves: the value becomes this times as much; it loses this much (a dividend
  // leaves the company); the activity rises.
  void scale(double factor);
  void subtract(double amount);
  void excite(double factor, Duration decay);

 private:
  void set(double price);
  void tell(Timestamp now);

  Start at_;
  double seconds_;  // of one move
  std::unique_ptr<PriceProcess> process_;
  Activity activity_;
  Random random_;
  MarketPort& market_;
  Tape& tape_;
  std::vector<PriceFollower*> followers_;
};

}  // namespace market::sim
