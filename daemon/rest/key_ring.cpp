#include "daemon/rest/key_ring.hpp"

#include <mutex>

#include <sodium.h>

#include "core/check.hpp"
#include "daemon/api_key.hpp"

namespace market {
namespace {

constexpr std::string_view kPrefix = "mk_";
constexpr std::size_t kKeyIdBytes = 6;
constexpr std::size_t kSecretBytes = 32;

using KeyHash = std::array<std::uint8_t, 32>;

KeyHash hash_key(std::string_view text) {
  KeyHash hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  return hash;
}

bool same(const KeyHash& a, const KeyHash& b) {
  return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_hex(std::size_t bytes) {
  unsigned char random[16];
  MARKET_CHECK(bytes <= sizeof random);
  randombytes_buf(random, bytes);
  char text[2 * sizeof random + 1];
  sodium_bin2hex(text, sizeof text, random, bytes);
  return text;
}

std::string random_secret() {
  unsigned char random[kSecretBytes];
  randombytes_buf(random, sizeof random);
  char text[sodium_base64_ENCODED_LEN(kSecretBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(random, sizeof random);
  return text;
}

std::optional<KeyId> key_id_of(std::string_view text) {
  if (text.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const std::string_view id = text.substr(0, text.find('_'));
  return id.empty() || !KeyId::fits(id) ? std::nullopt : std::optional(KeyId(id));
}

}  // namespace

KeyRing::KeyRing(std::string_view admin_key) {
  MARKET_CHECK(sodium_init() >= 0);
  if (!admin_key.empty()) admin_hash_ = hash_key(admin_key);
}

void KeyRing::update(const Trader& trader) {
  const std::unique_lock lock(mutex_);
  std::vector<KeyId>& ids = ids_of_[trader.id];
  for (const KeyId& id : ids) entries_.erase(id);
  ids.clear();
  for (const ApiKey& key : trader.keys) {
    entries_[key.id] = {trader.id, key.hash};
    ids.push_back(key.id);
  }
}

std::optional<Principal> KeyRing::find(std::string_view key_text) const {
  if (key_text.size() > kLongestKey) return std::nullopt;
  const KeyHash hash = hash_key(key_text);
  if (admin_hash_ && same(hash, *admin_hash_)) return Principal{Principal::Role::admin, {}};
  const auto id = key_id_of(key_text);
  if (!id) return std::nullopt;
  const std::shared_lock lock(mutex_);
  const auto found = entries_.find(*id);
  if (found == entries_.end() || !same(hash, found->second.hash)) return std::nullopt;
  return Principal{Principal::Role::trader, found->second.trader};
}

NewKey KeyRing::make_key() const {
  const std::shared_lock lock(mutex_);
  std::string id = random_hex(kKeyIdBytes);
  while (entries_.count(KeyId(id)) > 0) id = random_hex(kKeyIdBytes);
  NewKey made;
  made.text = std::string(kPrefix) + id + "_" + random_secret();
  made.key.id = KeyId(id);
  made.key.hash = hash_key(made.text);
  return made;
}

}  // namespace market
