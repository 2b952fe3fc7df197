// append(values, ...): emplace_back() for paths where every instruction counts. Growing is a call of its own:
// inlined, it makes every function that appends save all registers first.
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace market {

template <class T>
[[gnu::noinline, gnu::cold]] void make_room(std::vector<T>& values) {
  constexpr std::size_t kFirst = 16;
  values.reserve(values.empty() ? kFirst : 2 * values.size());
}

template <class T, class... Args>
[[gnu::always_inline]] inline void append(std::vector<T>& values, Args&&... args) {
  if (values.size() == values.capacity()) make_room(values);
  if (values.size() == values.capacity()) __builtin_unreachable();
  values.emplace_back(std::forward<Args>(args)...);
}

}  // namespace market
