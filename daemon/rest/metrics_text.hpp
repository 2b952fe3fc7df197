// MetricsText: writes the Prometheus text exposition format, version 0.0.4
// (prometheus.io/docs/instrumenting/exposition_formats).
//
//   MetricsText metrics;
//   metrics.family("market_seq", MetricsText::Type::gauge, "The newest seq.");
//   metrics.sample("", {}, venue.seq());
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace market {

class MetricsText {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  enum class Type { counter, gauge, histogram };
  // Opens a family; the samples that follow are its own. `help` is one line.
  void family(std::string_view name, Type type, std::string_view help);

  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  // `suffix` is what a histogram's samples have behind the family's name.
  void sample(std::string_view suffix, Labels labels, std::uint64_t value);
  void sample(std::string_view suffix, Labels labels, double value);

  // A family of one sample without labels.
  template <class Value>
  void single(std::string_view name, Type type, std::string_view help, Value value) {
    family(name, type, help);
    sample("", {}, value);
  }

  const std::string& text() const { return text_; }

 private:
  void begin_sample(std::string_view suffix, Labels labels);

  std::string text_;
  std::string name_;
};

}  // namespace market
