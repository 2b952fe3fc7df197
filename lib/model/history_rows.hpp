// What happened, as rows: what lib/venue keeps in memory for a while and the database for good.
//
// Thread rule: values.
#pragma once
#include <cstdint>
#include <string>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/bar.hpp"
#include "model/event.hpp"

namespace market {

// How a movement came about. The numeric values are kept on disk: never renumber.
enum class MovementSource : std::uint8_t { buy = 0, sell = 1, transfer_in = 2, transfer_out = 3 };
constexpr bool is_transfer(MovementSource source) {
  return source >= MovementSource::transfer_in;
}

// One step of a trader's account from one state to the next: a side of a trade, or one end of a transfer.
// `place` counts a trader's movements from 0.
struct Movement {
  TraderId trader;
  std::uint64_t place = 0;
  MovementSource source = MovementSource::buy;
  std::uint64_t number = 0;  // of the trade (its id), or of the transfer
  Money cash;                // after it
  CompanyId company;         // whose shares moved; meaningless for a transfer of cash
  Quantity shares;           // after it, of that company
};

// A transfer that concerns a trader; `number` counts them from 0.
struct TransferRow {
  std::uint64_t number = 0;
  Seq seq = 0;
  Timestamp time;
  Transfer transfer;
  TradeId trade;  // whose fee was distributed; 0: none
};

// A trader's side of the ledger beyond cash and holdings.
struct LedgerAccount {
  TraderId trader;
  std::uint64_t movements = 0;   // how many there are
  Amount brought_in, taken_out;  // deposits and shares given; withdrawals and what was paid out at the close
};

// Prices and quantities are as after the first `splits` splits of the company; later ones are not applied.
struct BarRow {
  CompanyId company;
  BarInterval interval = BarInterval::s1;
  std::uint32_t splits = 0;
  Bar bar;
};

struct SplitRow {
  CompanyId company;
  std::uint32_t number = 0;  // of the company's splits, from 0
  Timestamp time;
  TradeId last_trade;  // the last of the venue before it
  std::uint32_t to = 1, from = 1;
};

// What history knows of a company besides its trades: the price at registration, and the statistics of the
// last UTC day on which it traded.
struct CompanyHistory {
  CompanyId company;
  Price first_price;
  std::int64_t day = 0;
  Price open, high, low, close, previous_close;
  Quantity volume;
  Amount turnover;
  std::uint64_t trades = 0;
};

// Messages of the feed in binary form (see venue/feed_codec.hpp), to resume over a restart.
struct FeedRow {
  Seq seq = 0;  // of the first one
  std::uint32_t n = 0;
  std::string payload;
};

// What the feed last told of a company, in the same form.
struct FeedCompany {
  CompanyId company;
  std::string payload;
};

}  // namespace market
