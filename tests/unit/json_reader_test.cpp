// Requests are read exactly: numbers by their text, every wrong or unknown field named at once.
#include <doctest/doctest.h>

#include "model/enums.hpp"
#include "wire/duration_text.hpp"
#include "wire/object_reader.hpp"

using namespace market;

namespace {

std::string parse_error(std::string_view text) {
  const auto node = parse_json(text);
  return node ? "no error" : node.error();
}

JsonNode parsed(std::string_view text) {
  auto node = parse_json(text);
  REQUIRE_MESSAGE(node.has_value(), node.error());
  return std::move(*node);
}

// What reading {"x": VALUE} with `read` complains about; "" when nothing.
template <class Read>
std::string complaint(const std::string& value, Read read) {
  const JsonNode body = parsed("{\"x\":" + value + "}");
  FieldErrors errors;
  ObjectReader reader(body, errors);
  read(reader);
  return errors.empty() ? "" : errors.front().field + " " + errors.front().reason;
}

}  // namespace

TEST_CASE("parse_json keeps numbers as they are written") {
  const JsonNode node =
      parsed(R"({"a":101.25,"b":1e2,"c":-7,"d":123456789012345678901234567890,"e":0.00001})");
  CHECK(node.find("a")->text == "101.25");
  CHECK(node.find("b")->text == "1e2");
  CHECK(node.find("c")->text == "-7");
  CHECK(node.find("d")->text == "123456789012345678901234567890");
  CHECK(node.find("e")->text == "0.00001");
  CHECK(node.find("f") == nullptr);
}

TEST_CASE("parse_json reads every kind of value") {
  const JsonNode node = parsed(R"( {"a":[1,"two",true,null,{"b":[]}],"c":"\u00e9\n"} )");
  const JsonNode& a = *node.find("a");
  REQUIRE(a.items.size() == 5);
  CHECK(a.items[0].is_number());
  CHECK(a.items[1].text == "two");
  CHECK(a.items[2].text == "true");
  CHECK(a.items[3].is_null());
  CHECK(a.items[4].find("b")->is_array());
  CHECK(node.find("c")->text == "\xc3\xa9\n");
}

TEST_CASE("parse_json says where text is malformed") {
  CHECK(parse_error("") == "the body is empty: send a JSON object");
  CHECK(parse_error("{\"a\":}").find("the JSON is malformed at byte 6: ") == 0);
  CHECK(parse_error("{\"a\":1").find("at byte 7: ") != std::string::npos);
  CHECK(parse_error("{} {}").find("at byte 4: ") != std::string::npos);
  CHECK(parse_error("nonsense").find("malformed") != std::string::npos);
  CHECK(parse_error("[1e999]").find("malformed") != std::string::npos);
}

TEST_CASE("parse_json refuses invalid UTF-8 and does not repeat it") {
  const std::string error = parse_error("{\"a\":\"\xff\"}");
  CHECK(error.find("malformed") != std::string::npos);
  CHECK(error.find('\xff') == std::string::npos);
}

TEST_CASE("parse_json refuses a member that stands twice, in small and in large objects") {
  CHECK(parse_error(R"({"a":1,"b":2,"a":3})") == "the member \"a\" stands twice in one object");
  std::string large = "{";
  for (int i = 0; i < 100; ++i) large += "\"m" + std::to_string(i) + "\":0,";
  CHECK(parse_error(large + "\"m7\":0}") == "the member \"m7\" stands twice in one object");
  CHECK(parse_error(large + "\"m100\":0}") == "no error");
}

TEST_CASE("parse_json limits nesting") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK(parse_error(nested(kMaxJsonDepth)) == "no error");
  CHECK(parse_error(nested(kMaxJsonDepth + 1)) == "the JSON is nested deeper than 32 levels");
  CHECK(parse_error(std::string(1'000'000, '[')) == "the JSON is nested deeper than 32 levels");
}

TEST_CASE("parse_json limits the values of a text, so that a small text cannot become a large tree") {
  const auto objects = [](std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "{}" : ",{}";
    return text + "]";
  };
  CHECK(parse_error(objects(kMaxJsonValues - 1)) == "no error");
  CHECK(parse_error(objects(kMaxJsonValues)) == "the JSON has more than 65536 values: send less at once");
  const JsonNode empty = parsed("[{}]");
  CHECK(empty.items[0].members.capacity() == 0);
}

