// Stands in for the venue's snapshots until they are there: a copy is an empty database with the identity of
// market.db, and there are no periodic ones.
#include <sqlite3.h>

#include <algorithm>
#include <cstdio>

#include "venue/venue.hpp"

namespace market {
namespace {

Timestamp wall_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

tl::expected<SnapshotFile, std::string> write_copy(const std::filesystem::path& folder, Seq seq) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return tl::unexpected(folder.string() + ": " + error.message());
  char id[64];
  std::snprintf(id, sizeof id, "snapshot-%012llu", static_cast<unsigned long long>(seq));
  SnapshotFile file{id, seq, folder / (std::string(id) + ".db"), 0, wall_now()};
  std::filesystem::remove(file.path, error);
  sqlite3* database = nullptr;
  std::string sql =
      "PRAGMA application_id = 0x4d4b5456; PRAGMA user_version = 1; CREATE TABLE todo(seq INTEGER);";
  sql += "INSERT INTO todo VALUES (" + std::to_string(seq) + ")";
  const bool ok = sqlite3_open(file.path.c_str(), &database) == SQLITE_OK &&
                  sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  const std::string why = ok ? "" : sqlite3_errmsg(database);
  sqlite3_close(database);
  if (!ok) return tl::unexpected(file.path.string() + ": " + why);
  file.bytes = std::filesystem::file_size(file.path, error);
  return file;
}

}  // namespace

void Venue::copy_snapshot(CopyDone done) {
  const Seq seq = with([](Session& session) { return session.seq(); });
  const std::lock_guard lock(todo_.mutex);
  todo_.threads.emplace_back([this, seq, done = std::move(done)] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto file = write_copy(todo_.folder, seq);
    SnapshotStatus status = snapshot_status();
    status.error = file ? "" : file.error();
    if (file)
      status = {seq, file->created_at, Duration::milliseconds(50), 1, status.written + 1, status.failed, ""};
    if (!file) ++status.failed;
    {
      const std::lock_guard of_status(todo_.mutex);
      todo_.status = status;
    }
    if (todo_.on_snapshot) todo_.on_snapshot(status);
    done(file);
  });
}

std::vector<SnapshotFile> Venue::snapshot_files() const {
  std::vector<SnapshotFile> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(todo_.folder, error)) {
    const std::string id = entry.path().stem().string();
    if (id.rfind("snapshot-", 0) != 0) continue;
    const auto written = entry.last_write_time(error).time_since_epoch() -
                         std::filesystem::file_time_type::clock::now().time_since_epoch();
    const auto age = std::chrono::duration_cast<std::chrono::nanoseconds>(written).count();
    files.push_back(
        {id, std::stoull(id.substr(9)), entry.path(), entry.file_size(error), wall_now() + Duration(age)});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  return files;
}

SnapshotStatus Venue::snapshot_status() const {
  const std::lock_guard lock(todo_.mutex);
  return todo_.status;
}

void Venue::set_snapshot_interval(Duration) {}

Venue::Todo::~Todo() {
  for (std::thread& thread : threads) thread.join();
}

}  // namespace market
