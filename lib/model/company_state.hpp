// What the feed tells of a company that is no trade and no quote: whether and how it trades now.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/book_view.hpp"
#include "model/company.hpp"
#include "model/enums.hpp"

namespace market {

// So many old shares became so many new ones.
struct ShareSplit {
  std::uint32_t to = 1, from = 1;
  bool operator==(const ShareSplit&) const = default;
};

struct CompanyState {
  CompanyStatus status = CompanyStatus::trading;
  std::string reason;                  // of a halt; empty: none was given
  std::optional<CallAuction> auction;  // while status is auction
  AuctionIndication indication;        // of that auction
  std::optional<ShareSplit> split;     // told once, by the message of the split
  bool operator==(const CompanyState&) const = default;
};

}  // namespace market
