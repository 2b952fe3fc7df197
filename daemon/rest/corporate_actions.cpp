#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "wire/corporate_json.hpp"
#include "wire/corporate_requests.hpp"

namespace market {
namespace {

struct Dividend {
  Company company;
  DividendDone done;
};

struct Split {
  Company company;
  SplitDone done;
};

Found<AccountRef> payer_of(const Exchange& exchange, const DividendRequest& request, CompanyId company) {
  switch (request.from) {
    case DividendRequest::From::issuer: return AccountRef::issuer(company);
    case DividendRequest::From::exchange: return AccountRef::exchange();
    case DividendRequest::From::trader: break;
  }
  const auto trader = find_trader(exchange, request.trader.view());
  if (!trader) return tl::unexpected(trader.error());
  return AccountRef::of(*trader);
}

std::string payer_text(const DividendRequest& request) {
  switch (request.from) {
    case DividendRequest::From::issuer: return "issuer";
    case DividendRequest::From::exchange: return "exchange";
    case DividendRequest::From::trader: break;
  }
  return "trader:" + std::string(request.trader.view());
}

// The cash that the last command moved in the name of `kind`.
struct CashMoved {
  Amount sum;
  std::uint64_t transfers = 0;
};
CashMoved cash_moved(const Exchange& exchange, LedgerKind kind) {
  CashMoved moved;
  for (const Event& event : exchange.events()) {
    const Transfer* transfer = std::get_if<Transfer>(&event);
    if (transfer == nullptr || transfer->kind != kind || transfer->shares_of) continue;
    moved.sum += Amount(transfer->amount);
    ++moved.transfers;
  }
  return moved;
}

DividendDone dividend_done(const Exchange& exchange, const DividendRequest& request) {
  const CashMoved paid = cash_moved(exchange, LedgerKind::dividend);
  DividendDone done;
  done.per_share = request.per_share;
  done.total = request.total;
  done.from = payer_text(request);
  done.paid = paid.sum;
  done.holders = paid.transfers;
  done.paid_in = cash_moved(exchange, LedgerKind::deposit).sum;
  if (request.total) done.remainder = *request.total - Money(static_cast<std::int64_t>(paid.sum.units()));
  return done;
}

// The orders that the split left nothing of, or that were no longer covered, end before SharesSplit tells of
// it; what the new prices trigger then is no part of the answer.
SplitDone split_done(const Exchange& exchange) {
  SplitDone done;
  done.cash_in_lieu = cash_moved(exchange, LedgerKind::split).sum;
  done.paid_in = cash_moved(exchange, LedgerKind::deposit).sum;
  for (const Event& event : exchange.events()) {
    if (std::holds_alternative<OrderEnded>(event)) ++done.orders_ended;
    if (const SharesSplit* split = std::get_if<SharesSplit>(&event)) {
      done.to = split->to;
      done.from = split->from;
      break;
    }
  }
  return done;
}

}  // namespace

Answer pay_dividend(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_dividend(*body);
  if (!request) return tl::unexpected(request.error());
  const auto dividend = call.with([&](Venue::Session& session) -> Found<Dividend> {
    const Exchange& exchange = session.exchange();
    const auto company = find_company(exchange, call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    const auto payer = payer_of(exchange, *request, *company);
    if (!payer) return tl::unexpected(payer.error());
    const PayDividend command{*company, request->per_share.value_or(Money()),
                              request->total.value_or(Money()), *payer};
    if (auto applied = submit(session, command); !applied) return tl::unexpected(std::move(applied.error()));
    return Dividend{exchange.company(*company), dividend_done(exchange, *request)};
  });
  if (!dividend) return tl::unexpected(dividend.error());
  std::string text;
  JsonWriter json(text);
  append_company_with_dividend(json, dividend->company, dividend->done);
  return json_answer(200, std::move(text));
}

Answer split_shares(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_split(*body);
  if (!request) return tl::unexpected(request.error());
  const auto split = call.with([&](Venue::Session& session) -> Found<Split> {
    const Exchange& exchange = session.exchange();
    const auto company = find_company(exchange, call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    if (auto applied = submit(session, SplitShares{*company, request->to, request->from}); !applied)
      return tl::unexpected(std::move(applied.error()));
    return Split{exchange.company(*company), split_done(exchange)};
  });
  if (!split) return tl::unexpected(split.error());
  std::string text;
  JsonWriter json(text);
  append_company_with_split(json, split->company, split->done);
  return json_answer(200, std::move(text));
}

}  // namespace market
