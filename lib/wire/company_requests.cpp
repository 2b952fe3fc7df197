#include "wire/company_requests.hpp"

#include "wire/object_reader.hpp"

namespace market {
namespace {

constexpr TextLength kNameLength{1, 200};
constexpr TextLength kSectorLength{0, 100};
constexpr TextLength kReasonLength{0, 200};
constexpr DecimalRange kBandPercent{1, 100 * kUnitsPerCurrency};
constexpr DurationRange kBreakerTime{.longest = Duration::seconds(86'400)};

std::string text_of(const std::optional<Slug>& slug) {
  return slug ? slug->str() : std::string();
}

std::optional<Rate> read_band(ObjectReader& read) {
  const auto units = read.decimal("band", kBandPercent);
  return units ? std::optional(Rate(*units)) : std::nullopt;
}

std::optional<std::vector<TickStep>> read_tick_table(ObjectReader& read, FieldErrors& errors) {
  const JsonNode* node = read.node("tick_table");
  if (node == nullptr) return std::nullopt;
  std::vector<TickStep> steps;
  if (!node->is_array() || node->items.size() > kMaxTickSteps) {
    read.fail("tick_table", "must be an array of at most " + std::to_string(kMaxTickSteps) +
                                " steps such as {\"from\": \"10.00\", \"tick_size\": \"0.05\"}");
    return steps;
  }
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    ObjectReader step(node->items[i], errors, "tick_table." + std::to_string(i));
    const auto from = step.price("from", Need::required);
    const auto tick = step.price("tick_size", Need::required);
    step.finish();
    steps.push_back({from.value_or(Price()), tick.value_or(Price())});
  }
  return steps;
}

std::optional<CircuitBreaker> read_breaker(ObjectReader& parent, FieldErrors& errors) {
  const JsonNode* node = parent.node("breaker");
  if (node == nullptr) return std::nullopt;
  ObjectReader read(*node, errors, "breaker");
  const auto percent = read.decimal("percent", kBandPercent, Need::required);
  const auto window = read.duration("window", kBreakerTime, Need::required);
  const auto duration = read.duration("duration", kBreakerTime, Need::required);
  read.finish();
  return CircuitBreaker{Rate(percent.value_or(0)), window.value_or(Duration()),
                        duration.value_or(Duration())};
}

template <class Result>
tl::expected<Result, Problem> finish(ObjectReader& read, FieldErrors& errors, Result result) {
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return result;
}

}  // namespace

tl::expected<RegisterCompany, Problem> read_register_company(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  RegisterCompany command;
  command.symbol = read.symbol("symbol", Need::required).value_or(Symbol());
  command.name = read.text("name", kNameLength, Need::required).value_or("");
  command.shares = read.quantity("shares", Need::required).value_or(Quantity());
  command.initial_price = read.price("initial_price", Need::required).value_or(Price());
  command.sector = read.text("sector", kSectorLength).value_or("");
  command.tick_size = read.price("tick_size").value_or(command.tick_size);
  command.lot_size = read.quantity("lot_size").value_or(command.lot_size);
  command.band = read_band(read);
  command.tick_steps = read_tick_table(read, errors).value_or(std::vector<TickStep>());
  command.breaker = read_breaker(read, errors);
  command.fee_schedule = text_of(read.slug("fee_schedule"));
  return finish(read, errors, std::move(command));
}

tl::expected<UpdateCompany, Problem> read_update_company(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  UpdateCompany command;
  command.name = read.text("name", kNameLength);
  command.sector = read.text("sector", kSectorLength);
  if (is_cleared(body, "sector")) command.sector = "";
  command.tick_size = read.price("tick_size");
  command.lot_size = read.quantity("lot_size");
  if (const auto band = read_band(read)) command.band = band;
  if (is_cleared(body, "band")) command.band = std::optional<Rate>();
  command.tick_steps = read_tick_table(read, errors);
  if (is_cleared(body, "tick_table")) command.tick_steps = std::vector<TickStep>();
  if (const auto breaker = read_breaker(read, errors)) command.breaker = breaker;
  if (is_cleared(body, "breaker")) command.breaker = std::optional<CircuitBreaker>();
  if (const auto schedule = read.slug("fee_schedule")) command.fee_schedule = schedule->str();
  if (is_cleared(body, "fee_schedule")) command.fee_schedule = "";
  if (errors.empty() && body.members.empty())
    errors.push_back({"",
                      "give at least one field to change: name, sector, tick_size, tick_table, lot_size, "
                      "band, breaker, fee_schedule"});
  return finish(read, errors, std::move(command));
}

tl::expected<HaltCompany, Problem> read_halt_company(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  HaltCompany command;
  command.reason = read.text("reason", kReasonLength).value_or("");
  return finish(read, errors, std::move(command));
}

tl::expected<ResumeRequest, Problem> read_resume_company(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const ResumeRequest request{read.boolean("auction").value_or(false)};
  return finish(read, errors, request);
}

tl::expected<StartAuctionRequest, Problem> read_start_auction(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const StartAuctionRequest request{read.time("ends_at"), read.duration("duration", {})};
  if (request.ends_at && request.duration)
    read.fail("duration", "is another way to give ends_at: leave one out");
  return finish(read, errors, request);
}

tl::expected<IssueSharesRequest, Problem> read_issue_shares(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  IssueSharesRequest request;
  request.trader = read.slug("trader", Need::required).value_or(Slug());
  request.quantity = read.quantity("quantity", Need::required).value_or(Quantity());
  return finish(read, errors, request);
}

}  // namespace market
