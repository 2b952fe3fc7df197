// QueryReader: typed query parameters. Collects what is wrong with any of them; that every name is known was
// checked against the endpoint table before a handler runs.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/rest/call.hpp"
#include "wire/object_reader.hpp"

namespace market {

// What is wrong with the names in the query: unknown ones and ones that are given twice. `known` are names
// parted by blanks.
FieldErrors check_query_names(const ApiRequest& request, std::string_view known);

class QueryReader {
 public:
  explicit QueryReader(const Call& call) : query_(call.request.query) {}

  std::optional<std::string_view> text(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t lowest, std::int64_t highest);
  std::optional<Quantity> quantity(std::string_view name, Need need);
  std::optional<Price> price(std::string_view name, Need need);
  std::optional<Timestamp> time(std::string_view name);
  std::optional<Symbol> symbol(std::string_view name);
  std::optional<Slug> slug(std::string_view name);

  template <class Enum>
  std::optional<Enum> word(std::string_view name, std::optional<Enum> (*parse)(std::string_view),
                           const Words& words) {
    const auto given = text(name);
    if (!given) return std::nullopt;
    const std::optional<Enum> value = parse(*given);
    if (!value) fail(name, wrong_word(*given, words));
    return value;
  }

  void fail(std::string_view name, std::string reason);

  // Absent when nothing was wrong.
  std::optional<Problem> problem();

 private:
  std::optional<std::string_view> needed(std::string_view name, Need need);

  const std::multimap<std::string, std::string>* query_;
  FieldErrors errors_;
};

}  // namespace market
