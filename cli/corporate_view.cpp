#include <ostream>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/plural.hpp"
#include "cli/text_width.hpp"
#include "cli/view_builder.hpp"

namespace market::cli {
namespace {

bool is_something(const std::string& decimal) {
  return decimal.find_first_of("123456789") != std::string::npos;
}

// ", 12.00 of it new money from outside": what the issuer did not have.
std::string paid_in_text(const Json& done) {
  const std::string paid_in = text_of(done, "paid_in");
  return is_something(paid_in) ? ", " + paid_in + " of it new money from outside" : "";
}

// "ACME: 50.00 paid to 3 holders by issuer; 0.01 remains"
void print_dividend(const Json& answer, Output& output) {
  const Json& done = member(answer, "dividend");
  std::string text = text_of(answer, "symbol") + ": " + text_of(done, "paid") + " paid to " +
                     counted(text_of(done, "holders"), "holder") + " by " + text_of(done, "from") +
                     paid_in_text(done);
  if (const std::string left = text_of(done, "remainder"); is_something(left))
    text += "; " + left + " remains";
  output.out() << printable(text) << '\n';
}

// "ACME: split 3 for 2, now 1500000 shares; 33.33 cash in lieu of fractions; 1 order ended"
void print_split(const Json& answer, Output& output) {
  const Json& done = member(answer, "split");
  std::string text = text_of(answer, "symbol") + ": split " + text_of(done, "to") + " for " +
                     text_of(done, "from") + ", now " + counted(text_of(answer, "shares"), "share");
  if (const std::string cash = text_of(done, "cash_in_lieu"); is_something(cash))
    text += "; " + cash + " cash in lieu of fractions" + paid_in_text(done);
  if (integer_of(done, "orders_ended") > 0)
    text += "; " + counted(text_of(done, "orders_ended"), "order") + " ended";
  output.out() << printable(text) << '\n';
}

// The company's symbol and what was done.
Json row_of(const Json& answer, std::string_view action) {
  Json row{{"symbol", member(answer, "symbol")}};
  for (const auto& [name, value] : member(answer, action).items()) row[name] = value;
  return Json::array({row});
}

}  // namespace

const View& dividend_view() {
  static const View view =
      special(print_dividend, [](const Json& answer) { return row_of(answer, "dividend"); });
  return view;
}

const View& split_view() {
  static const View view = special(print_split, [](const Json& answer) { return row_of(answer, "split"); });
  return view;
}

}  // namespace market::cli
