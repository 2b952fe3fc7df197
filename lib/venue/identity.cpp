#include "venue/identity.hpp"

#include <string>

namespace market {
namespace {

[[noreturn]] void refuse(const Journal& journal, const VenueStore& store) {
  throw StoreCorrupt(
      store.path().string() + " and " + journal.path().string() +
      " are not of one venue: put back the one that belongs to the other, or restore a copy into "
      "a new folder with --restore");
}

}  // namespace

bool agree_on_identity(Journal& journal, VenueStore& store) {
  const std::string in_journal = journal.identity();
  if (in_journal == store.identity()) return false;
  if (in_journal.empty()) return true;
  if (store.last_seq() == 0) {
    store.set_identity(in_journal);
    return false;
  }
  if (journal.first_seq() != 0) refuse(journal, store);
  return true;
}

void check_identity(Journal& journal, VenueStore& store) {
  const std::string in_journal = journal.identity();
  const bool says_nothing = in_journal.empty() || journal.first_seq() == 0 || store.last_seq() == 0;
  if (!says_nothing && in_journal != store.identity()) refuse(journal, store);
}

}  // namespace market
