// A table: its name and how many columns, the first ones, are its key. kTable<Row> is the one of a row.
// Private to lib/store.
#pragma once
#include <concepts>
#include <type_traits>

namespace market {

// Row may be const: columns() serves both directions.
template <class T, class Wanted>
concept IsRow = std::same_as<std::remove_const_t<T>, Wanted>;

struct Table {
  const char* name = nullptr;
  int keys = 0;
};

template <class Row>
inline constexpr Table kTable{};

}  // namespace market
