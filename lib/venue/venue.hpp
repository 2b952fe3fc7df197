// Venue: the one door to the exchange for everybody - REST handlers, the simulator, start-up. It stamps
// commands with seq and time, applies them, journals them, records history and feeds the ring, all under one
// lock.
//
// Use: venue.with([&](Venue::Session& s) { auto outcome = s.submit(command); … copy out what the answer needs
// … }); Inside, the exchange and its history can be read consistently; format text after with() returned.
//
// Answers must not leave the process before durable_seq() has reached the seq that they show (submit's, or
// Session::seq() for reads).
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "engine/exchange.hpp"
#include "store/journal.hpp"
#include "venue/clock.hpp"
#include "venue/feed_ring.hpp"
#include "venue/history.hpp"

namespace market {

class Venue {
 public:
  class Session {
   public:
    const Exchange& exchange() const { return venue_.exchange_; }
    const History& history() const { return venue_.history_; }
    Seq seq() const { return venue_.exchange_.seq(); }
    // The venue's time now; what a command submitted now would be stamped with.
    Timestamp now() const { return venue_.now(); }
    // Applies and journals `command`. Events of the exchange are readable until the next submit.
    [[nodiscard]] tl::expected<Applied, Refused> submit(const Command& command) {
      return venue_.submit(command);
    }

   private:
    friend class Venue;
    explicit Session(Venue& venue) : venue_(venue) {}
    Venue& venue_;
  };

  // Replays the journal and is ready to take commands. Throws what Journal throws,
  // and JournalCorrupt when a journaled command does not apply.
  struct Options {
    std::filesystem::path journal_file;
    Durability durability = Durability::always;
    VenueClock::Mode clock_mode = VenueClock::Mode::wall;
    double speed = 1;
    VenueSettings settings;
  };
  explicit Venue(const Options& options);
  ~Venue();

  // Starts journaling; callbacks run on the journal's thread. Call once, before the first with() that
  // submits.
  void start(Journal::Callbacks callbacks);

  template <class F>
  auto with(F&& f) {
    const std::lock_guard lock(mutex_);
    Session session(*this);
    return f(session);
  }

  Seq durable_seq() const { return journal_.durable_seq(); }
  Durability durability() const { return durability_; }
  const FeedRing& feed() const { return feed_; }
  const VenueClock& clock() const { return *clock_; }

  // After this, submit refuses nothing but the journal is flushed and closed: call when nobody submits any
  // more.
  void close();

 private:
  friend class Session;
  Timestamp now() const;
  tl::expected<Applied, Refused> submit(const Command& command) noexcept;
  void publish(Seq seq, Timestamp time);
  void publish_quote(CompanyId company, Seq seq, Timestamp time, std::uint32_t& n);

  std::mutex mutex_;
  Exchange exchange_;
  History history_;
  FeedRing feed_;
  Durability durability_;
  Journal journal_;
  std::unique_ptr<VenueClock> clock_;
  VenueSettings settings_;
  std::vector<TopOfBook> published_tops_;  // by company: the last quote on the feed
  std::vector<CompanyId> touched_;         // scratch of publish()
};

}  // namespace market
