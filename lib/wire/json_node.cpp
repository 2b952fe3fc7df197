#include "wire/json_node.hpp"

#include <unordered_set>

#include <nlohmann/json.hpp>

#include "wire/json_writer.hpp"

namespace market {
namespace {

// A container being filled. A small object is searched for a repeated name; a large one keeps a set, so that
// a hostile body cannot make this quadratic.
struct Container {
  static constexpr std::size_t kSmall = 32;
  JsonNode* node;
  std::unordered_set<std::string> names;

  bool add_name(const std::string& name) {
    if (node->members.size() < kSmall) return node->find(name) == nullptr;
    if (names.empty())
      for (const JsonMember& member : node->members) names.insert(member.name);
    return names.insert(name).second;
  }
};

// Builds the tree from nlohmann's SAX events. open_ holds the containers being filled, outermost first;
// pointers into them stay valid because a container grows only while it is the innermost one.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonNode root;
  std::string error;

  bool null() override { return add(JsonNode::Kind::null, {}); }
  bool boolean(bool value) override { return add(JsonNode::Kind::boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override {
    return add(JsonNode::Kind::number, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return add(JsonNode::Kind::number, std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& text) override {
    return add(JsonNode::Kind::number, text);
  }
  bool string(string_t& value) override { return add(JsonNode::Kind::string, std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(JsonNode::Kind::object); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(JsonNode::Kind::array); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!open_.back().add_name(name)) {
      error = "the member \"" + name.substr(0, 64) + "\" stands twice in one object";
      return false;
    }
    std::vector<JsonMember>& members = open_.back().node->members;
    if (members.empty()) members.reserve(kMembersAtFirst);
    members.push_back({std::move(name), {}});
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& failure) override {
    error = "the JSON is malformed at byte " + std::to_string(position) + ": " + reason(failure.what());
    return false;
  }

 private:
  static constexpr std::size_t kMembersAtFirst = 4;

  // Where the next value goes; nullptr when there are too many.
  JsonNode* place() {
    if (++values_ > kMaxJsonValues) {
      error = "the JSON has more than " + std::to_string(kMaxJsonValues) + " values: send less at once";
      return nullptr;
    }
    if (open_.empty()) return &root;
    JsonNode& parent = *open_.back().node;
    if (parent.kind == JsonNode::Kind::object) return &parent.members.back().value;
    parent.items.emplace_back();
    return &parent.items.back();
  }

  bool add(JsonNode::Kind kind, std::string text) {
    JsonNode* node = place();
    if (node == nullptr) return false;
    node->kind = kind;
    node->text = std::move(text);
    return true;
  }

  bool open(JsonNode::Kind kind) {
    if (open_.size() == kMaxJsonDepth) {
      error = "the JSON is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels";
      return false;
    }
    JsonNode* node = place();
    if (node == nullptr) return false;
    node->kind = kind;
    open_.push_back({node, {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  // nlohmann's words without its own prefix ("[json.exception…] parse error at line 1, column 5: ") and
  // without the raw bytes that it read last, which may be anything.
  static std::string reason(std::string_view what) {
    for (const std::string_view mark : {"column ", ": "})
      if (const auto at = what.find(mark); at != what.npos) what.remove_prefix(at + mark.size());
    std::string_view expected;
    if (const auto at = what.rfind("; expected "); at != what.npos) expected = what.substr(at);
    return std::string(what.substr(0, std::min(what.find("; last read"), what.find("; expected "))))
        .append(expected);
  }

  std::vector<Container> open_;
  std::size_t values_ = 0;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view name) const {
  for (const JsonMember& member : members)
    if (member.name == name) return &member.value;
  return nullptr;
}

tl::expected<JsonNode, std::string> parse_json(std::string_view text) {
  if (text.empty()) return tl::unexpected(std::string("the body is empty: send a JSON object"));
  TreeBuilder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    return tl::unexpected(std::move(builder.error));
  return std::move(builder.root);
}

namespace {

void append(JsonWriter& json, const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::null: json.null(); return;
    case JsonNode::Kind::boolean:
    case JsonNode::Kind::number: json.raw(node.text); return;
    case JsonNode::Kind::string: json.value(node.text); return;
    case JsonNode::Kind::array:
      json.begin_array();
      for (const JsonNode& item : node.items) append(json, item);
      json.end_array();
      return;
    case JsonNode::Kind::object:
      json.begin_object();
      for (const JsonMember& member : node.members) {
        std::string name;
        append_json_string(name, member.name);
        json.key(std::string_view(name).substr(1, name.size() - 2));
        append(json, member.value);
      }
      json.end_object();
      return;
  }
}

}  // namespace

std::string to_json(const JsonNode& node) {
  std::string text;
  JsonWriter json(text);
  append(json, node);
  return text;
}

}  // namespace market
