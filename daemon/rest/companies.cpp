#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "wire/company_json.hpp"
#include "wire/company_requests.hpp"
#include "wire/trader_requests.hpp"

namespace market {
namespace {

constexpr std::string_view kStatuses[] = {"trading", "auction", "halted", "closed", "delisted"};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Whether `part` stands in `text`, whatever the case of ASCII letters.
bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return upper(a) == upper(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

ApiResponse company_answer(int status, const Company& company) {
  std::string body;
  JsonWriter json(body);
  append_company(json, company);
  return json_answer(status, std::move(body));
}

// Submits what build(session, company) makes of the company of the path, and answers with that company as it
// is afterwards.
template <class Build>
Answer change_company(Call& call, Build build) {
  const auto company = call.with([&](Venue::Session& session) -> Found<Company> {
    const auto id = find_company(session.exchange(), call.path["symbol"]);
    if (!id) return tl::unexpected(id.error());
    const Found<Command> command = build(session, *id);
    if (!command) return tl::unexpected(command.error());
    if (auto applied = submit(session, *command); !applied) return tl::unexpected(std::move(applied.error()));
    return session.exchange().company(*id);
  });
  if (!company) return tl::unexpected(company.error());
  return company_answer(200, *company);
}

// The common case: a command that was read from the body and lacks only its company.
template <class CompanyCommand>
Answer change_company_by(Call& call, tl::expected<CompanyCommand, Problem> command) {
  if (!command) return tl::unexpected(std::move(command.error()));
  return change_company(call, [&](const Venue::Session&, CompanyId id) -> Found<Command> {
    command->company = id;
    return std::move(*command);
  });
}

}  // namespace

Answer register_company(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  auto command = read_register_company(*body);
  if (!command) return tl::unexpected(std::move(command.error()));
  const auto company = call.with([&](Venue::Session& session) -> Found<Company> {
    const auto applied = submit(session, std::move(*command));
    if (!applied) return tl::unexpected(applied.error());
    return session.exchange().company(applied->company);
  });
  if (!company) return tl::unexpected(company.error());
  return company_answer(201, *company);
}

Answer list_companies(Call& call) {
  QueryReader query(call);
  const auto status = query.word("status", parse_company_status, Words{kStatuses});
  const auto wanted = query.text("q");
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));

  std::vector<Company> found;
  const auto next = call.with([&](const Venue::Session& session) {
    const Exchange& exchange = session.exchange();
    const auto company_at = [&](std::size_t i) -> const Company& {
      return exchange.company(CompanyId(static_cast<std::uint32_t>(i)));
    };
    const auto matches = [&](std::size_t i) {
      const Company& company = company_at(i);
      return (!status || company.status == *status) &&
             (!wanted || contains(company.symbol.view(), *wanted) || contains(company.name, *wanted));
    };
    return walk_page(
        page, exchange.company_count(), [](std::size_t i) { return i; }, matches,
        [&](std::size_t i) { found.push_back(company_at(i)); });
  });
  return json_answer(200, list_body(found, next, call.seq, append_company));
}

Answer show_company(Call& call) {
  const auto company = call.with([&](const Venue::Session& session) -> Found<Company> {
    const auto id = find_company(session.exchange(), call.path["symbol"]);
    if (!id) return tl::unexpected(id.error());
    return session.exchange().company(*id);
  });
  if (!company) return tl::unexpected(company.error());
  return company_answer(200, *company);
}

Answer update_company(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  return change_company_by(call, read_update_company(*body));
}

Answer halt_company(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  return change_company_by(call, read_halt_company(*body));
}

Answer resume_company(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_resume_company(*body);
  if (!request) return tl::unexpected(request.error());
  return change_company(call, [&](const Venue::Session&, CompanyId company) -> Found<Command> {
    if (request->into_auction) return StartAuction{company, std::nullopt};
    return ResumeCompany{company};
  });
}

Answer delist_company(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  if (auto nothing = read_nothing(*body); !nothing) return tl::unexpected(std::move(nothing.error()));
  return change_company_by(call, tl::expected<DelistCompany, Problem>());
}

Answer start_auction(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_start_auction(*body);
  if (!request) return tl::unexpected(request.error());
  return change_company(call, [&](const Venue::Session& session, CompanyId company) -> Found<Command> {
    if (!request->duration) return StartAuction{company, request->ends_at};
    return StartAuction{company, session.now() + *request->duration};
  });
}

Answer uncross_company(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  if (auto nothing = read_nothing(*body); !nothing) return tl::unexpected(std::move(nothing.error()));
  return change_company_by(call, tl::expected<Uncross, Problem>());
}

Answer issue_shares(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_issue_shares(*body);
  if (!request) return tl::unexpected(request.error());
  return change_company(call, [&](const Venue::Session& session, CompanyId company) -> Found<Command> {
    const auto trader = find_trader(session.exchange(), request->trader.view());
    if (!trader) return tl::unexpected(trader.error());
    return IssueShares{company, *trader, request->quantity};
  });
}

}  // namespace market
