// A company's call auction as JSON: what it would do if it ended now.
#pragma once
#include <optional>

#include "core/ids.hpp"
#include "model/book_view.hpp"
#include "model/company.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct AuctionView {
  Symbol symbol;
  CompanyStatus status = CompanyStatus::trading;
  std::optional<CallAuction> auction;  // absent while none is going on
  AuctionIndication indication;
};

// {symbol, status, kind, ends_at, price, quantity, imbalance, side, seq}; while there is no auction,
// kind to side are null or 0.
void append_auction(JsonWriter& json, const AuctionView& view, Seq seq);

}  // namespace market
