// FeedPublisher: turns the events of each applied command into the public messages of the feed's ring. What
// it publishes depends on the commands alone, so a replay numbers the messages as they were.
//
// Thread rule: publish() and company_state() under the venue's lock; the ring has its own.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/exchange.hpp"
#include "model/company_state.hpp"
#include "venue/feed_ring.hpp"

namespace market {

CompanyState company_state(const Exchange& exchange, CompanyId company);

class FeedPublisher {
 public:
  const FeedRing& ring() const { return ring_; }

  // One message for each trade of the command that `exchange` applied last; then, for the companies that it
  // touched, one for each whose best prices or sizes have changed; then one for each that was changed itself
  // or whose auction would now end otherwise.
  void publish(const Exchange& exchange, Stamp stamp);

 private:
  struct Published {  // of one company: the last messages on the feed
    TopOfBook top;
    CompanyState state;
    Seq touched = 0;  // by which command last
    bool changed = false;
  };

  void touch(CompanyId company, Seq seq);
  void push(const Exchange& exchange, Stamp stamp, CompanyId company, decltype(FeedEvent::what) what);
  void push_quote(const Exchange& exchange, Stamp stamp, CompanyId company);
  void push_state(const Exchange& exchange, Stamp stamp, CompanyId company);

  FeedRing ring_;
  std::vector<Published> published_;  // by company
  std::vector<CompanyId> touched_;    // by the command being published, each once
  std::uint32_t n_ = 0;               // of its next message
};

}  // namespace market
