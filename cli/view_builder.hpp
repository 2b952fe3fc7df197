// How view.cpp and order_view.cpp put their views together.
#pragma once
#include <initializer_list>
#include <string_view>
#include <vector>

#include "cli/view.hpp"

namespace market::cli {

inline std::vector<Column> columns(std::initializer_list<std::string_view> fields) {
  std::vector<Column> result;
  for (const auto field : fields) result.push_back(column_for(field));
  return result;
}

inline View list(std::initializer_list<std::string_view> fields) {
  View view;
  view.shape = View::Shape::list;
  view.columns = columns(fields);
  return view;
}

inline View special(void (*print)(const Json&, Output&), Json (*rows)(const Json&),
                    std::initializer_list<std::string_view> fields = {}) {
  View view;
  view.print = print;
  view.rows = rows;
  view.columns = columns(fields);
  return view;
}

}  // namespace market::cli
