// KeyRing: which API key belongs to whom. A trader's key is
//
//   mk_<key_id>_<43 characters of base64url: 32 random bytes>
//
// of which the venue keeps the id and a BLAKE2b-256 hash. The ring is a copy of the traders' keys for quick
// lookup; whoever submits a command that changes keys calls update() under the venue's lock, so that the
// copies never overtake each other. Hashes are compared in constant time.
//
// Thread rule: any thread; never takes the venue's lock.
#pragma once
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/rest/api.hpp"
#include "model/trader.hpp"

namespace market {

struct NewKey {
  std::string text;  // shown once, to the one who asked for it
  ApiKey key;        // what the venue keeps; created_at is the engine's to set
};

class KeyRing {
 public:
  // `admin_key` empty: nobody is admin.
  explicit KeyRing(std::string_view admin_key);

  void update(const Trader& trader);

  // Whose key this is; nullopt when it is nobody's.
  std::optional<Principal> find(std::string_view key_text) const;

  // A key whose id no trader has yet.
  NewKey make_key() const;

 private:
  struct Entry {
    TraderId trader;
    std::array<std::uint8_t, 32> hash;
  };

  std::optional<std::array<std::uint8_t, 32>> admin_hash_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<KeyId, Entry> entries_;
  std::unordered_map<TraderId, std::vector<KeyId>> ids_of_;
};

}  // namespace market
