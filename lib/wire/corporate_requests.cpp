#include "wire/corporate_requests.hpp"

#include "model/command.hpp"
#include "wire/fee_requests.hpp"
#include "wire/object_reader.hpp"

namespace market {
namespace {

DividendRequest::From payer_of(Beneficiary::Kind kind) {
  switch (kind) {
    case Beneficiary::Kind::exchange: return DividendRequest::From::exchange;
    case Beneficiary::Kind::issuer: return DividendRequest::From::issuer;
    case Beneficiary::Kind::trader: return DividendRequest::From::trader;
  }
  return DividendRequest::From::issuer;
}

void read_payer(ObjectReader& read, DividendRequest& request) {
  const auto text = read.string("from");
  if (!text) return;
  const auto payer = parse_beneficiary(*text);
  if (!payer) {
    read.fail("from", std::string(kBeneficiaryRule));
    return;
  }
  request.from = payer_of(payer->kind);
  request.trader = payer->trader;
}

}  // namespace

tl::expected<DividendRequest, Problem> read_dividend(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  DividendRequest request;
  request.per_share = read.money("per_share", kPositiveMoney);
  request.total = read.money("total", kPositiveMoney);
  read_payer(read, request);
  if (request.per_share && request.total)
    read.fail("total", "is another way to give per_share: leave one out");
  read.finish();
  if (errors.empty() && !request.per_share && !request.total)
    read.fail("per_share", "is required, unless total is given");
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return request;
}

tl::expected<SplitRequest, Problem> read_split(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const auto to = read.integer("to", 1, kMaxSplit, Need::required);
  const auto from = read.integer("from", 1, kMaxSplit, Need::required);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return SplitRequest{static_cast<std::uint32_t>(*to), static_cast<std::uint32_t>(*from)};
}

}  // namespace market
