// FeedEvent: one message of the feed before it is text.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "model/account_update.hpp"
#include "model/bar.hpp"
#include "model/book_update.hpp"
#include "model/book_view.hpp"
#include "model/company_state.hpp"
#include "model/names.hpp"
#include "model/order_update.hpp"
#include "model/trade.hpp"

namespace market {

// `n` counts the messages of one command from 0, over all channels, the private ones of all traders as well.
struct FeedEvent {
  Seq seq = 0;
  std::uint32_t n = 0;
  Timestamp time;
  std::optional<TraderId> trader;  // whose eyes alone it is for; absent: public
  CompanyId company;               // means nothing in the channel account
  Symbol symbol;                   // empty there
  // Channels trades, quotes, companies, book, bars, and for one trader alone: orders, account. What is large
  // or of any size is shared by the ring and whoever reads from it, so that events stay cheap to copy under
  // the ring's lock.
  std::variant<Trade, TopOfBook, std::shared_ptr<const CompanyState>, std::shared_ptr<const BookUpdate>,
               FinishedBar, OrderUpdate, std::shared_ptr<const AccountUpdate>>
      what;
};

}  // namespace market
