#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

// Nothing brings a delisted company back.
Status delist(Context& context) {
  const auto request = build_request(context);
  if (!request) return tl::unexpected(request.error());
  if (!context.confirm("Delist " + *context.invocation().get("symbol") +
                       " for good and end its open orders?"))
    return silent_end(ExitCode::failure);
  return context.send_and_show(*request, object_view());
}

}  // namespace

std::vector<CommandSpec> company_commands() {
  using K = ValueKind;
  const Parameter symbol = argument("symbol", "the company's symbol", K::symbol).must();
  const std::vector<Parameter> terms = {
      flag("sector", "what it does; none removes it").or_none(),
      flag("tick-size", "the smallest step of a price", K::decimal),
      flag("lot-size", "orders are multiples of this many shares", K::integer),
      flag("band", "percent that a price may be away from the reference price, or none", K::decimal)
          .or_none(),
      flag("tick-table", "from this price on another tick; repeatable, none removes it", K::ticks).or_none(),
      flag("breaker", "moving more than this within the window halts into an auction, or none", K::breaker)
          .or_none(),
      flag("fee-schedule", "the name of its fee schedule; none: the venue's default").or_none(),
  };
  const auto with_terms = [&](std::vector<Parameter> own) {
    own.insert(own.end(), terms.begin(), terms.end());
    return own;
  };
  std::vector<CommandSpec> commands;

  CommandSpec registration;
  registration.path = "company register";
  registration.summary = "Register a company; its shares start in its treasury";
  registration.example = "company register ACME --name \"Acme Inc\" --shares 1000000 --price 100.00";
  registration.operations = {"registerCompany"};
  registration.parameters =
      with_terms({symbol.in(Place::body), flag("name", "the company's name").must(),
                  flag("shares", "how many shares there are", K::integer).must(),
                  flag("price", "the price it starts with", K::decimal).as("initial_price").must()});
  registration.method = "POST";
  registration.target = "/v1/companies";
  commands.push_back(registration);

  CommandSpec list;
  list.path = "company list";
  list.summary = "List the companies";
  list.example = "company list --status trading";
  list.operations = {"listCompanies"};
  list.parameters =
      with_list_parameters({flag("status", "only those in this status").in(Place::query),
                            flag("q", "only those whose symbol or name contains this").in(Place::query)});
  list.method = "GET";
  list.target = "/v1/companies";
  list.view = &companies_view();
  commands.push_back(list);

  CommandSpec show;
  show.path = "company show";
  show.summary = "Show one company";
  show.example = "company show ACME";
  show.operations = {"showCompany"};
  show.parameters = {symbol};
  show.method = "GET";
  show.target = "/v1/companies/{symbol}";
  commands.push_back(show);

  CommandSpec update;
  update.path = "company update";
  update.summary = "Change a company's name or terms";
  update.example =
      "company update ACME --tick-size 0.01 --tick-table 10:0.05 --tick-table 100:0.10\n"
      "  marketctl company update ACME --breaker 10,5m,2m";
  update.operations = {"updateCompany"};
  update.parameters = with_terms({symbol, flag("name", "the company's name")});
  update.method = "PATCH";
  update.target = "/v1/companies/{symbol}";
  commands.push_back(update);

  CommandSpec halt;
  halt.path = "company halt";
  halt.summary = "Stop trading in a company; its orders stay";
  halt.example = "company halt ACME --reason \"news pending\"";
  halt.operations = {"haltCompany"};
  halt.parameters = {symbol, flag("reason", "why, for everyone to read")};
  halt.method = "POST";
  halt.target = "/v1/companies/{symbol}/halt";
  commands.push_back(halt);

  CommandSpec resume;
  resume.path = "company resume";
  resume.summary = "Let a halted company trade again";
  resume.example = "company resume ACME --auction";
  resume.operations = {"resumeCompany"};
  resume.parameters = {symbol, flag("auction", "begin with a call auction", K::toggle)};
  resume.method = "POST";
  resume.target = "/v1/companies/{symbol}/resume";
  commands.push_back(resume);

  CommandSpec auction;
  auction.path = "company auction";
  auction.summary = "Start a call auction: orders gather until it ends, then trade at one price";
  auction.example = "company auction ACME --duration 5m";
  auction.operations = {"startAuction"};
  auction.parameters = {
      symbol, flag("duration", "how long it takes: 90s, 5m; without an end: until uncross").shown_as("TIME"),
      flag("ends-at", "when it ends: 2026-02-01T09:30:00Z").shown_as("TIME")};
  auction.method = "POST";
  auction.target = "/v1/companies/{symbol}/auction";
  commands.push_back(auction);

  CommandSpec uncross;
  uncross.path = "company uncross";
  uncross.summary = "End a company's call auction now";
  uncross.example = "company uncross ACME";
  uncross.operations = {"uncrossCompany"};
  uncross.parameters = {symbol};
  uncross.method = "POST";
  uncross.target = "/v1/companies/{symbol}/uncross";
  commands.push_back(uncross);

  CommandSpec delisting;
  delisting.path = "company delist";
  delisting.summary =
      "Take a company off the market for good; its open orders end, its history stays; "
      "asks first on a terminal";
  delisting.example = "company delist ACME";
  delisting.operations = {"delistCompany"};
  delisting.parameters = {symbol};
  delisting.method = "DELETE";
  delisting.target = "/v1/companies/{symbol}";
  delisting.run = delist;
  commands.push_back(delisting);
  return commands;
}

std::vector<Parameter> list_parameters() {
  using K = ValueKind;
  return {
      flag("limit", "how many; more than 1000 are fetched page by page", K::integer).in(Place::local),
      flag("all", "everything, page by page; --limit is then the size of a page", K::toggle).in(Place::local),
      flag("cursor", "go on where an earlier answer's \"next\" points").in(Place::local).shown_as("CURSOR"),
      flag("order", "newest last (asc) or first (desc)").in(Place::query).one_of({"asc", "desc"})};
}

std::vector<Parameter> with_list_parameters(std::vector<Parameter> own) {
  for (const Parameter& parameter : list_parameters()) own.push_back(parameter);
  return own;
}

}  // namespace market::cli