TEST_CASE("a price is taken as string or number when four decimals hold it exactly") {
  const auto price = [](ObjectReader& read) { return read.price("x"); };
  for (const char* same : {"101.25", "\"101.25\"", "1.0125e2", "101.2500000"}) {
    const JsonNode body = parsed(std::string("{\"x\":") + same + "}");
    FieldErrors errors;
    ObjectReader reader(body, errors);
    REQUIRE_MESSAGE(reader.price("x").has_value(), same);
    CHECK(ObjectReader(body, errors).price("x")->units() == 1'012'500);
  }
  CHECK(complaint("1e2", price) == "");
  CHECK(complaint("0.00001", price) == "x must have at most 4 decimals");
  for (const char* text : {"0.5", "10", "100.2500", "1000000.00000"})
    CHECK_MESSAGE(complaint(std::string("\"") + text + "\"", price) == "", text);
  for (const char* text : {"1e2", ".5", "1.", "007", "00.5", "+1", "1.5e0", "1 ", "-", "", "1..5", "0x1"})
    CHECK_MESSAGE(
        complaint(std::string("\"") + text + "\"", price) == "x must be a decimal number such as \"101.25\"",
        text);
  CHECK(complaint("\"abc\"", price) == "x must be a decimal number such as \"101.25\"");
  CHECK(complaint("0", price) == "x must be above 0");
  CHECK(complaint("-1", price) == "x must be above 0");
  CHECK(complaint("true", price) == "x must be a decimal string or number, not a boolean");
  CHECK(complaint("100000000000001", price).find("x must lie between") == 0);
  CHECK(complaint("1e30", price) == "x is out of range");
}

TEST_CASE("a quantity is a whole number from 1 to 10^12") {
  const auto quantity = [](ObjectReader& read) { return read.quantity("x"); };
  CHECK(complaint("1", quantity) == "");
  CHECK(complaint("1000000000000", quantity) == "");
  for (const char* wrong : {"0", "-5", "1000000000001", "1.5", "1.0", "99999999999999999999999"})
    CHECK_MESSAGE(complaint(wrong, quantity) == "x must be a whole number from 1 to 1000000000000", wrong);
  CHECK(complaint("\"10\"", quantity) == "x must be a whole number, not a string");
}

TEST_CASE("a word must be one of its vocabulary") {
  static constexpr std::string_view kAccepted[] = {"buy", "sell"};
  const auto word = [](ObjectReader& read) { return read.word("x", parse_side, Words{kAccepted}); };
  CHECK(complaint("\"buy\"", word) == "");
  CHECK(complaint("\"hold\"", word) == "x must be \"buy\" or \"sell\", not \"hold\"");
  CHECK(complaint("1", word) == "x must be a string, not a number");
}

TEST_CASE("a time is RFC 3339 text") {
  const auto time = [](ObjectReader& read) { return read.time("x"); };
  CHECK(complaint("\"2026-01-31T09:30:00Z\"", time) == "");
  CHECK(complaint("\"2026-01-31T10:30:00.5+01:00\"", time) == "");
  for (const char* wrong : {"\"2026-01-31\"", "\"tomorrow\"", "\"2026-02-30T00:00:00Z\""})
    CHECK_MESSAGE(complaint(wrong, time) == "x must be an RFC 3339 time, such as \"2026-01-31T09:30:00Z\"",
                  wrong);
  CHECK(complaint("1769851800", time) == "x must be a string, not a number");
}

