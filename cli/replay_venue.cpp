#include "cli/replay_venue.hpp"

#include <algorithm>

#include "cli/json.hpp"
#include "core/decimal.hpp"

namespace market::cli {
namespace {

// Shares of a company registered here: enough for many replays.
constexpr std::int64_t kUsualShares = 1'000'000'000;
constexpr int kMostSuffixes = 1000;

Status post(Context& context, const std::string& target, const Json& body) {
  const auto answer = context.fetch({"POST", target, to_line(body), Repeat::at_risk});
  return answer ? Status() : Status(tl::unexpected(answer.error()));
}

Result<bool> exists(Context& context, const std::string& target) {
  const auto answer = context.send({"GET", target, "", Repeat::safe});
  if (answer) return true;
  if (answer.error().exit == ExitCode::not_found) return false;
  return tl::unexpected(answer.error());
}

Status prepare_company(Context& context, const std::string& symbol, const ReplayNeeds& needs) {
  const std::string target = "/v1/companies/" + percent_encoded(symbol);
  const auto there = exists(context, target);
  if (!there) return tl::unexpected(there.error());
  const std::int64_t shares = needs.maker_shares + needs.taker_shares;
  if (!*there)
    return post(context, "/v1/companies",
                {{"symbol", symbol},
                 {"name", symbol},
                 {"shares", std::max(kUsualShares, shares)},
                 {"initial_price", to_text(needs.first_price.value_or(Price(kUnitsPerCurrency)))},
                 {"tick_size", "0.01"}});
  const auto company = context.fetch({"GET", target, "", Repeat::safe});
  if (!company) return tl::unexpected(company.error());
  const std::int64_t treasury = integer_of(*company, "treasury_shares");
  if (treasury < shares)
    return failure("treasury_too_small",
                   symbol + " has " + std::to_string(treasury) +
                       " shares in its treasury, the replay needs " + std::to_string(shares),
                   "choose another --symbol");
  const auto book =
      context.fetch({"GET", "/v1/market/" + percent_encoded(symbol) + "/book?depth=1", "", Repeat::safe});
  if (book && (!member(*book, "bids").empty() || !member(*book, "asks").empty()))
    context.output().notice("marketctl: " + symbol +
                            " has orders in its book already: executions may meet those first");
  return {};
}

struct Funds {
  Money cash;
  std::int64_t shares;
};

Status register_trader(Context& context, const std::string& id, const std::string& symbol,
                       const Funds& funds) {
  Json body{{"id", id}, {"name", id}, {"cash", to_text(funds.cash)}};
  if (funds.shares > 0) body["holdings"] = {{symbol, funds.shares}};
  return post(context, "/v1/traders", body);
}

Status top_up(Context& context, const std::string& id, const std::string& symbol, const Funds& funds) {
  if (funds.cash > Money()) {
    const Status paid = post(context, "/v1/traders/" + id + "/deposit", {{"amount", to_text(funds.cash)}});
    if (!paid) return paid;
  }
  if (funds.shares == 0) return {};
  return post(context, "/v1/companies/" + percent_encoded(symbol) + "/issue",
              {{"trader", id}, {"quantity", funds.shares}});
}

// The trader's name: `given`, or the first free one of "usual", "usual-2", …
Result<std::string> prepare_trader(Context& context, const std::optional<std::string>& given,
                                   const std::string& usual, const std::string& symbol, const Funds& funds) {
  for (int suffix = 1; suffix <= kMostSuffixes; ++suffix) {
    const std::string id = given ? *given : suffix == 1 ? usual : usual + "-" + std::to_string(suffix);
    const auto there = exists(context, "/v1/traders/" + percent_encoded(id));
    if (!there) return tl::unexpected(there.error());
    if (*there && !given) continue;
    const Status done =
        *there ? top_up(context, id, symbol, funds) : register_trader(context, id, symbol, funds);
    if (!done) return tl::unexpected(done.error());
    return id;
  }
  return failure("no_free_name", "every name from " + usual + " on is taken",
                 "give names with --trader and --counterparty");
}

}  // namespace

Result<ReplayParties> prepare_replay(Context& context, const std::string& symbol, const ReplayNeeds& needs) {
  if (const Status done = prepare_company(context, symbol, needs); !done) return tl::unexpected(done.error());
  const auto& invocation = context.invocation();
  const auto maker = prepare_trader(context, invocation.get("trader"), "replay-maker", symbol,
                                    {needs.maker_cash, needs.maker_shares});
  if (!maker) return tl::unexpected(maker.error());
  const auto taker = prepare_trader(context, invocation.get("counterparty"), "replay-taker", symbol,
                                    {needs.taker_cash, needs.taker_shares});
  if (!taker) return tl::unexpected(taker.error());
  // Short, as it stands in every operation; random, so that no two runs collide.
  const std::string run = "r" + make_client_order_id().substr(4, 8);
  return ReplayParties{run, symbol, *maker, *taker};
}

}  // namespace market::cli
