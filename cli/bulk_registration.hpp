// Registers the traders of a CSV file, one request each. One that is there already is left as it is, so the
// same file can be given again.
#pragma once
#include <optional>
#include <string>

#include "cli/context.hpp"

namespace market::cli {

// `file` may be "-". Keys go into `keys_file` when there is one, else onto standard output; they are kept for
// --as in any case. Prints what was registered also when it has to stop.
Status register_roster(Context& context, const std::string& file,
                       const std::optional<std::string>& keys_file);

}  // namespace market::cli