TEST_CASE("a duration is text or a number of seconds, in whole milliseconds and its range") {
  const DurationRange range{Duration::milliseconds(1), Duration::seconds(86'400)};
  const auto duration = [&](ObjectReader& read) { return read.duration("x", range); };
  for (const char* five_minutes : {"300", "\"300\"", "\"5m\"", "\"300s\"", "\"4m60s\"", "300.0"}) {
    const JsonNode body = parsed(std::string("{\"x\":") + five_minutes + "}");
    FieldErrors errors;
    ObjectReader reader(body, errors);
    CHECK_MESSAGE(reader.duration("x", range) == Duration::seconds(300), five_minutes);
  }
  CHECK(complaint("\"1d\"", duration) == "");
  CHECK(complaint("\"1ms\"", duration) == "");
  for (const char* wrong : {"0", "\"1d1ms\"", "\"1500us\"", "-5", "\"soon\"", "true", "\"\"", "0.0001"})
    CHECK_MESSAGE(
        complaint(wrong, duration) ==
            "x must be a duration such as \"90s\" or \"5m\", or a number of seconds, from 1ms to 1d "
            "in whole milliseconds",
        wrong);
}

TEST_CASE("a duration is written as the text that is read") {
  CHECK(duration_text(Duration()) == "0s");
  CHECK(duration_text(Duration::seconds(300)) == "5m");
  CHECK(duration_text(Duration::seconds(86'400 + 5'400)) == "1d1h30m");
  CHECK(duration_text(Duration::milliseconds(90'250)) == "1m30s250ms");
  for (const std::int64_t ms : {1, 999, 60'001, 86'399'999, 987'654'321})
    CHECK(parse_duration(duration_text(Duration::milliseconds(ms))) == Duration::milliseconds(ms));
}

TEST_CASE("names must fit their patterns") {
  CHECK(complaint("\"acme\"", [](ObjectReader& read) {
          return read.symbol("x");
        }).find("x must be a symbol") == 0);
  CHECK(complaint("\"Alice\"", [](ObjectReader& read) { return read.slug("x"); }).find("x must match") == 0);
  const auto client_id = [](ObjectReader& read) { return read.client_order_id("x"); };
  CHECK(complaint("\"" + std::string(64, 'a') + "\"", client_id) == "");
  CHECK(complaint("\"" + std::string(65, 'a') + "\"", client_id) ==
        "x must be 1 to 64 printable ASCII characters");
  CHECK(complaint("\"\"", client_id) == "x must be 1 to 64 printable ASCII characters");
  const auto text = [](ObjectReader& read) { return read.text("x", TextLength{1, 5}); };
  CHECK(complaint("\"a\\nb\"", text) == "x must not contain control characters");
  CHECK(complaint("\"abcdef\"", text) == "x must be 1 to 5 bytes long");
}

TEST_CASE("all problems of a body are reported at once, unknown fields with the nearest known one") {
  const JsonNode body = parsed(R"({"quantity":0,"limit_prise":"1","colour":"red","note":null})");
  FieldErrors errors;
  ObjectReader read(body, errors);
  read.symbol("symbol", Need::required);
  read.quantity("quantity");
  read.price("limit_price");
  read.string("note");
  read.finish();
  REQUIRE(errors.size() == 4);
  CHECK(errors[0].field == "symbol");
  CHECK(errors[0].reason == "is required");
  CHECK(errors[1].field == "quantity");
  CHECK(errors[2].field == "limit_prise");
  CHECK(errors[2].reason == "is not a known field: did you mean \"limit_price\"?");
  CHECK(errors[3].field == "colour");
  CHECK(errors[3].reason == "is not a known field");
}

TEST_CASE("a request with many errors is told no more nearest names") {
  const JsonNode body = parsed(R"({"sid":"buy"})");
  const auto reason = [&](std::size_t noted, std::size_t noted_elsewhere) {
    FieldErrors errors(noted);
    ObjectReader read(body, errors);
    read.string("side");
    read.finish(noted_elsewhere);
    return errors.back().reason;
  };
  CHECK(reason(10, 9) == "is not a known field: did you mean \"side\"?");
  CHECK(reason(20, 0) == "is not a known field");
  CHECK(reason(10, 10) == "is not a known field");
}

TEST_CASE("null counts as absent, and a nested object's fields carry its path") {
  const JsonNode body = parsed(R"({"a":null,"limits":{"most":"x"}})");
  FieldErrors errors;
  ObjectReader read(body, errors);
  CHECK_FALSE(read.price("a").has_value());
  ObjectReader limits(*read.node("limits"), errors, read.path_of("limits"));
  limits.integer("most", 1, 5);
  limits.boolean("strict", Need::required);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].field == "limits.most");
  CHECK(errors[1].field == "limits.strict");
}

TEST_CASE("something other than an object is one problem, not one for each field") {
  const JsonNode body = parsed("[1,2]");
  FieldErrors errors;
  ObjectReader read(body, errors);
  read.symbol("symbol", Need::required);
  read.finish();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].reason == "must be a JSON object, not an array");
}
