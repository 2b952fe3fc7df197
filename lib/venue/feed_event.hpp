// FeedEvent: one message of the feed before it is text.
#pragma once
#include <cstdint>
#include <memory>
#include <variant>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "model/bar.hpp"
#include "model/book_update.hpp"
#include "model/book_view.hpp"
#include "model/company_state.hpp"
#include "model/names.hpp"
#include "model/trade.hpp"

namespace market {

// `n` counts the messages of one command from 0, over all channels.
struct FeedEvent {
  Seq seq = 0;
  std::uint32_t n = 0;
  Timestamp time;
  CompanyId company;
  Symbol symbol;
  // Channels trades, quotes, companies, book, bars. Updates of books are of any size: the ring and whoever
  // reads from it share them, so that events stay cheap to copy under the ring's lock.
  std::variant<Trade, TopOfBook, CompanyState, std::shared_ptr<const BookUpdate>, FinishedBar> what;
};

}  // namespace market
