// ImageKeeper: a copy of an exchange's state as rows, kept as a snapshot is: it learns what changed from
// events alone and takes only those rows anew. What no event names stays as it was, and shows when the rows
// are restored.
#pragma once
#include <map>
#include <utility>

#include "venue/changed_rows.hpp"

namespace market::test {

class ImageKeeper {
 public:
  // After each applied command.
  void note(const Exchange& exchange) { changed_.note(exchange); }
  // Takes the rows that changed since the last call.
  void take(const Exchange& exchange);
  // All that it has.
  StateImage image() const;

 private:
  void take_orders(const Exchange& exchange);
  void take_client_ids(const Exchange& exchange);

  ChangedRows changed_;
  VenueImage venue_;
  std::map<CompanyId, CompanyImage> companies_;
  std::map<TraderId, TraderImage> traders_;
  std::map<std::pair<CompanyId, TraderId>, PositionImage> positions_;
  std::map<OrderId, OrderImage> orders_;
  std::map<std::pair<TraderId, ClientOrderId>, ClientIdImage> client_ids_;
};

}  // namespace market::test
