#include "cli/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace market::cli {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

CodePoint decode(std::string_view text, std::size_t pos) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(pos);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t bytes = lead >= 0xf0 && lead < 0xf5   ? 4
                            : lead >= 0xe0 && lead < 0xf0 ? 3
                            : lead >= 0xc2 && lead < 0xe0 ? 2
                                                          : 0;
  if (bytes == 0 || pos + bytes > text.size()) return {};
  std::uint32_t value = lead & (0xffu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(pos + i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(pos + i) & 0x3f);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (value < kSmallest[bytes] || value > 0x10ffff || surrogate) return {};
  return {value, bytes, true};
}

struct Range {
  std::uint32_t first, last;
};

// Source: Unicode Standard Annex #11, classes W and F, in coarse blocks.
constexpr Range kWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
                           {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
                           {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
constexpr Range kZero[] = {{0x300, 0x36f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}};
// Characters that format or override direction: as dangerous in a terminal as control characters.
constexpr Range kUnsafe[] = {{0, 0x1f}, {0x7f, 0x9f}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}};

template <std::size_t N>
bool in(const Range (&ranges)[N], std::uint32_t value) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& r) { return value >= r.first && value <= r.last; });
}

}  // namespace

std::size_t text_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const CodePoint point = decode(text, pos);
    pos += point.bytes;
    if (point.valid && in(kZero, point.value)) continue;
    width += point.valid && in(kWide, point.value) ? 2 : 1;
  }
  return width;
}

bool is_utf8(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const CodePoint point = decode(text, pos);
    if (!point.valid) return false;
    pos += point.bytes;
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    const CodePoint point = decode(text, pos);
    if (point.valid && !in(kUnsafe, point.value))
      out.append(text, pos, point.bytes);
    else
      out += '?';
    pos += point.bytes;
  }
  return out;
}

}  // namespace market::cli
