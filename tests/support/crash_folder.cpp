#include "tests/support/crash_folder.hpp"

#include <algorithm>
#include <utility>

namespace market::test {

std::optional<CrashFolder::FileId> CrashFolder::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

CrashFolder::FileId CrashFolder::create(const std::string& name) {
  const FileId id = create_unnamed();
  change({std::nullopt, name, id});
  return id;
}

CrashFolder::FileId CrashFolder::create_unnamed() {
  files_[next_id_];
  return next_id_++;
}

void CrashFolder::remove(const std::string& name) {
  change({name, std::nullopt, names_.at(name)});
}

void CrashFolder::rename(const std::string& from, const std::string& to) {
  change({from, to, names_.at(from)});
}

void CrashFolder::apply(const NameChange& change, Names& names) {
  if (change.removed) names.erase(*change.removed);
  if (change.added) names[*change.added] = change.file;
}

void CrashFolder::change(NameChange change) {
  apply(change, names_);
  unsynced_.push_back(std::move(change));
}

void CrashFolder::sync_file(FileId id) {
  file(id).sync();
  const auto last = std::find_if(unsynced_.rbegin(), unsynced_.rend(),
                                 [id](const NameChange& change) { return change.file == id; });
  for (auto change = unsynced_.begin(); change != last.base(); ++change) apply(*change, synced_names_);
  unsynced_.erase(unsynced_.begin(), last.base());
}

void CrashFolder::sync_names() {
  synced_names_ = names_;
  unsynced_.clear();
}

void CrashFolder::lose_power(std::mt19937_64* random) {
  const std::size_t kept = random == nullptr ? 0 : (*random)() % (unsynced_.size() + 1);
  for (std::size_t i = 0; i < kept; ++i) apply(unsynced_[i], synced_names_);
  names_ = synced_names_;
  unsynced_.clear();
  std::map<FileId, CrashFile> left;
  for (const auto& [name, id] : names_) {
    if (left.count(id) != 0) continue;
    left[id] = std::move(files_.at(id));
    left[id].lose_power(random);
  }
  files_ = std::move(left);
}

std::vector<std::string> CrashFolder::names() const {
  std::vector<std::string> found;
  for (const auto& [name, id] : names_) found.push_back(name);
  return found;
}

}  // namespace market::test
