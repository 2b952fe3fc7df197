// PriceDriver: the agent that moves one company's price by its process and tells those who follow it.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/ids.hpp"
#include "sim/kernel.hpp"
#include "sim/price_process.hpp"
#include "sim/random.hpp"

namespace market::sim {

class PriceFollower {
 public:
  virtual ~PriceFollower() = default;
  virtual void on_price(CompanyId company, double price, Timestamp now) = 0;
};

class PriceDriver final : public Agent {
 public:
  // Starts at `price`. The first move comes `phase` after the start, so that the companies need not move
  // together.
  struct Start {
    CompanyId company;
    double price = 0;
    Duration phase;
  };
  PriceDriver(const Start& start, std::unique_ptr<PriceProcess> process, Random random,
              std::vector<PriceFollower*> followers);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;

 private:
  void tell(Timestamp now);

  Start at_;
  std::unique_ptr<PriceProcess> process_;
  Random random_;
  std::vector<PriceFollower*> followers_;
};

}  // namespace market::sim
