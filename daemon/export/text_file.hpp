// TextFile: a text file that is written once from front to back, through a buffer. What goes wrong is kept,
// and everything after it dropped, until somebody asks.
//
// Thread rule: one thread at a time.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"
#include "daemon/unique_fd.hpp"

namespace market {

class TextFile {
 public:
  // Makes the file, which must not be there.
  explicit TextFile(std::filesystem::path path);
  TextFile(TextFile&&) = default;
  TextFile& operator=(TextFile&&) = default;

  TextFile& text(std::string_view text) {
    buffer_ += text;
    return *this;
  }
  TextFile& number(std::uint64_t value);
  TextFile& number(std::int64_t value);
  TextFile& decimal(Int128 units) {
    append_decimal(buffer_, units);
    return *this;
  }
  TextFile& time(Timestamp time) {
    append_rfc3339(buffer_, time);
    return *this;
  }
  TextFile& comma() {
    buffer_ += ',';
    return *this;
  }
  void end_line() {
    buffer_ += '\n';
    if (buffer_.size() >= kFlushAt) flush();
  }

  // Writes what is left. What went wrong first, or empty: "DIR/trades.csv: No space left on device".
  std::string finish();
  const std::string& failure() const { return failure_; }
  const std::filesystem::path& path() const { return path_; }
  // Another name in the same folder; after finish().
  void rename_to(const std::string& name);

 private:
  static constexpr std::size_t kFlushAt = 1 << 18;
  void flush();
  void fail();

  std::filesystem::path path_;
  UniqueFd file_;
  std::string buffer_;
  std::string failure_;
};

}  // namespace market
