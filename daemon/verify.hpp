// marketd --verify: whether the journal, the database and the standalone copies of a data folder tell one
// story. Changes nothing but what opening the files does (a log is brought into its file, an older database
// is migrated).
#pragma once
#include "daemon/config.hpp"
#include "daemon/start_error.hpp"

namespace market {

// Prints what it finds. Throws StartError when the folder is in use, and what opening its files throws.
ExitStatus verify_folder(const Config& config);

}  // namespace market
