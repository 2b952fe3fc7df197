#include "cli/csv_reader.hpp"

#include "cli/text_width.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {}

  bool at_end() const { return pos_ == text_.size(); }

  Result<CsvRecord> record() {
    CsvRecord record;
    record.line = line_;
    while (true) {
      auto field = at('"') ? quoted_field() : plain_field();
      if (!field) return tl::unexpected(std::move(field.error()));
      record.fields.push_back(std::move(*field));
      if (at_end() || take_line_break()) return record;
      ++pos_;  // the comma
    }
  }

 private:
  bool at(char wanted) const { return pos_ < text_.size() && text_[pos_] == wanted; }
  bool at_field_end() const { return at_end() || at(',') || at('\n') || at('\r'); }

  bool take_line_break() {
    if (!at('\n') && !at('\r')) return false;
    pos_ += text_.substr(pos_, 2) == "\r\n" ? 2 : 1;
    ++line_;
    return true;
  }

  tl::unexpected<Failure> wrong(std::size_t line, const std::string& what) const {
    return usage_failure("line " + std::to_string(line) + ": " + what);
  }

  Result<std::string> checked(std::string field, std::size_t line) const {
    if (!is_utf8(field)) return wrong(line, "the text is not UTF-8: save the file as CSV UTF-8");
    return field;
  }

  Result<std::string> plain_field() {
    const std::size_t start = pos_;
    while (!at_field_end() && !at('"')) ++pos_;
    if (at('"')) return wrong(line_, "a quote within a field: quote the field whole and double the quote");
    return checked(std::string(text_.substr(start, pos_ - start)), line_);
  }

  Result<std::string> quoted_field() {
    const std::size_t first_line = line_;
    std::string field;
    for (++pos_; !at_end();) {
      if (at('"')) {
        ++pos_;
        if (at_field_end()) return checked(std::move(field), first_line);
        if (!at('"')) return wrong(line_, "text after a closing quote: double a quote within a field");
      }
      if (at('\n')) ++line_;
      field += text_[pos_++];
    }
    return wrong(first_line, "a quote is opened and never closed");
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Result<std::vector<CsvRecord>> parse_csv(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  std::vector<CsvRecord> records;
  for (CsvParser parser(text); !parser.at_end();) {
    auto record = parser.record();
    if (!record) return tl::unexpected(std::move(record.error()));
    const bool blank = record->fields.size() == 1 && record->fields.front().empty();
    if (!blank) records.push_back(std::move(*record));
  }
  return records;
}

}  // namespace market::cli
