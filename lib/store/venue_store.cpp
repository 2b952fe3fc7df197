#include "store/venue_store.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/check.hpp"
#include "store/history_check.hpp"
#include "store/history_writer.hpp"
#include "store/market_database.hpp"
#include "store/sqlite_error.hpp"
#include "store/state_writer.hpp"
#include "store/store_loader.hpp"

namespace market {

struct VenueStore::Impl {
  Impl(std::filesystem::path file, Disk& disk_, Use use)
      : path(std::move(file)),
        disk(disk_),
        database(use == Use::write ? open_to_write(path, disk) : open_to_look(path, disk)),
        reader(database, path),
        counts(database),
        state(database),
        history(database),
        venue(database),
        snapshots(database),
        begin(database, use == Use::write ? "BEGIN IMMEDIATE" : "BEGIN"),
        commit(database, "COMMIT"),
        last(last_snapshot()) {}

  SnapshotRow last_snapshot();
  void write_rows(const SnapshotBatch& batch);
  void check_counts(const VenueImage& image) const;
  SnapshotRow note_snapshot(const SnapshotBatch& batch);

  const std::filesystem::path path;
  Disk& disk;
  SQLite::Database database;
  TableReader reader;
  RowCounts counts;
  StateWriter state;
  HistoryWriter history;
  TableWriter<VenueRow> venue;
  TableWriter<SnapshotRow> snapshots;
  Statement begin, commit;
  SnapshotRow last;  // all zero before the first
};

namespace {

// Runs `action`; what SQLite throws becomes one of the store's exceptions.
template <class Action>
auto translated(const std::filesystem::path& path, const char* doing, Action action) {
  try {
    return action();
  } catch (const SQLite::Exception& error) {
    rethrow<StoreCorrupt, StoreUnavailable>(error, path, doing);
  }
}

// A transaction that is undone unless commit() was reached.
class Transaction {
 public:
  Transaction(SQLite::Database& database, Statement& begin) : database_(database) { begin.run(); }
  ~Transaction() {
    if (!done_) database_.tryExec("ROLLBACK");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit(Statement& commit) {
    commit.run();
    done_ = true;
  }

 private:
  SQLite::Database& database_;
  bool done_ = false;
};

}  // namespace

VenueStore::VenueStore(std::filesystem::path file, Disk& disk, Use use)
    : impl_(translated(file, "cannot be opened", [&] { return std::make_unique<Impl>(file, disk, use); })) {}

VenueStore::~VenueStore() = default;

SnapshotRow VenueStore::Impl::last_snapshot() {
  SnapshotRow found;
  Statement newest(database, TableSql::of<SnapshotRow>().select() + " ORDER BY seq DESC LIMIT 1");
  while (newest.step()) found = reader.row<SnapshotRow>(newest);
  return found;
}

Seq VenueStore::last_seq() const {
  return impl_->last.seq;
}

Seq VenueStore::previous_seq() const {
  return impl_->last.previous_seq;
}

const std::filesystem::path& VenueStore::path() const {
  return impl_->path;
}

std::string VenueStore::identity() {
  Impl& self = *impl_;
  return translated(self.path, "cannot be read", [&] {
    Statement row(self.database, "SELECT venue FROM identity");
    if (!row.step()) throw self.reader.damaged("table identity is empty");
    return std::string(row.text(0));
  });
}

void VenueStore::set_identity(const std::string& venue) {
  Impl& self = *impl_;
  translated(self.path, "cannot be written", [&] {
    Statement row(self.database, "UPDATE identity SET venue = ?1");
    row.bind_text(1, venue).run();
  });
}

std::optional<StoredVenue> VenueStore::load() {
  Impl& self = *impl_;
  return translated(self.path, "cannot be read", [&]() -> std::optional<StoredVenue> {
    Transaction transaction(self.database, self.begin);
    const std::int64_t venues = self.reader.each<VenueRow>([&](VenueRow&& row) {
      if (row.image.seq == self.last.seq) return;
      throw self.reader.damaged("the venue is as of command " + std::to_string(row.image.seq) +
                                ", but the last snapshot of command " + std::to_string(self.last.seq));
    });
    const bool fresh = venues == 0 && self.last.seq == 0;
    if (fresh && self.reader.each<RowCount>([](RowCount&&) {}) > 0)
      throw self.reader.damaged("table row_count has rows, but there was no snapshot");
    if (fresh) return std::nullopt;
    return StoreLoader(self.database, self.path).load();
  });
}

std::optional<StoredVenue> VenueStore::load_checked() {
  Impl& self = *impl_;
  auto stored = load();
  if (!stored) return stored;
  translated(self.path, "cannot be read", [&] {
    Transaction transaction(self.database, self.begin);
    check_history(self.database, self.path, *stored);
  });
  return stored;
}

void VenueStore::write(const SnapshotBatch& batch) {
  Impl& self = *impl_;
  MARKET_CHECK(batch.state.venue.seq >= self.last.seq);
  translated(self.path, "cannot be written", [&] {
    Transaction transaction(self.database, self.begin);
    self.write_rows(batch);
    const SnapshotRow written = self.note_snapshot(batch);
    transaction.commit(self.commit);
    self.last = written;
  });
}

void VenueStore::Impl::write_rows(const SnapshotBatch& batch) {
  counts.read(reader);
  state.write(batch, counts);
  history.write(batch, counts);
  check_counts(batch.state.venue);
  counts.write();
  venue.replace({1, batch.state.venue, batch.next_rank, batch.feed_floor});
}

// What does not add up must not replace a snapshot that does.
void VenueStore::Impl::check_counts(const VenueImage& image) const {
  const auto check = [this](std::int64_t rows, std::uint64_t wanted, const char* what) {
    if (static_cast<std::uint64_t>(rows) == wanted) return;
    throw StoreUnavailable(path.string() + " cannot be written: there would be " + std::to_string(rows) +
                           " " + what + ", but the venue has " + std::to_string(wanted));
  };
  check(counts.of<OrderImage>(), image.open_orders, "open orders");
  check(counts.of<CompanyImage>(), image.companies, "companies");
  check(counts.of<TraderImage>(), image.traders, "traders");
}

// Keeps the last two, and every one with a state hash.
SnapshotRow VenueStore::Impl::note_snapshot(const SnapshotBatch& batch) {
  const VenueImage& image = batch.state.venue;
  SnapshotRow row{image.seq, image.now, last.seq, batch.state_hash};
  if (row.seq == last.seq) {
    row.previous_seq = last.previous_seq;
    if (!row.state_hash) row.state_hash = last.state_hash;
  } else if (last.previous_seq < last.seq) {
    Statement drop(database, "DELETE FROM snapshot WHERE seq = ?1 AND state_hash IS NULL");
    drop.bind(1, to_integer(last.previous_seq)).run();
  }
  snapshots.replace(row);
  return row;
}

// VACUUM INTO rather than a copy of the pages: it reads every row, so that damage is not passed on, and
// leaves no free pages and no write-ahead log.
void VenueStore::copy_to(const std::filesystem::path& to) {
  Impl& self = *impl_;
  std::filesystem::path unfinished = to;
  unfinished += ".tmp";
  const auto must = [&](bool done, const char* what) {
    if (!done) throw StoreUnavailable(to.string() + " cannot be " + what + ": " + std::strerror(errno));
  };
  try {
    must(self.disk.remove(unfinished), "replaced");
    translated(self.path, "cannot be copied", [&] {
      Statement copy(self.database, "VACUUM INTO ?1");
      copy.bind_text(1, unfinished.native()).run();
    });
    must(self.disk.sync(unfinished), "synced");
    must(self.disk.rename(unfinished, to), "written");
  } catch (...) {
    self.disk.remove(unfinished);
    throw;
  }
}

std::vector<NotedHash> VenueStore::noted_hashes() {
  Impl& self = *impl_;
  return translated(self.path, "cannot be read", [&] {
    std::vector<NotedHash> noted;
    self.reader.each<SnapshotRow>([&](SnapshotRow&& row) {
      if (row.state_hash) noted.push_back({row.seq, *row.state_hash});
    });
    return noted;
  });
}

}  // namespace market
