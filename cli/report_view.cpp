#include <ostream>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/text_width.hpp"
#include "cli/view_builder.hpp"

namespace market::cli {
namespace {

Json rows_of_report(const Json& answer) {
  return member(answer, "facts");
}

void print_report(const Json& answer, Output& output) {
  output.out() << printable(text_of(answer, "symbol") + " of scenario " + text_of(answer, "scenario") +
                            ", seed " + member(answer, "seed").dump() + ": " +
                            member(answer, "minutes").dump() + " minutes, " +
                            member(answer, "orders").dump() + " orders that traded")
               << "\n\n";
  auto shown = columns({"title", "value", "band", "verdict", "source"});
  shown[0].header = "FACT";
  output.print_table(shown, rows_of_report(answer));
}

}  // namespace

const View& simulation_report_view() {
  static const View view =
      special(print_report, rows_of_report, {"fact", "value", "band", "verdict", "source"});
  return view;
}

}  // namespace market::cli
