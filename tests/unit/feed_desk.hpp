// FeedDesk: an exchange with its feed, and what a command makes the feed say, as the JSON of its messages.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/order_builder.hpp"
#include "venue/feed_codec.hpp"
#include "venue/feed_publisher.hpp"
#include "venue/history.hpp"
#include "wire/company_messages.hpp"
#include "wire/feed_messages.hpp"
#include "wire/market_messages.hpp"
#include "wire/private_messages.hpp"

namespace market::test {

inline std::string message_text(const FeedEvent& event) {
  struct Append {
    std::string& out;
    MessageHead head;
    Symbol symbol;
    void operator()(const Trade& trade) const { append_trade_message(out, head, symbol, trade); }
    void operator()(const TopOfBook& top) const { append_quote_message(out, head, symbol, top); }
    void operator()(const std::shared_ptr<const CompanyState>& state) const {
      append_company_message(out, head, symbol, *state);
    }
    void operator()(const std::shared_ptr<const BookUpdate>& update) const {
      append_book_message(out, head, symbol, *update);
    }
    void operator()(const FinishedBar& bar) const { append_bar_message(out, head, symbol, bar); }
    void operator()(const OrderUpdate& update) const { append_order_message(out, head, update); }
    void operator()(const std::shared_ptr<const AccountUpdate>& update) const {
      append_account_message(out, head, *update);
    }
  };
  std::string text;
  std::visit(Append{text, {event.seq, event.n, event.time}, event.symbol}, event.what);
  return text;
}

// ACME, with alice, who has shares and cash, and bob, who has cash: commands 1 to 3.
struct FeedDesk {
  static constexpr CompanyId kAcme{0};
  static constexpr TraderId kAlice{0}, kBob{1};

  Exchange exchange;
  History history;
  FeedPublisher publisher;
  Timestamp time{1'767'571'200'000'000'000};  // 2026-01-05T00:00:00Z

  FeedDesk() {
    list("ACME");
    submit(RegisterTrader{
        .slug = Slug("alice"), .cash = money("100000"), .holdings = {{kAcme, Quantity(100'000)}}});
    submit(RegisterTrader{.slug = Slug("bob"), .cash = money("100000")});
  }

  void list(std::string_view symbol) {
    submit(RegisterCompany{
        .symbol = Symbol(symbol), .shares = Quantity(1'000'000), .initial_price = price("10.00")});
  }

  // The messages that the command causes.
  std::vector<FeedEvent> submit(const Command& command) {
    const Stamp stamp{exchange.seq() + 1, time};
    const auto applied = exchange.apply(command, stamp);
    REQUIRE_MESSAGE(applied.has_value(), applied.error().detail);
    std::uint64_t position = publisher.ring().end();
    history.record(exchange);
    publisher.publish(exchange, history, stamp);
    std::vector<FeedEvent> events;
    REQUIRE(publisher.ring().read(position, UINT64_MAX, SIZE_MAX, events));
    for (const FeedEvent& event : events) check_codec(event);
    return events;
  }
  // Those of one type: `"type":"book_delta"` and so on.
  std::vector<std::string> submit(const Command& command, const std::string& type) {
    std::vector<std::string> found;
    for (const FeedEvent& event : submit(command)) {
      const std::string text = message_text(event);
      if (text.find("\"type\":\"" + type + "\"") != std::string::npos) found.push_back(text);
    }
    return found;
  }
  void wait(Duration duration) { time = time + duration; }

  // What the database keeps of a message gives the same message back.
  static void check_codec(const FeedEvent& event) {
    auto read = decode_feed_event(encode_feed_event(event));
    REQUIRE(read);
    read->seq = event.seq;
    read->n = event.n;
    read->symbol = event.symbol;
    CHECK(message_text(*read) == message_text(event));
    CHECK(read->trader == event.trader);
    for (std::string bytes = encode_feed_event(event); !bytes.empty();) {
      bytes.pop_back();
      CHECK_FALSE(decode_feed_event(bytes));
    }
  }
};

}  // namespace market::test
