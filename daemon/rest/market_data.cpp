#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/market_line.hpp"
#include "daemon/rest/page.hpp"
#include "wire/auction_json.hpp"
#include "wire/book_json.hpp"

namespace market {
namespace {

constexpr std::int64_t kMaxDepth = 1'000;
constexpr std::int64_t kDefaultDepth = 10;
constexpr std::int64_t kLevels = 2, kSingleOrders = 3;

struct BookCopy {
  BookSnapshot book;
  std::vector<BookOrder> bids, asks;  // for single orders only
};

BookCopy copy_book(const Venue::Session& session, CompanyId company, std::size_t depth, std::int64_t level) {
  const Exchange& exchange = session.exchange();
  const std::size_t levels = std::max(kChecksumLevels, level == kLevels ? depth : 0);
  BookCopy copy{{exchange.company(company).symbol, exchange.levels(company, Side::buy, levels),
                 exchange.levels(company, Side::sell, levels), session.seq()},
                {},
                {}};
  if (level == kSingleOrders) {
    copy.bids = exchange.orders(company, Side::buy, depth);
    copy.asks = exchange.orders(company, Side::sell, depth);
  }
  return copy;
}

}  // namespace

Answer list_market(Call& call) {
  QueryReader query(call);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  std::vector<MarketLine> lines;
  const auto next = call.with([&](const Venue::Session& session) {
    const Timestamp now = session.now();
    return walk_page(
        page, session.exchange().company_count(), [](std::size_t i) { return i; },
        [](std::size_t) { return true; },
        [&](std::size_t i) {
          lines.push_back(market_line(session, CompanyId(static_cast<std::uint32_t>(i)), now));
        });
  });
  return json_answer(200, list_body(lines, next, call.seq, append_market_line));
}

Answer show_market(Call& call) {
  const auto line = call.with([&](const Venue::Session& session) -> Found<MarketLine> {
    const auto company = find_company(session.exchange(), call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    return market_line(session, *company, session.now());
  });
  if (!line) return tl::unexpected(line.error());
  std::string body;
  JsonWriter json(body);
  append_market_detail(json, *line);
  return json_answer(200, std::move(body));
}

Answer show_book(Call& call) {
  QueryReader query(call);
  const auto depth = static_cast<std::size_t>(query.integer("depth", 1, kMaxDepth).value_or(kDefaultDepth));
  const std::int64_t level = query.integer("level", kLevels, kSingleOrders).value_or(kLevels);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  const auto copy = call.with([&](const Venue::Session& session) -> Found<BookCopy> {
    const auto company = find_company(session.exchange(), call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    return copy_book(session, *company, depth, level);
  });
  if (!copy) return tl::unexpected(copy.error());
  std::string body;
  JsonWriter json(body);
  if (level == kSingleOrders) {
    append_book_orders(json, copy->book, copy->bids, copy->asks);
  } else {
    append_book(json, copy->book, depth);
  }
  return json_answer(200, std::move(body));
}

Answer show_auction(Call& call) {
  const auto view = call.with([&](const Venue::Session& session) -> Found<AuctionView> {
    const Exchange& exchange = session.exchange();
    const auto id = find_company(exchange, call.path["symbol"]);
    if (!id) return tl::unexpected(id.error());
    const Company& company = exchange.company(*id);
    return AuctionView{company.symbol, company.status, company.auction, exchange.auction_indication(*id)};
  });
  if (!view) return tl::unexpected(view.error());
  std::string body;
  JsonWriter json(body);
  append_auction(json, *view, call.seq);
  return json_answer(200, std::move(body));
}

Answer show_clock(Call& call) {
  const auto [now, phase] = call.with(
      [](const Venue::Session& session) { return std::pair(session.now(), session.exchange().phase()); });
  const VenueClock& clock = call.venue.clock();
  std::string body;
  JsonWriter json(body);
  json.begin_object()
      .field("time", now)
      .field("mode", to_text(clock.mode()))
      .field("speed", to_text(clock.speed()))
      .field("session", to_text(phase))
      .end_object();
  return json_answer(200, std::move(body));
}

}  // namespace market
