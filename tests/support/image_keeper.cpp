#include "tests/support/image_keeper.hpp"

namespace market::test {
namespace {

template <class Map, class Rows>
void append_rows(const Map& from, Rows& to) {
  for (const auto& [key, row] : from) to.push_back(row);
}

}  // namespace

void ImageKeeper::take(const Exchange& exchange) {
  venue_ = exchange.venue_image();
  for (const CompanyId id : changed_.companies()) companies_.insert_or_assign(id, exchange.company_image(id));
  for (const TraderId id : changed_.traders()) traders_.insert_or_assign(id, exchange.trader_image(id));
  for (const ChangedRows::PositionKey& key : changed_.positions())
    positions_.insert_or_assign({key.company, key.trader}, exchange.position_image(key.trader, key.company));
  take_orders(exchange);
  take_client_ids(exchange);
  changed_.clear();
}

void ImageKeeper::take_orders(const Exchange& exchange) {
  for (const ChangedRows::ChangedOrder& changed : changed_.orders()) {
    auto image = exchange.order_image(changed.id);
    if (!image) {
      orders_.erase(changed.id);
      continue;
    }
    image->rank = changed.rank != 0 ? changed.rank : orders_[changed.id].rank;
    orders_[changed.id] = *image;
  }
}

void ImageKeeper::take_client_ids(const Exchange& exchange) {
  for (const ChangedRows::ClientIdKey& key : changed_.client_ids()) {
    if (const auto image = exchange.client_id_image(key.trader, key.text))
      client_ids_.insert_or_assign({key.trader, key.text}, *image);
    else
      client_ids_.erase({key.trader, key.text});
  }
}

StateImage ImageKeeper::image() const {
  StateImage image;
  image.venue = venue_;
  append_rows(companies_, image.companies);
  append_rows(traders_, image.traders);
  append_rows(positions_, image.positions);
  append_rows(orders_, image.orders);
  append_rows(client_ids_, image.client_ids);
  return image;
}

}  // namespace market::test
