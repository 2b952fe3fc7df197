// PriceProcess: how the price (or, for later models, the fundamental value) of a company moves by itself.
// Prices are in the currency.
#pragma once
#include <memory>

#include "core/timestamp.hpp"
#include "sim/random.hpp"
#include "sim/scenario.hpp"

namespace market::sim {

class PriceProcess {
 public:
  virtual ~PriceProcess() = default;
  // The time between two moves.
  virtual Duration interval() const = 0;
  // The price one interval after it was `price`.
  virtual double step(double price, Random& random) = 0;
};

std::unique_ptr<PriceProcess> make_price_process(const PriceProcessSpec& spec);

}  // namespace market::sim
