// marketd --restore: a new data folder from a standalone copy. Traders' keys are in the copy and go on to
// work; the administrator's is the folder's own.
#pragma once
#include <filesystem>

#include "daemon/data_folder.hpp"

namespace market {

// Before anything is made. Throws StartError (status configuration) when `folder` holds a market already or
// there is no such file, and what check_snapshot_copy() does.
void check_restore(const std::filesystem::path& file, const std::filesystem::path& folder);

// At a start without --restore. Throws StartError (status corrupt) when one into `folder` did not finish: the
// folder would be taken for that of a new, empty market.
void check_no_unfinished_restore(const std::filesystem::path& folder);

// Copies the file into the folder, whose lock is held, as its market.db. Throws as above.
void restore(const std::filesystem::path& file, const DataFolder& folder);

}  // namespace market
