// FeedBooks: what the feed's channel `book` has to say: for each command the levels that are not as they
// were, with what links it to the change before and proves the result. Only levels that the engine touched
// are looked at.
//
// Thread rule: under the venue's lock.
#pragma once
#include <memory>
#include <vector>

#include "engine/exchange.hpp"
#include "model/book_update.hpp"

namespace market {

// The whole book as it is now.
BookUpdate whole_book(const Exchange& exchange, CompanyId company);

class FeedBooks {
 public:
  struct Change {
    CompanyId company;
    std::shared_ptr<const BookUpdate> update;  // as FeedEvent has it
  };

  // What the command that `exchange` applied last did to books, by company; valid until the next call. Once
  // for each command.
  const std::vector<Change>& take_changes(const Exchange& exchange);

  // The command that changed the book last, or registered its company.
  Seq last_change(CompanyId company) const {
    return company.value() < last_.size() ? last_[company.value()] : 0;
  }
  void set_last_change(CompanyId company, Seq last_change) { last_of(company) = last_change; }

 private:
  Seq& last_of(CompanyId company) {
    if (company.value() >= last_.size()) last_.resize(company.value() + 1);
    return last_[company.value()];
  }
  void gather(const std::vector<TouchedLevel>& touched);

  std::vector<Seq> last_;             // by company
  std::vector<TouchedLevel> before_;  // of the levels touched, each once
  std::vector<Change> changes_;
};

}  // namespace market
