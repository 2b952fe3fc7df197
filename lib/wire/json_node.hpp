// JsonNode: a parsed request. Numbers keep the text they were written in, so that a decimal is judged exactly
// and never passes through floating point.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace market {

struct JsonMember;

struct JsonNode {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;                 // string: its value · number: as written · boolean: "true" or "false"
  std::vector<JsonMember> members;  // object: in the order of the text, names unique
  std::vector<JsonNode> items;      // array

  bool is_null() const { return kind == Kind::null; }
  bool is_string() const { return kind == Kind::string; }
  bool is_number() const { return kind == Kind::number; }
  bool is_object() const { return kind == Kind::object; }
  bool is_array() const { return kind == Kind::array; }
  const JsonNode* find(std::string_view name) const;  // nullptr when there is no such member
};

struct JsonMember {
  std::string name;
  JsonNode value;
};

inline constexpr int kMaxJsonDepth = 32;
// A value costs up to a hundred times its text once it is parsed: "{}," is three bytes.
inline constexpr std::size_t kMaxJsonValues = 65'536;

// One JSON text (RFC 8259). Refused with a sentence for its writer: anything malformed, invalid UTF-8, a
// member named twice, nesting deeper than kMaxJsonDepth, more than
// kMaxJsonValues values.
[[nodiscard]] tl::expected<JsonNode, std::string> parse_json(std::string_view text);

// The same value as compact JSON.
std::string to_json(const JsonNode& node);

}  // namespace market
