#include "store/image_difference.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "core/decimal.hpp"
#include "store/crc32c.hpp"
#include "store/row_keys.hpp"
#include "store/row_values.hpp"

namespace market {
namespace {

// The columns of a row as texts.
class RowTexts {
 public:
  template <class T>
  void operator()(const char* name, const T& value) {
    put(name, value);
  }
  template <class T>
  void blob(const char* name, const T& value) {
    put_text(name, std::to_string(blob_of_value(value).size()) + " bytes, crc " +
                       std::to_string(crc32c(blob_of_value(value))));
  }
  template <class T>
  void text_or_null(const char* name, const T& value) {
    put(name, value);
  }
  template <class T>
  void presence(const char* name, const std::optional<T>& value) {
    put_text(name, value ? "yes" : "no");
  }
  template <class T, class Columns>
  void group(const std::optional<T>& value, Columns of) {
    if (value) of(*this, *value);
  }

  std::vector<std::pair<std::string, std::string>> texts;

 private:
  void put_text(const char* name, std::string text) { texts.emplace_back(name, std::move(text)); }
  template <class T>
  void put(const char* name, const std::optional<T>& value) {
    if (value) put(name, *value);
  }
  template <Integer T>
  void put(const char* name, const T& value) {
    put_text(name, std::to_string(to_integer(value)));
  }
  template <Wide T>
  void put(const char* name, const T& value) {
    put_text(name, integer_text(wide_units(value)));
  }
  template <List T>
  void put(const char* name, const T& value) {
    put_text(name, list_text(value));
  }
  template <Text T>
  void put(const char* name, const T& value) {
    put_text(name, "\"" + std::string(text_of_value(value)) + "\"");
  }
};

template <class Row>
std::map<std::string, std::string> texts_of(const Row& row) {
  RowTexts texts;
  columns(texts, row);
  return {texts.texts.begin(), texts.texts.end()};
}

std::string or_nothing(const std::map<std::string, std::string>& texts, const std::string& name) {
  const auto found = texts.find(name);
  return found == texts.end() ? "nothing" : found->second;
}

template <class Row>
std::string named(const Row& row) {
  RowTexts texts;
  columns(texts, row);
  std::string name = std::string("table ") + kTable<Row>.name + ", row";
  for (int i = 0; i < kTable<Row>.keys; ++i) name += " " + texts.texts[static_cast<std::size_t>(i)].second;
  return name;
}

template <class Row>
std::string row_difference(const Row& a, const Row& b) {
  const auto left = texts_of(a), right = texts_of(b);
  if (left == right) return {};
  for (const auto* side : {&left, &right})
    for (const auto& [name, text] : *side)
      if (or_nothing(left, name) != or_nothing(right, name))
        return named(a) + ": " + name + " is " + or_nothing(left, name) + " and " + or_nothing(right, name);
  return {};
}

// Row by row in the order of their keys.
template <class Row>
std::string table_difference(const std::vector<Row>& a, const std::vector<Row>& b) {
  const auto left = in_key_order(a), right = in_key_order(b);
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i == right.size() || (i < left.size() && key_of(*left[i]) < key_of(*right[i])))
      return named(*left[i]) + " is only in the first";
    if (i == left.size() || key_of(*right[i]) < key_of(*left[i]))
      return named(*right[i]) + " is only in the second";
    if (std::string found = row_difference(*left[i], *right[i]); !found.empty()) return found;
  }
  return {};
}

std::vector<ApiKeyRow> keys_of(const std::vector<TraderImage>& traders) {
  std::vector<ApiKeyRow> keys;
  for (const TraderImage& one : traders)
    for (std::uint32_t i = 0; i < one.trader.keys.size(); ++i)
      keys.push_back({one.trader.id, i, one.trader.keys[i]});
  return keys;
}

std::vector<ConditionsRow> conditions_of(const std::vector<OrderImage>& orders) {
  std::vector<ConditionsRow> rows;
  for (const OrderImage& one : orders)
    if (one.conditions) rows.push_back({one.id, *one.conditions});
  return rows;
}

std::vector<OpenClientId> open_ids_of(const StateImage& state) {
  std::vector<OpenClientId> ids;
  for (const ClientIdImage& one : state.client_ids)
    if (one.ended_place == 0) ids.push_back({one});
  return ids;
}

std::vector<EndedClientId> ended_ids_of(const StateImage& state) {
  std::vector<EndedClientId> ids;
  for (const ClientIdImage& one : state.client_ids)
    if (one.ended_place != 0) ids.push_back({one});
  return ids;
}

}  // namespace

std::string image_difference(const StateImage& a, const StateImage& b) {
  std::string found = row_difference(VenueRow{1, a.venue, 1, 0}, VenueRow{1, b.venue, 1, 0});
  if (found.empty() && a.venue.fees != b.venue.fees) found = "the fee schedules differ";
  if (found.empty()) found = table_difference(a.companies, b.companies);
  if (found.empty()) found = table_difference(a.traders, b.traders);
  if (found.empty()) found = table_difference(keys_of(a.traders), keys_of(b.traders));
  if (found.empty()) found = table_difference(a.positions, b.positions);
  if (found.empty()) found = table_difference(a.orders, b.orders);
  if (found.empty()) found = table_difference(conditions_of(a.orders), conditions_of(b.orders));
  if (found.empty()) found = table_difference(open_ids_of(a), open_ids_of(b));
  if (found.empty()) found = table_difference(ended_ids_of(a), ended_ids_of(b));
  return found;
}

}  // namespace market
