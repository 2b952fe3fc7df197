// FrameLog: of the newest events of the venue's ring those in channels that somebody listens to, and of those
// that somebody wants the frames, each made once for all subscribers of a transport. Most of what happens is
// for nobody here: a trader's orders and account.
//
// Thread rule: its loop's thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/feed/feed_frames.hpp"
#include "daemon/feed/feed_query.hpp"
#include "daemon/feed/opened_books.hpp"
#include "daemon/feed/subscription.hpp"

namespace market {

// Frames chosen for one send, in order.
struct FrameSelection {
  struct Cut {
    std::size_t end;         // of a frame, in text
    std::uint64_t position;  // behind the frame's event
    FeedPosition id;         // of the event
  };
  std::string text;
  std::vector<Cut> cuts;

  void clear() {
    text.clear();
    cuts.clear();
  }
};

class FrameLog {
 public:
  // Of at least so many events, if there were so many, and at most twice as many and what came last.
  explicit FrameLog(std::size_t events) : events_(events) {}

  // Somebody more, or less, listens to what the subscription names.
  void add_listener(const Subscription& subscription);
  void remove_listener(const Subscription& subscription);

  // Forgets all: what is read next stands at `position`.
  void restart(std::uint64_t position);
  // The next ones of the ring with seq <= up_to, at most `most`; gives back how many. nullopt when the ring
  // has overwritten them.
  std::optional<std::size_t> read(const FeedRing& ring, Seq up_to, std::size_t most);

  std::uint64_t begin() const { return begin_; }
  std::uint64_t end() const { return begin_ + ids_.size(); }
  // Whether everything that the subscription names is here from `position` on.
  bool has(const Subscription& subscription, std::uint64_t position) const;

  FeedPosition id(std::uint64_t position) const { return ids_[position - begin_]; }
  // The frames of those events of [from, to) that are wanted, where has(wanted, from); with `opened`, which
  // is one subscriber's, those that it is sent instead.
  void select(const Subscription& wanted, Framing framing, std::uint64_t from, std::uint64_t to,
              FrameSelection& out, const OpenedBooks* opened = nullptr);
  // Whether one of [from, to) is a change that follows an opening.
  bool follows(const OpenedBooks& opened, std::uint64_t from, std::uint64_t to) const;
  // [from, to) was sent.
  void note_sent(OpenedBooks& opened, std::uint64_t from, std::uint64_t to) const;

 private:
  struct Entry {
    std::uint64_t position;
    FeedEvent event;
    std::array<std::string, 2> frames;  // by framing; empty until one is wanted
  };
  // What is heard of a channel.
  struct Heard {
    std::size_t listeners = 0;
    std::uint64_t from = 0;  // position from which on its events are here
  };

  Heard& heard(Channel channel) { return heard_[static_cast<std::size_t>(channel)]; }
  void forget_oldest();
  std::size_t first_at(std::uint64_t position) const;  // of entries_
  const std::string& frame_of(Entry& entry, Framing framing);

  std::size_t events_;
  std::uint64_t begin_ = 0;
  std::vector<FeedPosition> ids_;  // of all events from begin_ on
  std::vector<Entry> entries_;     // by position
  std::array<Heard, kChannelNames.size()> heard_;
  std::uint64_t all_from_ = 0;  // position from which on all that somebody listens to is here
  std::string scratch_;
  std::vector<std::string> spare_frames_;  // of events that are forgotten: their memory is used again
};

}  // namespace market
