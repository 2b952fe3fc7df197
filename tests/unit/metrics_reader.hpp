// Reads the Prometheus text exposition format 0.0.4, strictly: what the format's description asks of a writer
// and what promtool complains about is an exception that names the line.
#pragma once
#include <cstdlib>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace market::test {

class MetricsReader {
 public:
  explicit MetricsReader(const std::string& text) {
    if (text.empty() || text.back() != '\n') fail("the last line does not end");
    std::istringstream in(text);
    for (std::string line; std::getline(in, line); ++line_) read_line(line);
    end_family();
  }

  // By name and labels as they are written: market_feed_clients{transport="sse"}.
  double operator[](const std::string& sample) const {
    const auto found = samples_.find(sample);
    if (found == samples_.end()) throw std::runtime_error("there is no " + sample);
    return found->second;
  }
  bool has(const std::string& sample) const { return samples_.count(sample) > 0; }
  const std::map<std::string, std::string>& types() const { return types_; }

 private:
  using Labels = std::map<std::string, std::string>;

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error("line " + std::to_string(line_) + ": " + what);
  }

  void read_line(const std::string& line) {
    static const std::regex help("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\]|\\\\\\\\|\\\\n)+)");
    static const std::regex type(
        "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    std::smatch match;
    if (std::regex_match(line, match, help)) {
      end_family();
      family_ = match[1];
      if (!families_.insert(family_).second) fail(family_ + " comes twice");
    } else if (std::regex_match(line, match, type)) {
      if (match[1] != family_ || types_.count(family_) > 0) fail("TYPE does not follow its HELP");
      types_[family_] = match[2];
      if ((match[2] == "counter") != (family_.size() > 6 && family_.substr(family_.size() - 6) == "_total"))
        fail("a counter's name ends in _total, and no other's");
    } else {
      read_sample(line);
    }
  }

  void read_sample(const std::string& line) {
    static const std::regex shape("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^ ]*\\})? ([^ ]+)");
    std::smatch match;
    if (!std::regex_match(line, match, shape)) fail("is no sample: " + line);
    const std::string name = match[1];
    if (types_.count(family_) == 0) fail("a sample before its TYPE");
    const double value = read_value(match[3]);
    const Labels labels = read_labels(match[2]);
    if (!samples_.emplace(std::string(match[1]) + std::string(match[2]), value).second)
      fail("comes twice: " + line);
    if (types_[family_] == "histogram") return read_histogram(name, labels, value);
    if (name != family_) fail(name + " is no sample of " + family_);
    if (types_[family_] == "counter" && !(value >= 0)) fail("a counter below zero");
  }

  double read_value(const std::string& text) const {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end != text.c_str() + text.size()) fail("is no number: " + text);
    return value;
  }

  Labels read_labels(std::string text) const {
    Labels labels;
    if (text.empty()) return labels;
    static const std::regex label(
        "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\\\\\|\\\\\"|\\\\n)*)\"(,|$)");
    text = text.substr(1, text.size() - 2);
    std::smatch match;
    while (std::regex_search(text, match, label, std::regex_constants::match_continuous)) {
      if (!labels.emplace(match[1], match[2]).second) fail("a label twice");
      text = match.suffix();
    }
    if (!text.empty() || labels.empty()) fail("are no labels: " + text);
    return labels;
  }

  struct Histogram {
    double last_bound = -1, last_count = 0, count = -1;
    bool has_infinity = false, has_sum = false;
  };

  void read_histogram(const std::string& name, Labels labels, double value) {
    const std::string suffix = name.substr(std::min(name.size(), family_.size()));
    const std::string bound = labels["le"];
    labels.erase("le");
    Histogram& histogram = histograms_[labels];
    if (suffix == "_bucket") {
      const double le = read_value(bound);
      if (histogram.has_infinity || le <= histogram.last_bound) fail("buckets are not in order");
      if (value < histogram.last_count) fail("buckets do not add up");
      histogram.last_bound = le;
      histogram.last_count = value;
      histogram.has_infinity = bound == "+Inf";
    } else if (suffix == "_sum") {
      histogram.has_sum = true;
    } else if (suffix == "_count") {
      histogram.count = value;
    } else {
      fail(name + " is no sample of " + family_);
    }
  }

  void end_family() {
    for (const auto& [labels, histogram] : histograms_)
      if (!histogram.has_infinity || !histogram.has_sum || histogram.count != histogram.last_count)
        fail("a histogram is not whole");
    histograms_.clear();
  }

  int line_ = 1;
  std::string family_;
  std::set<std::string> families_;
  std::map<std::string, std::string> types_;
  std::map<std::string, double> samples_;
  std::map<Labels, Histogram> histograms_;
};

}  // namespace market::test
