// Ledger: the accounts as their movements tell them. Every movement of cash or shares is two entries, out of
// one account and into another, so that all accounts together always hold nothing. It is filled from the
// engine's events after every applied command and never feeds back: that its balances equal the engine's
// accounts is a check of both.
//
// A trader's account keeps a short record for each movement; entries are worked out from the trades and
// transfers when they are asked for (ledger_entry.hpp). Movements are here until a snapshot has them; older
// ones are in the archive. Each is numbered by its place among those of its trader, from 0.
// Thread rule: as Exchange, under the venue's lock.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/int128.hpp"
#include "engine/exchange.hpp"
#include "engine/fee_book.hpp"
#include "model/history_rows.hpp"
#include "store/archive.hpp"
#include "venue/recent_trades.hpp"

namespace market {

struct ShareCount {
  CompanyId company;
  Quantity shares;
};

// What a trader brought in, deposits and the value at the last price of shares given, and took out,
// withdrawals and cash paid out at the close of the account.
struct Contribution {
  Amount in, out;
  Amount net() const { return in - out; }
};

class Ledger {
 public:
  // Takes in the events of the command that `exchange` applied last.
  void record(const Exchange& exchange);

  // How many movements a trader's account has seen, and the place of the first one that is here.
  std::uint64_t movements(TraderId trader) const;
  std::uint64_t first_here(TraderId trader) const;
  // One that is here, with what it came from.
  Archive::MovementRow movement(TraderId trader, std::uint64_t place, const RecentTrades& trades) const;
  // The first place at or after `time` among those here; movements() when there is none.
  std::uint64_t first_place(TraderId trader, Timestamp time, const RecentTrades& trades) const;

  // Every company of which the trader ever held shares, and how many now; in order of company.
  const std::vector<ShareCount>& holdings(TraderId trader) const;

  // Copies movements here, without their companies, account by account from `next_trader` on, each from the
  // place in `next` on, which it moves; `left` movements. False when there are more; `next_trader` is 0 again
  // after the last.
  bool copy_movements(std::vector<Movement>& to, std::vector<std::uint64_t>& next, std::uint32_t& next_trader,
                      std::size_t& left) const;
  // All transfers that are here.
  const std::deque<TransferRow>& transfers_here() const { return transfers_; }
  // Of those traders whose accounts moved since a snapshot.
  std::vector<LedgerAccount> accounts_here() const;

  // A snapshot has the movements of these accounts up to their counts, and the transfers before
  // `next_transfer`.
  void forget(const std::vector<LedgerAccount>& accounts, std::uint64_t next_transfer);
  std::uint64_t next_transfer() const { return first_transfer_ + transfers_.size(); }

  // What a start knows: the accounts as the engine has them, and how far they had moved.
  void restore(const Exchange& exchange, const std::vector<PositionImage>& positions,
               const std::vector<LedgerAccount>& accounts, std::uint64_t transfers);

  // Equity above its net is profit.
  Contribution contribution(TraderId trader) const;

  // Σ of all accounts, cash and each company's shares, against the engine's: empty when all is equal, else
  // the first difference. Touches every account.
  std::string difference(const Exchange& exchange) const;

 private:
  // 24 bytes a movement, of which there are two for each trade.
  struct Record {
    std::uint64_t source : 2;
    std::uint64_t number : 62;  // of the trade (its id), or of the transfer
    Money cash;                 // after it
    Quantity shares;            // after it, of the company that it concerns
  };
  static_assert(sizeof(Record) == 24);

  struct Book {
    std::uint64_t first = 0;  // place of the first record
    std::vector<Record> records;
    std::vector<ShareCount> holdings;
    Money cash;
    Contribution contribution;
  };
  struct CompanyBook {
    Money issuer_cash;
    Int128 treasury_shares = 0, outside_shares = 0;
  };
  // When and in what a transfer happened.
  struct Context {
    Seq seq = 0;
    Timestamp time;
    TradeId trade;  // 0: none
  };

  static MovementSource source_of(const Record& record) { return static_cast<MovementSource>(record.source); }
  const TransferRow& transfer(std::uint64_t number) const { return transfers_[number - first_transfer_]; }
  Timestamp time_of(const Record& record, const RecentTrades& trades) const;
  Movement movement_of(TraderId trader, std::uint64_t place, const Record& record,
                       const RecentTrades& trades) const;

  void record_trade(const Trade& trade);
  void record_side(const Trade& trade, Side side);
  void distribute(const Trade& trade);
  void move(const Transfer& transfer, Context context);
  void post(AccountRef account, const Transfer& transfer, std::int64_t amount);
  void note(AccountRef account, const Transfer& transfer, MovementSource source);
  void count_contribution(const Exchange& exchange, const Transfer& transfer);
  void set_fees(const Exchange& exchange);
  Book& book(TraderId trader) { return books_[trader.value()]; }
  const Book* find_book(TraderId trader) const;

  std::vector<Book> books_;             // by trader
  std::vector<CompanyBook> companies_;  // by company
  Amount outside_cash_, exchange_cash_;
  std::deque<TransferRow> transfers_;  // those that concern a trader
  std::uint64_t first_transfer_ = 0;
  FeeBook fees_;                       // as the engine's at the events being taken in
  std::vector<TraderId> fee_traders_;  // beside each entry of the distribution: its trader, if it names one
};

}  // namespace market
