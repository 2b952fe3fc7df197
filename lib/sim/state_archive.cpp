#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr std::size_t kWord = 8;

}  // namespace

std::uint64_t StateArchive::word(std::uint64_t value) {
  if (!loading_) {
    for (std::size_t i = 0; i < kWord; ++i) saved_ += static_cast<char>(value >> (8 * i) & 0xff);
    return value;
  }
  if (rest_.size() < kWord) fail("ends too early");
  if (!failure_.empty()) return 0;
  std::uint64_t loaded = 0;
  for (std::size_t i = 0; i < kWord; ++i)
    loaded |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
  rest_.remove_prefix(kWord);
  return loaded;
}

// Whatever a list holds takes a word at least, but for the bytes of a text, which count one by one.
std::size_t StateArchive::count(std::size_t size) {
  const std::uint64_t loaded = word(size);
  if (loading_ && loaded > rest_.size()) {
    fail("has a list longer than itself");
    return 0;
  }
  return static_cast<std::size_t>(loaded);
}

void StateArchive::field(std::string& text) {
  const std::size_t size = count(text.size());
  if (!loading_) {
    saved_ += text;
    return;
  }
  text = rest_.substr(0, size);
  rest_.remove_prefix(size);
}

}  // namespace market::sim
