// The feed's messages in binary form, for the database: what a message says, without its seq and n.
//
//   kind (byte: 0 trade, 1 quote, 2 company, 3 book, 4 bar, 5 order, 6 account), of the last two the trader,
//   then its fields in order by ByteWriter's encodings; an optional value is a byte 0 or 1 and then the
//   value.
//
// Decoding gives nullopt for anything that encode_… did not make.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "venue/feed_ring.hpp"

namespace market {

std::string encode_feed_event(const FeedEvent& event);
// Seq and n are left 0.
std::optional<FeedEvent> decode_feed_event(std::string_view bytes);

// What the feed last told of a company.
struct ToldCompany {
  std::optional<CompanyState> state;  // absent: nothing yet
  Timestamp indicated;                // when its auction's indication was worked out last
  Seq book_changed = 0;               // by which command last
};
std::string encode_told_company(const ToldCompany& told);
std::optional<ToldCompany> decode_told_company(std::string_view bytes);

}  // namespace market
