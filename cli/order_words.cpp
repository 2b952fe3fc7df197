#include "cli/order_words.hpp"

#include "cli/json.hpp"
#include "cli/request_builder.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kShape = "marketctl order place buy 10 ACME @101.25, or … --market";

// The price in "@101.25" or "101.25".
Result<std::optional<std::string>> price_word(const Context& context) {
  auto word = context.invocation().get("price");
  if (!word) return word;
  if (!word->empty() && word->front() == '@') word->erase(0, 1);
  const auto value = json_value(flag("limit-price", "", ValueKind::decimal), {*word});
  if (!value) return usage_failure("the price must look like @101.25, not \"" + *word + "\"");
  return word;
}

// limit with a price, market with --market; --type must agree.
Status set_type(Json& body, bool market) {
  const bool priced = body.contains("limit_price");
  const std::string type = text_of(body, "type");
  if (market && priced) return usage_failure("an order is either --market or has a price");
  if (market && type == "limit") return usage_failure("--market and --type limit exclude each other");
  if (type.empty() && !market && !priced)
    return usage_failure("a price is missing: give one like @101.25, or --market");
  if (type == "limit" && !priced) return usage_failure("a limit order needs a price, like @101.25");
  if (type == "market" && priced) return usage_failure("a market order has no price");
  if (type.empty()) body["type"] = market ? "market" : "limit";
  return {};
}

}  // namespace

Result<Json> order_body(const Context& context) {
  auto given = request_body(context);
  if (!given) return tl::unexpected(given.error());
  const auto price = price_word(context);
  if (!price) return tl::unexpected(price.error());
  if (*price) (*given)["limit_price"] = **price;
  for (const auto* field : {"side", "quantity", "symbol"})
    if (!given->contains(field))
      return usage_failure(std::string("the ") + field + " is missing", std::string(kShape));
  if (const Status typed = set_type(*given, context.invocation().has("market")); !typed)
    return tl::unexpected(typed.error());
  if (!given->contains("client_order_id")) (*given)["client_order_id"] = make_client_order_id();
  return given;
}

}  // namespace market::cli
