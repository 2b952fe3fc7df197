// What is printed: aligned tables, colours, CSV and JSON, --fields, and text that is safe on a terminal.
#include <doctest/doctest.h>

#include <sstream>

#include "cli/csv.hpp"
#include "cli/json.hpp"
#include "cli/output.hpp"
#include "cli/text_width.hpp"

namespace market::cli {
namespace {

struct Printed {
  std::string out;
  Status status;
};

Printed shown(const View& view, const std::string& answer, OutputOptions options = {}) {
  std::ostringstream out, err;
  Output output(out, err, std::move(options));
  const Status status = output.show(view, Json::parse(answer), answer);
  return {out.str(), status};
}

OutputOptions in(Format format, std::vector<std::string> fields = {}) {
  OutputOptions options;
  options.format = format;
  options.fields = std::move(fields);
  return options;
}

const std::string kMarket = R"({"items":[
{"symbol":"ACME","last_price":"101.25","change":"1.25","change_percent":"1.25","bid":"101.20","bid_size":30,"ask":null,"ask_size":0,"volume":1200,"trades":7,"status":"trading"},
{"symbol":"B","last_price":"9.00","change":"-0.50","change_percent":"-5.2632","bid":"8.99","bid_size":5,"ask":"9.01","ask_size":100,"volume":0,"trades":0,"status":"halted"}],"next":null,"seq":5})";

}  // namespace

TEST_CASE("cli output: a table has aligned columns, numbers to the right, no blanks at the end") {
  CHECK(shown(market_view(), kMarket).out ==
        "SYMBOL    LAST  CHANGE  CHANGE%     BID  BIDSIZE   ASK  ASKSIZE  VOLUME  TRADES  STATUS\n"
        "ACME    101.25    1.25    1.25%  101.20       30     -        0    1200       7  trading\n"
        "B         9.00   -0.50   -5.26%    8.99        5  9.01      100       0       0  halted\n");
}

TEST_CASE("cli output: colour paints cells without moving columns") {
  OutputOptions options;
  options.colour = Colour::on;
  std::string out = shown(market_view(), kMarket, options).out;
  CHECK(out.find("\x1b[31m-0.50\x1b[0m") != std::string::npos);
  CHECK(out.find("\x1b[32m1.25\x1b[0m") != std::string::npos);
  CHECK(out.find("\x1b[33mhalted\x1b[0m") != std::string::npos);
  for (std::size_t start; (start = out.find('\x1b')) != std::string::npos;)
    out.erase(start, out.find('m', start) - start + 1);
  CHECK(out == shown(market_view(), kMarket).out);
}

TEST_CASE("cli output: json is the API's own text, jsonl one item a line, csv by RFC 4180") {
  CHECK(shown(market_view(), kMarket, in(Format::json)).out == kMarket + "\n");
  const std::string lines = shown(market_view(), kMarket, in(Format::jsonl)).out;
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(lines.find(R"({"symbol":"ACME","last_price":"101.25")") == 0);
  const std::string company = R"({"symbol":"A","name":"A, \"B\"\nC","sector":null})";
  CHECK(shown(object_view(), company, in(Format::csv)).out == "symbol,name,sector\nA,\"A, \"\"B\"\"\nC\",\n");
  CHECK(csv_line({"a", "b,c", ""}) == "a,\"b,c\",\n");
}

TEST_CASE(
    "cli output: --fields chooses and orders, --no-header leaves the names out, a wrong name lists the right "
    "ones") {
  OutputOptions options = in(Format::table, {"status", "symbol"});
  options.header = Header::hidden;
  CHECK(shown(market_view(), kMarket, options).out == "trading  ACME\nhalted   B\n");
  CHECK(shown(market_view(), kMarket, in(Format::csv, {"symbol", "bid"})).out ==
        "symbol,bid\nACME,101.20\nB,8.99\n");
  CHECK(shown(market_view(), kMarket, in(Format::jsonl, {"symbol"})).out ==
        "{\"symbol\":\"ACME\"}\n{\"symbol\":\"B\"}\n");
  const Printed wrong = shown(market_view(), kMarket, in(Format::table, {"prize"}));
  REQUIRE_FALSE(wrong.status);
  CHECK(wrong.out.empty());
  CHECK(wrong.status.error().hint.find("last_price") != std::string::npos);
}

