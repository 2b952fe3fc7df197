// Request bodies about companies, read into commands. What needs the state (ids behind names) is left to the
// handler.
#pragma once
#include <tl/expected.hpp>

#include "model/command.hpp"
#include "wire/json_node.hpp"
#include "wire/problem.hpp"

namespace market {

[[nodiscard]] tl::expected<RegisterCompany, Problem> read_register_company(const JsonNode& body);

// The command's company is for the caller to fill in, here and below.
[[nodiscard]] tl::expected<UpdateCompany, Problem> read_update_company(const JsonNode& body);
[[nodiscard]] tl::expected<HaltCompany, Problem> read_halt_company(const JsonNode& body);

struct ResumeRequest {
  bool into_auction = false;
};
[[nodiscard]] tl::expected<ResumeRequest, Problem> read_resume_company(const JsonNode& body);

struct StartAuctionRequest {
  std::optional<Timestamp> ends_at;  // this or
  std::optional<Duration> duration;  // this, from now on, or neither: until somebody uncrosses it
};
[[nodiscard]] tl::expected<StartAuctionRequest, Problem> read_start_auction(const JsonNode& body);

struct IssueSharesRequest {
  Slug trader;
  Quantity quantity;
};
[[nodiscard]] tl::expected<IssueSharesRequest, Problem> read_issue_shares(const JsonNode& body);

}  // namespace market
