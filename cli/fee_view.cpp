#include <ostream>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/text_width.hpp"
#include "cli/view_builder.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kRules[] = {"maker", "taker", "auction"};
constexpr std::string_view kParts[] = {"bps", "per_share", "flat", "min", "max"};

bool is_zero(const Json& value) {
  return value.is_string() && value.get<std::string>().find_first_of("123456789") == std::string::npos;
}

// One row a schedule with every part of every rule: maker_bps, maker_per_share, …
Json rows_of_fees(const Json& answer) {
  Json rows = Json::array();
  for (const auto& [name, schedule] : member(answer, "schedules").items()) {
    Json row;
    row["schedule"] = name;
    row["default"] = text_of(answer, "default") == name;
    for (const std::string_view rule : kRules)
      for (const std::string_view part : kParts)
        row[std::string(rule) + "_" + std::string(part)] = member(member(schedule, rule), part);
    row["tiers"] = member(schedule, "tiers");
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string schedule_text(const Json& answer, const std::string& name) {
  return text_of(answer, "default") == name ? name + " (default)" : name;
}

// For people: one row a rule, without the parts that are nothing.
Json rule_rows(const Json& answer) {
  Json rows = Json::array();
  for (const auto& [name, schedule] : member(answer, "schedules").items())
    for (const std::string_view rule : kRules) {
      const Json& fees = member(schedule, rule);
      if (!fees.is_object()) continue;
      Json row{{"schedule", schedule_text(answer, name)}, {"rule", rule}};
      for (const std::string_view part : kParts) {
        const Json& value = member(fees, part);
        row[std::string(part)] =
            part != "bps" && part != "min" && part != "max" && is_zero(value) ? Json() : value;
      }
      rows.push_back(std::move(row));
    }
  return rows;
}

Json tier_rows(const Json& answer) {
  Json rows = Json::array();
  for (const auto& [name, schedule] : member(answer, "schedules").items())
    for (const Json& tier : member(schedule, "tiers")) {
      Json row{{"schedule", schedule_text(answer, name)}};
      for (const auto* part : {"volume_30d", "maker_bps", "taker_bps"}) row[part] = member(tier, part);
      rows.push_back(std::move(row));
    }
  return rows;
}

void print_fees(const Json& answer, Output& output) {
  auto rules = columns({"schedule", "rule", "bps", "per_share", "flat", "min", "max"});
  for (std::size_t i = 3; i < rules.size(); ++i) rules[i].when_used = true;
  output.print_table(rules, rule_rows(answer));
  if (const Json tiers = tier_rows(answer); !tiers.empty()) {
    output.out() << '\n';
    output.print_table(columns({"schedule", "volume_30d", "maker_bps", "taker_bps"}), tiers);
  }
  output.out() << '\n';
  output.print_table(columns({"to", "share"}), member(answer, "distribution"));
}

Json rows_of_estimate(const Json& answer) {
  Json rows = Json::array();
  for (const auto* side : {"buyer", "seller"}) {
    const Json& fees = member(answer, side);
    Json row{{"party", side}};
    for (const std::string_view rule : kRules) row[std::string(rule)] = member(fees, rule);
    row["notional"] = member(answer, "notional");
    rows.push_back(std::move(row));
  }
  return rows;
}

void print_estimate(const Json& answer, Output& output) {
  output.out() << "notional " << printable(text_of(answer, "notional")) << "\n\n";
  output.print_table(columns({"party", "maker", "taker", "auction"}), rows_of_estimate(answer));
}

void print_revenue(const Json& answer, Output& output) {
  auto shown = columns({"to", "symbol", "amount"});
  shown[1].when_used = true;
  output.print_table(shown, member(answer, "items"));
  output.out() << '\n'
               << printable("taken " + text_of(answer, "taken") + ", distributed " +
                            text_of(answer, "distributed"))
               << '\n';
}

}  // namespace

const View& fees_view() {
  static const View view = special(print_fees, rows_of_fees);
  return view;
}

const View& fee_estimate_view() {
  static const View view = special(print_estimate, rows_of_estimate);
  return view;
}

const View& fee_revenue_view() {
  static const View view = [] {
    View revenue = list({"to", "symbol", "amount"});
    revenue.print = print_revenue;
    return revenue;
  }();
  return view;
}

}  // namespace market::cli
