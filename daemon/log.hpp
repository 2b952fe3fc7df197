// The daemon's log: one line an event on standard error, as text or as one JSON object a line. Times are UTC.
//
// Thread rule: start_log() once before the threads; the rest from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace market {

enum class LogLevel : std::uint8_t { debug, info, warn, error };
enum class LogFormat : std::uint8_t { text, json };

std::string_view to_text(LogLevel level);
std::optional<LogLevel> parse_log_level(std::string_view text);
std::string_view to_text(LogFormat format);
std::optional<LogFormat> parse_log_format(std::string_view text);

void start_log(LogLevel level, LogFormat format);
void set_log_level(LogLevel level);

void log_line(LogLevel level, std::string_view message);
inline void log_debug(std::string_view message) {
  log_line(LogLevel::debug, message);
}
inline void log_info(std::string_view message) {
  log_line(LogLevel::info, message);
}
inline void log_warn(std::string_view message) {
  log_line(LogLevel::warn, message);
}
inline void log_error(std::string_view message) {
  log_line(LogLevel::error, message);
}

}  // namespace market
