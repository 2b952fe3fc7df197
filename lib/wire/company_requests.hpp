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
[[nodiscard]] tl::expected<ResumeCompany, Problem> read_resume_company(const JsonNode& body);

struct IssueSharesRequest {
  Slug trader;
  Quantity quantity;
};
[[nodiscard]] tl::expected<IssueSharesRequest, Problem> read_issue_shares(const JsonNode& body);

}  // namespace market
