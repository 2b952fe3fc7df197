// Text of at most N bytes held in place: no heap, cheap to copy, ordered and hashed by content.
// The constructor truncates nothing: callers check fits() (or use parse functions) first.
#pragma once
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "core/check.hpp"

namespace market {

template <std::size_t N>
class ShortText {
  static_assert(N < 256);

 public:
  ShortText() = default;
  explicit ShortText(std::string_view text) : size_(static_cast<std::uint8_t>(text.size())) {
    MARKET_CHECK(fits(text));
    if (size_ > 0) std::memcpy(bytes_, text.data(), size_);
  }
  ShortText(const ShortText& other) : size_(other.size_) { std::memcpy(bytes_, other.bytes_, size_); }
  ShortText& operator=(const ShortText& other) {
    size_ = other.size_;
    std::memmove(bytes_, other.bytes_, size_);
    return *this;
  }

  static constexpr bool fits(std::string_view text) { return text.size() <= N; }
  std::string_view view() const { return {bytes_, size_}; }
  std::string str() const { return std::string(view()); }
  bool empty() const { return size_ == 0; }

  friend bool operator==(const ShortText& a, const ShortText& b) { return a.view() == b.view(); }
  friend auto operator<=>(const ShortText& a, const ShortText& b) { return a.view() <=> b.view(); }

 private:
  std::uint8_t size_ = 0;
  char bytes_[N];  // only the first size_ bytes are meaningful
};

}  // namespace market

template <std::size_t N>
struct std::hash<market::ShortText<N>> {
  std::size_t operator()(const market::ShortText<N>& text) const {
    return std::hash<std::string_view>{}(text.view());
  }
};
