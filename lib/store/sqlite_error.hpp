// What SQLite's complaints mean: about the content of a file, or about the world around it. Private to
// lib/store (it names SQLiteCpp).
#pragma once
#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <string>

namespace market {

// How long SQLite waits for another process that has the file.
inline constexpr int kBusyTimeoutMs = 5000;

// Whether it is about what stands in the file (SQL that does not fit its tables included).
bool is_about_content(const SQLite::Exception& error);

// "FILE is damaged: WHAT; restore it from a copy".
std::string damaged_text(const std::filesystem::path& file, const std::string& what);

// Throws Corrupt or Unavailable for what SQLite said while `doing`: "cannot be read".
template <class Corrupt, class Unavailable>
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& file,
                          const std::string& doing) {
  if (is_about_content(error)) throw Corrupt(damaged_text(file, "it " + doing + ": " + error.what()));
  throw Unavailable(file.string() + " " + doing + ": " + error.what());
}

// 0 when there is no such file.
std::uintmax_t size_or_zero(const std::filesystem::path& path);

}  // namespace market
