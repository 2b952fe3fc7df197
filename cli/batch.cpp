#include "cli/batch.hpp"

#include <algorithm>

#include "cli/context.hpp"
#include "cli/json.hpp"

namespace market::cli {
namespace {

bool is_operation(const Json& operation) {
  const std::string op = text_of(operation, "op");
  return op == "place" || op == "amend" || op == "cancel";
}

Status check_operation(const Json& operation, const std::string& where) {
  if (is_operation(operation)) return {};
  return usage_failure(where + " is no operation: it must be an object with \"op\": place, amend or cancel");
}

Result<std::vector<Json>> parse_lines(std::string_view text) {
  std::vector<Json> operations;
  for (std::size_t start = 0, number = 1; start < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string where = "line " + std::to_string(number);
    auto operation = parse_json(line);
    if (!operation) return usage_failure(where + " is not JSON");
    if (const Status checked = check_operation(*operation, where); !checked)
      return tl::unexpected(checked.error());
    operations.push_back(std::move(*operation));
  }
  return operations;
}

}  // namespace

Result<std::vector<Json>> parse_operations(std::string_view text) {
  const auto document = parse_json(text);
  const bool one_line_operation = document && document->is_object() && document->contains("op");
  if (!document || one_line_operation) return parse_lines(text);
  const Json& list = document->is_array() ? *document : member(*document, "operations");
  if (!list.is_array())
    return usage_failure("the batch must be {\"operations\":[…]}, an array, or one operation a line");
  std::vector<Json> operations;
  for (const Json& operation : list) {
    const Status checked = check_operation(operation, "operation " + std::to_string(operations.size() + 1));
    if (!checked) return tl::unexpected(checked.error());
    operations.push_back(operation);
  }
  return operations;
}

void complete_operation(Json& operation, const std::optional<std::string>& trader) {
  if (trader && !operation.contains("trader")) operation["trader"] = *trader;
  if (text_of(operation, "op") == "place" && !operation.contains("client_order_id"))
    operation["client_order_id"] = make_client_order_id();
}

}  // namespace market::cli
