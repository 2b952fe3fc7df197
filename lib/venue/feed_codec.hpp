// The feed's messages in binary form, for the database: what a message says, without its seq and n.
//
//   kind (byte: 0 trade, 1 quote, 2 company, 3 book, 4 bar, 5 order, 6 account), of the last two the trader,
//   then its fields in order by ByteWriter's encodings; an optional value is a byte 0 or 1 and then the
//   value.
//
// Many messages go into one row of the database, because a row costs more than a message:
//
//   255 (byte), then of each message: its seq less that of the row, its n, its bytes as a text
//
// Decoding gives nullopt for anything that encode_… did not make.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/history_rows.hpp"
#include "venue/feed_ring.hpp"

namespace market {

std::string encode_feed_event(const FeedEvent& event);
// Seq and n are left 0.
std::optional<FeedEvent> decode_feed_event(std::string_view bytes);

// Rows of the messages after `floor`, oldest first as they are. All of one command are in one row.
std::vector<FeedRow> pack_feed(const std::vector<FeedEvent>& events, Seq floor);
// Appends the messages of a row with their seq and n; one that holds a single message without a head is of an
// earlier version. False when it is none, and then some may have been appended.
bool unpack_feed(const FeedRow& row, std::vector<FeedEvent>& events);

// What the feed last told of a company.
struct ToldCompany {
  std::optional<CompanyState> state;  // absent: nothing yet
  Timestamp indicated;                // when its auction's indication was worked out last
  Seq book_changed = 0;               // by which command last
};
std::string encode_told_company(const ToldCompany& told);
std::optional<ToldCompany> decode_told_company(std::string_view bytes);

}  // namespace market
