// What the feed tells of a company that is no trade and no quote: whether and how it trades now.
#pragma once
#include <optional>
#include <string>

#include "model/book_view.hpp"
#include "model/company.hpp"
#include "model/enums.hpp"

namespace market {

struct CompanyState {
  CompanyStatus status = CompanyStatus::trading;
  std::string reason;                  // of a halt; empty: none was given
  std::optional<CallAuction> auction;  // while status is auction
  AuctionIndication indication;        // of that auction
  bool operator==(const CompanyState&) const = default;
};

}  // namespace market
