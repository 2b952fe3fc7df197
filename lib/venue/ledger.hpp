// Ledger: the accounts as their movements tell them. Every movement of cash or shares is two entries, out of
// one account and into another, so that all accounts together always hold nothing. It is filled from the
// engine's events after every applied command and never feeds back: that its balances equal the engine's
// accounts is a check of both.
//
// A trader's account keeps a short record for each movement; entries are worked out from the trades and
// transfers when they are asked for. Wherever `trades` is asked for, it is every trade, by id - 1.
// Thread rule: as Exchange, under the venue's lock.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/int128.hpp"
#include "engine/exchange.hpp"
#include "engine/fee_book.hpp"
#include "model/ledger.hpp"
#include "model/trade.hpp"

namespace market {

struct LedgerEntry {
  Seq seq = 0;
  Timestamp time;
  LedgerKind kind = LedgerKind::deposit;
  std::optional<CompanyId> shares_of;  // absent: cash
  std::int64_t amount = 0;             // units of Money, or shares; what left is negative
  std::int64_t balance = 0;            // of the account, in the same asset, after the entry
  AccountRef counterparty;
  std::optional<OrderId> order;  // the trader's own
  std::optional<TradeId> trade;
};

// What an account holds after one of its movements.
struct LedgerState {
  Timestamp time;
  Money cash;
  std::optional<CompanyId> company;  // whose shares moved, if any did
  Quantity shares;                   // of that company
};

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

  // Entries of one trader have places 0 … places()-1, oldest first; a place may be empty.
  std::size_t places(TraderId trader) const;
  std::optional<LedgerEntry> entry(TraderId trader, std::size_t place, const std::deque<Trade>& trades) const;
  // The first place at or after `time`; places() when there is none.
  std::size_t first_place(TraderId trader, Timestamp time, const std::deque<Trade>& trades) const;

  // The same movements as steps from one state of the account to the next, oldest first.
  std::size_t movements(TraderId trader) const;
  LedgerState after(TraderId trader, std::size_t movement, const std::deque<Trade>& trades) const;

  // Every company of which the trader ever held shares, and how many now; in order of company.
  const std::vector<ShareCount>& holdings(TraderId trader) const;

  // Equity above its net is profit.
  Contribution contribution(TraderId trader) const;

  // Σ of all accounts, cash and each company's shares, against the engine's: empty when all is equal, else
  // the first difference. Touches every account.
  std::string difference(const Exchange& exchange) const;

 private:
  enum class Source : std::uint8_t { buy, sell, transfer_in, transfer_out };
  // 24 bytes a movement, of which there are two for each trade.
  struct Record {
    std::uint64_t source : 2;
    std::uint64_t number : 62;  // of the trade (its id), or of the transfer (its place)
    Money cash;                 // after it
    Quantity shares;            // after it, of the company that it concerns
  };
  static_assert(sizeof(Record) == 24);

  struct Book {
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
  struct Movement {
    Transfer transfer;
    Context context;
  };

  static Source source_of(const Record& record) { return static_cast<Source>(record.source); }
  static bool is_transfer(const Record& record) { return source_of(record) >= Source::transfer_in; }
  const Trade& trade_of(const Record& record, const std::deque<Trade>& trades) const {
    return trades[record.number - 1];
  }
  Timestamp time_of(const Record& record, const std::deque<Trade>& trades) const;
  LedgerEntry transfer_entry(const Record& record) const;

  void record_trade(const Trade& trade);
  void record_side(const Trade& trade, Side side);
  void distribute(const Trade& trade);
  void move(const Transfer& transfer, Context context);
  void post(AccountRef account, const Transfer& transfer, std::int64_t amount);
  void note(AccountRef account, const Transfer& transfer, Source source);
  void count_contribution(const Exchange& exchange, const Transfer& transfer);
  void set_fees(const Exchange& exchange);
  Book& book(TraderId trader) { return books_[trader.value()]; }
  const Book* find_book(TraderId trader) const;

  std::vector<Book> books_;             // by trader
  std::vector<CompanyBook> companies_;  // by company
  Amount outside_cash_, exchange_cash_;
  std::deque<Movement> transfers_;     // those that concern a trader
  FeeBook fees_;                       // as the engine's at the events being taken in
  std::vector<TraderId> fee_traders_;  // beside each entry of the distribution: its trader, if it names one
};

}  // namespace market
