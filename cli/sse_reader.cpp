#include "cli/sse_reader.hpp"

namespace market::cli {
namespace {
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
}

bool SseReader::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (skip_line_feed_) {
      skip_line_feed_ = false;
      if (bytes.front() == '\n') {
        bytes.remove_prefix(1);
        continue;
      }
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    if (end == std::string_view::npos) {
      partial_.append(bytes);
      return partial_.size() <= kLongestLine;
    }
    skip_line_feed_ = bytes[end] == '\r';
    partial_.append(bytes.substr(0, end));
    bytes.remove_prefix(end + 1);
    std::string_view text = partial_;
    if (at_start_ && text.substr(0, kByteOrderMark.size()) == kByteOrderMark)
      text.remove_prefix(kByteOrderMark.size());
    at_start_ = false;
    const bool go_on = line(text);
    partial_.clear();
    if (!go_on) return false;
  }
  return true;
}

bool SseReader::line(std::string_view text) {
  if (text.empty()) return dispatch();
  const std::size_t colon = text.find(':');
  if (colon == 0) return true;  // a comment
  const std::string_view field = text.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (field == "data")
    data_.append(value) += '\n';
  else if (field == "event")
    event_.type = value;
  else if (field == "id" && value.find('\0') == std::string_view::npos)
    event_.id = value;
  return true;
}

bool SseReader::dispatch() {
  last_id_ = event_.id;
  if (data_.empty()) {
    event_.type.clear();
    return true;
  }
  data_.pop_back();
  event_.data.swap(data_);
  if (event_.type.empty()) event_.type = "message";
  const bool go_on = sink_(event_);
  event_.type.clear();
  data_.clear();
  return go_on;
}

}  // namespace market::cli
