// What an order would do if it were placed now.
#pragma once
#include <optional>
#include <vector>

#include "core/money.hpp"
#include "model/refusal.hpp"

namespace market {

struct PreviewFill {
  Price price;
  Quantity quantity;  // at this price
};

struct OrderPreview {
  std::optional<Refused> refused;  // absent: it would be accepted
  std::vector<PreviewFill> fills;  // at once, best first, one for each price
  Quantity filled;
  Amount value;  // Σ price × quantity of the fills
  Amount fees;   // of the fills, less rebates
};

}  // namespace market
