#include "daemon/feed/feed_start.hpp"

#include <array>

#include "venue/feed_history.hpp"

namespace market {
namespace {

// The channels of which an opening tells the state.
constexpr std::array kStates = {Channel::quotes, Channel::companies, Channel::book};

// What a channel of states says of a company now.
decltype(FeedEvent::what) state_of(const Exchange& exchange, CompanyId company, Channel channel) {
  if (channel == Channel::quotes) return exchange.top(company);
  if (channel == Channel::book) return std::make_shared<const BookUpdate>(whole_book(exchange, company));
  return std::make_shared<const CompanyState>(company_state(exchange, company));
}

Problem wrong(const std::string& field, const std::string& reason) {
  return {400, "invalid_request", field + ": " + reason, {{field, reason}}};
}

tl::expected<std::vector<CompanyId>, Problem> find_companies(const Exchange& exchange,
                                                             const std::vector<Symbol>& symbols) {
  std::vector<CompanyId> out;
  for (const Symbol& symbol : symbols) {
    const auto company = exchange.find_company(symbol.view());
    if (!company) return tl::unexpected(wrong("symbols", "there is no company " + symbol.str()));
    out.push_back(*company);
  }
  return out;
}

std::vector<SubscribedChannel> in_words(const Exchange& exchange, const Subscription& subscription) {
  std::vector<SubscribedChannel> out;
  for (const Channel channel : kAllChannels) {
    const CompanySet& set = subscription.of(channel);
    if (set.empty()) continue;
    SubscribedChannel one{kChannelNames[static_cast<std::size_t>(channel)], set.all(), {}};
    for (const CompanyId company : set.named()) one.symbols.push_back(exchange.company(company).symbol);
    out.push_back(std::move(one));
  }
  return out;
}

void add(Subscription& subscription, const FeedQuery& query, const std::vector<CompanyId>& companies) {
  for (const Channel channel : kAllChannels) {
    if (!query.channels.has(channel)) continue;
    if (companies.empty()) subscription.of(channel).add_all();
    for (const CompanyId company : companies) subscription.of(channel).add(company);
  }
}

// Whoever was cut within an opening of states alone has missed nothing that a new one does not tell.
bool resumes(const FeedQuery& query, const Subscription& subscription) {
  return query.since && !(is_in_opening(*query.since) && without_states(subscription).empty());
}

void find_place(const Venue& venue, const FeedQuery& query, FeedStart& start) {
  const FeedRing& ring = venue.feed();
  start.position = start.end = ring.end();
  start.seen = {start.seq, std::nullopt};
  if (!resumes(query, start.subscription)) return;
  const FeedPosition since = seen_of_commands(*query.since);
  if (const auto position = ring.find_after(since.seq, since.n)) {
    start.position = *position;
    start.resumed = true;
  } else if (feed_is_kept_after(venue, since.seq, since.n)) {
    start.position = 0;
    start.resumed = start.archived = true;
  } else {
    start.gap_from = since.n ? since.seq : since.seq + 1;
    return;
  }
  start.seen = since;
}

void take_snapshot(const Exchange& exchange, const Subscription& had, FeedStart& start) {
  for (const Channel channel : kStates) {
    for (std::uint32_t id = 0; id < exchange.company_count(); ++id) {
      const CompanyId company(id);
      if (!start.subscription.wants(channel, company) || had.wants(channel, company)) continue;
      start.snapshot.emplace_back(exchange.company(company).symbol, state_of(exchange, company, channel));
      if (channel == Channel::book) start.books.push_back(company);
    }
  }
}

}  // namespace

tl::expected<FeedStart, Problem> start_feed(Venue& venue, const FeedQuery& query, const Subscription& had,
                                            const FeedPosition& told) {
  return venue.with([&](Venue::Session& session) -> tl::expected<FeedStart, Problem> {
    const Exchange& exchange = session.exchange();
    FeedStart start;
    start.told = told;
    start.seq = session.seq();
    start.time = session.now();
    if (query.since && query.since->seq > start.seq) {
      return tl::unexpected(
          wrong("since", "is ahead of the market, which is at " + std::to_string(start.seq)));
    }
    const auto companies = find_companies(exchange, query.symbols);
    if (!companies) return tl::unexpected(companies.error());
    start.subscription = had;
    add(start.subscription, query, *companies);
    start.channels = in_words(exchange, start.subscription);
    find_place(venue, query, start);
    const bool was_cut = query.since && is_in_opening(*query.since);
    if (!start.resumed || was_cut) take_snapshot(exchange, had, start);
    start.reopens = start.resumed && !start.snapshot.empty();
    if (query.since) {
      // The channels that are named now may owe nothing.
      const bool owes_less = is_owed(*query.since) && !start.reopens;
      start.told = later_id(told, owes_less ? seen_of_commands(*query.since) : *query.since);
    }
    return start;
  });
}

tl::expected<FeedRest, Problem> remove_from_feed(Venue& venue, const FeedQuery& query,
                                                 const Subscription& had) {
  return venue.with([&](Venue::Session& session) -> tl::expected<FeedRest, Problem> {
    const auto companies = find_companies(session.exchange(), query.symbols);
    if (!companies) return tl::unexpected(companies.error());
    FeedRest rest{had, {}};
    for (const Channel channel : kAllChannels) {
      if (!query.channels.has(channel)) continue;
      CompanySet& set = rest.subscription.of(channel);
      if (companies->empty()) set.clear();
      if (set.all()) {
        return tl::unexpected(wrong(
            "symbols", "the channel " + std::string(kChannelNames[static_cast<std::size_t>(channel)]) +
                           " is subscribed for all companies: unsubscribe all of it, then subscribe some"));
      }
      for (const CompanyId company : *companies) set.remove(company);
    }
    rest.channels = in_words(session.exchange(), rest.subscription);
    return rest;
  });
}

Subscription without_states(Subscription subscription) {
  for (const Channel channel : {Channel::quotes, Channel::book, Channel::market})
    subscription.of(channel).clear();
  return subscription;
}

void append_opening(std::string& out, Framing framing, FeedStart& start) {
  std::size_t left = start.snapshot.size() + (start.gap_from ? 1 : 0);
  const auto next_head = [&] {
    const bool last = --left == 0;
    start.told = last ? next_id(start.told, start.seq) : next_id_in_opening(start.told, start.seq);
    return MessageHead{start.told.seq, *start.told.n, start.time};
  };
  if (start.gap_from)
    append_gap_frame(out, framing, next_head(), GapReason::not_kept, *start.gap_from, start.seq);
  for (const auto& [symbol, what] : start.snapshot)
    append_event_frame(out, framing, next_head(), symbol, what);
}

}  // namespace market