TEST_CASE("cli output: an order's answer reads as a sentence") {
  const auto sentence = [](const std::string& order) {
    return shown(order_view(), "{\"order\":" + order + ",\"trades\":[]}").out;
  };
  CHECK(
      sentence(
          R"({"id":17,"symbol":"ACME","side":"buy","quantity":10,"filled_quantity":10,"remaining_quantity":0,
    "limit_price":"101.25","average_price":"101.25","fees":"2.03","status":"filled","reason":null})") ==
      "order 17 filled: bought 10 ACME at 101.25 (fees 2.03)\n");
  CHECK(
      sentence(
          R"({"id":18,"symbol":"ACME","side":"sell","quantity":10,"filled_quantity":0,"remaining_quantity":10,
    "limit_price":"101.25","average_price":null,"fees":"0.00","status":"new","reason":null})") ==
      "order 18 open: sell 10 ACME at 101.25\n");
  CHECK(
      sentence(
          R"({"id":19,"symbol":"ACME","side":"sell","quantity":10,"filled_quantity":4,"remaining_quantity":6,
    "limit_price":"101.25","average_price":"101.30","fees":"0.81","status":"partially_filled","reason":null})") ==
      "order 19 open: sold 4 of 10 ACME at 101.30 (fees 0.81), 6 left at 101.25\n");
  CHECK(sentence(
            R"({"id":20,"symbol":"ACME","side":"buy","quantity":10,"filled_quantity":0,"remaining_quantity":0,
    "limit_price":"1.00","average_price":null,"fees":"0.00","status":"canceled","reason":"ioc_remainder"})") ==
        "order 20 canceled (ioc_remainder): buy 10 ACME at 1.00\n");
}

TEST_CASE("cli output: the sentence tells stops, lifetimes and legs") {
  const auto sentence = [](const std::string& fields) {
    return shown(order_view(),
                 R"({"id":9,"symbol":"ACME","side":"sell","quantity":10,"filled_quantity":0,)" + fields + "}")
        .out;
  };
  CHECK(sentence(R"("type":"stop","stop_price":"95.00","status":"held")") ==
        "order 9 held: sell 10 ACME stop 95.00\n");
  CHECK(
      sentence(
          R"("type":"stop_limit","stop_price":"95.00","limit_price":"94.50","status":"held","time_in_force":"day")") ==
      "order 9 held: sell 10 ACME stop 95.00 at 94.50 for the day\n");
  CHECK(sentence(R"("type":"trailing_stop","stop_price":"95.00","trail_percent":"5.00","status":"held")") ==
        "order 9 held: sell 10 ACME trailing 5%, stop 95.00\n");
  CHECK(sentence(R"("type":"market","time_in_force":"opg","status":"held")") ==
        "order 9 held: sell 10 ACME at market in the opening auction\n");
  CHECK(
      sentence(
          R"("limit_price":"99.00","time_in_force":"gtd","expires_at":"2026-02-01T16:00:00.000000000Z","status":"new")") ==
      "order 9 open: sell 10 ACME at 99.00 until 2026-02-01 16:00:00.000\n");
  CHECK(
      sentence(
          R"("limit_price":"99.00","time_in_force":"day","status":"expired","reason":"day_end","legs":null)") ==
      "order 9 expired (day_end): sell 10 ACME at 99.00\n");
  CHECK(sentence(R"("limit_price":"99.00","status":"new","display_quantity":2)") ==
        "order 9 open: sell 10 ACME at 99.00, showing 2\n");
  CHECK(sentence(R"("limit_price":"99.00","status":"new","order_class":"bracket","legs":[10,11])") ==
        "order 9 open: sell 10 ACME at 99.00, with orders 10 and 11\n");
}

TEST_CASE("cli output: a list of orders has columns for stops only when one of them is a stop") {
  const auto list_of = [](const std::string& stop, Format format) {
    return shown(
               orders_view(),
               R"({"items":[{"id":1,"trader":"alice","symbol":"ACME","side":"buy","type":"limit",)"
               R"("time_in_force":"gtc","quantity":5,"filled_quantity":0,"limit_price":"1.00","stop_price":)" +
                   stop +
                   R"(,"trail_amount":null,"trail_percent":null,"average_price":null,"status":"new",)"
                   R"("reason":null,"created_at":"2026-01-31T09:30:00.000000000Z"}],"next":null,"seq":1})",
               in(format))
        .out;
  };
  const std::string header =
      list_of("null", Format::table).substr(0, list_of("null", Format::table).find('\n'));
  CHECK(header ==
        "ID  TRADER  SYMBOL  SIDE  TYPE   TIF  QUANTITY  FILLED  PRICE  AVERAGE  STATUS  REASON  CREATED");
  const std::string stops = list_of("\"0.90\"", Format::table);
  CHECK(stops.find("PRICE  STOP  AVERAGE") != std::string::npos);
  CHECK(list_of("null", Format::csv).find("limit_price,stop_price,trail_amount,trail_percent,") !=
        std::string::npos);
}

