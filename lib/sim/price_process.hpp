// PriceProcess: how the price, or the fundamental value, of a company moves by itself. Prices are in the
// currency.
//
// A process may be told that more or less time has passed than its interval: under a company's activity the
// time of the diffusions runs faster or slower (see activity.hpp). Only those that move by the step, not by
// time (random_walk, replay), do not mind.
#pragma once
#include <memory>

#include "core/timestamp.hpp"
#include "sim/price_process_spec.hpp"
#include "sim/random.hpp"

namespace market::sim {

class StateArchive;

class PriceProcess {
 public:
  virtual ~PriceProcess() = default;
  // The time between two moves.
  virtual Duration interval() const = 0;
  // The price `seconds` > 0 after it was `price` > 0; finite, and above 0 but for `ou`.
  virtual double step(double price, double seconds, Random& random) = 0;
  // What a process knows beyond its spec and the price.
  virtual void state(StateArchive&) {}
};

// `initial` is the company's price at the start.
std::unique_ptr<PriceProcess> make_price_process(const PriceProcessSpec& spec, double initial);

}  // namespace market::sim
