#include "store/sqlite_error.hpp"

#include <sqlite3.h>

namespace market {

bool is_about_content(const SQLite::Exception& error) {
  switch (error.getErrorCode() & 0xff) {  // the rest is SQLite's finer distinction
    case SQLITE_ERROR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT: return true;
    default: return false;
  }
}

std::string damaged_text(const std::filesystem::path& file, const std::string& what) {
  return file.string() + " is damaged: " + what + "; restore it from a copy";
}

std::uintmax_t size_or_zero(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace market
