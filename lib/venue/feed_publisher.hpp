// FeedPublisher: turns the events of each applied command into the messages of the feed's ring. What
// it publishes depends on the commands alone, so a replay numbers the messages as they were.
//
// Thread rule: publish() and company_state() under the venue's lock; the ring has its own.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/exchange.hpp"
#include "model/company_state.hpp"
#include "store/snapshot_batch.hpp"
#include "venue/feed_accounts.hpp"
#include "venue/feed_bars.hpp"
#include "venue/feed_books.hpp"
#include "venue/feed_ring.hpp"
#include "venue/history.hpp"

namespace market {

CompanyState company_state(const Exchange& exchange, CompanyId company);

class FeedPublisher {
 public:
  const FeedRing& ring() const { return ring_; }

  // An auction of more interest than this is told at most once in kIndicationPause of market time unless the
  // company itself changes: working its indication out walks the whole book.
  static constexpr std::size_t kSmallAuction = 256;  // price levels and market orders
  static constexpr Duration kIndicationPause = Duration::milliseconds(100);

  // The messages of the command that `exchange` applied last and `history` took in: one for each of its
  // trades; for the companies that it touched, one for each whose best prices or sizes have changed, then one
  // for each whose state has, or whose auction would now end otherwise; the book of
  // a company that it registered, whole, and one for each book that it changed; one for each bar that was
  // over at its time; to the traders that they concern, one for each thing that happened to an order, then
  // one for each account that is not as it was.
  void publish(const Exchange& exchange, const History& history, Stamp stamp);

  // Copies into a snapshot's batch what was last told of the companies that commands after `since` touched.
  void copy_companies(SnapshotBatch& batch, Seq since) const;
  // Before restore() and the replay of a long journal: messages of commands up to `seq` would be overwritten
  // before anybody read them, and are not made; nor is what a snapshot has of them looked at.
  void skip_through(Seq seq) {
    skipped_ = seq;
    ring_.begin_after(seq);
  }
  // What a start knows, before the first command. False when the rows make no sense.
  [[nodiscard]] bool restore(const Exchange& exchange, const History& history, const StoredVenue& stored);

 private:
  struct Published {  // of one company: the last messages on the feed
    TopOfBook top;
    std::optional<CompanyState> state;
    Timestamp indicated;  // when its auction's indication was worked out last
    Seq touched = 0;      // by which command last
    bool changed = false;
    std::optional<ShareSplit> split;  // in the command being published
  };

  void touch(CompanyId company, Seq seq);
  template <class What>
  void tell(Stamp stamp, std::optional<TraderId> trader, CompanyId company, const Symbol& symbol,
            What&& what);
  template <class What>
  void push(const Exchange& exchange, Stamp stamp, CompanyId company, What&& what);
  void push_quote(const Exchange& exchange, Stamp stamp, CompanyId company);
  void push_new_book(const Exchange& exchange, Stamp stamp, CompanyId company);
  bool state_may_differ(const Exchange& exchange, Stamp stamp, CompanyId company) const;
  void push_state(const Exchange& exchange, Stamp stamp, CompanyId company);
  void push_finished_bars(const Exchange& exchange, const History& history, Stamp stamp);
  void push_private(const Exchange& exchange, Stamp stamp);
  [[nodiscard]] bool newest_events(const std::vector<FeedRow>& rows, std::vector<FeedEvent>& events,
                                   Seq& floor) const;
  [[nodiscard]] bool restore_ring(const Exchange& exchange, const StoredVenue& stored);

  FeedRing ring_;
  Seq skipped_ = 0;
  FeedBooks books_;
  FeedBars bars_;
  FeedAccounts accounts_;
  std::vector<Published> published_;  // by company
  std::vector<CompanyId> touched_;    // by the command being published, each once
  std::uint32_t n_ = 0;               // of its next message
};

}  // namespace market