TEST_CASE("cli output: a preview says what would happen in one line, and each price when there are several") {
  CHECK(
      shown(
          preview_view(),
          R"({"accepted":true,"fills":[{"price":"100.00","quantity":6},{"price":"100.50","quantity":4}],"average_price":"100.20","fees":"2.00","cost":"1004.00"})")
          .out ==
      "would be accepted; 10 fill at once at 100.20 on average, fees 2.00, cost 1004.00\n"
      "QUANTITY   PRICE\n"
      "       6  100.00\n"
      "       4  100.50\n");
  CHECK(
      shown(
          preview_view(),
          R"({"accepted":true,"fills":[{"price":"100.00","quantity":6}],"average_price":"100.00","fees":"1.20","cost":"-598.80"})")
          .out == "would be accepted; 6 fill at once at 100.00, fees 1.20, proceeds 598.80\n");
  CHECK(shown(preview_view(),
              R"({"accepted":true,"fills":[],"average_price":null,"fees":"0.00","cost":"0.00"})")
            .out == "would be accepted; nothing fills at once\n");
}

TEST_CASE("cli output: bars are a table, an auction a card") {
  CHECK(
      shown(
          bars_view(),
          R"({"items":[{"time":"2026-01-31T09:30:00.000000000Z","open":"1.00","high":"1.20","low":"0.90","close":"1.10","volume":70,"trades":3,"vwap":"1.05"}],"next":null,"seq":1})")
          .out ==
      "TIME                     OPEN  HIGH   LOW  CLOSE  VOLUME  TRADES  VWAP\n"
      "2026-01-31 09:30:00.000  1.00  1.20  0.90   1.10      70       3  1.05\n");
  CHECK(
      shown(
          auction_view(),
          R"({"symbol":"ACME","status":"auction","kind":"manual","ends_at":null,"price":"100.00","quantity":30,"imbalance":5,"side":"buy","seq":7})")
          .out ==
      "symbol     ACME\nstatus     auction\nkind       manual\nprice      100.00\nquantity   30\n"
      "imbalance  5\nside       buy\n");
  CHECK(shown(auction_view(), R"({"symbol":"ACME","status":"trading","kind":null,"seq":7})").out ==
        "ACME is trading: no auction\n");
}

TEST_CASE("cli output: the book stands side by side") {
  const std::string book =
      R"({"symbol":"ACME","bids":[{"price":"101.20","quantity":30,"orders":2},{"price":"101.10","quantity":5,"orders":1}],
    "asks":[{"price":"101.30","quantity":1000,"orders":3}],"seq":9,"checksum":1})";
  CHECK(shown(book_view(), book).out ==
        "ACME  bid 101.20  ask 101.30\n"
        "ORDERS  QUANTITY     BID     ASK  QUANTITY  ORDERS\n"
        "     2        30  101.20  101.30      1000       3\n"
        "     1         5  101.10\n");
  CHECK(shown(book_view(), book, in(Format::csv)).out ==
        "side,price,quantity,orders\nask,101.30,1000,3\nbid,101.20,30,2\nbid,101.10,5,1\n");
  CHECK(shown(book_view(), R"({"symbol":"A","bids":[],"asks":[],"seq":1,"checksum":0})")
            .out.find("the book is empty") != std::string::npos);
}

TEST_CASE("cli output: width counts columns, and nothing printed can command the terminal") {
  CHECK(text_width("Zürich") == 6);
  CHECK(text_width("日本") == 4);
  CHECK(text_width("e\xcc\x81") == 1);
  CHECK(text_width("\xff\xfe") == 2);
  CHECK(printable("a\x1b[2Jb\r\n") == "a?[2Jb??");
  CHECK(printable("\xc0\x80 ok \xe2\x80\xae") == "?? ok ?");
  CHECK(printable("Zürich 日本") == "Zürich 日本");
}

}  // namespace market::cli
