#include "daemon/rest/metrics_text.hpp"

#include <charconv>
#include <cmath>

namespace market {
namespace {

std::string_view to_text(MetricsText::Type type) {
  switch (type) {
    case MetricsText::Type::counter: return "counter";
    case MetricsText::Type::gauge: return "gauge";
    case MetricsText::Type::histogram: return "histogram";
  }
  return "";
}

void append_label_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

template <class Number>
void append_number(std::string& out, Number number) {
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

void MetricsText::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
  text_.append("# TYPE ").append(name).append(" ").append(to_text(type)).append("\n");
}

void MetricsText::begin_sample(std::string_view suffix, Labels labels) {
  text_.append(name_).append(suffix);
  char opening = '{';
  for (const auto& [name, value] : labels) {
    text_ += opening;
    text_.append(name).append("=\"");
    append_label_value(text_, value);
    text_ += '"';
    opening = ',';
  }
  if (labels.size() > 0) text_ += '}';
  text_ += ' ';
}

void MetricsText::sample(std::string_view suffix, Labels labels, std::uint64_t value) {
  begin_sample(suffix, labels);
  append_number(text_, value);
  text_ += '\n';
}

void MetricsText::sample(std::string_view suffix, Labels labels, double value) {
  begin_sample(suffix, labels);
  if (std::isfinite(value)) {
    append_number(text_, value);
  } else {
    text_ += std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  }
  text_ += '\n';
}

}  // namespace market
