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

TEST_CASE("cli output: a fee table shows the parts that are used, csv all of them") {
  const std::string plain =
      R"({"schedules":{"standard":{"maker":{"bps":"5.00","per_share":"0.00","flat":"0.00","min":null,"max":null},)"
      R"("taker":{"bps":"15.00","per_share":"0.00","flat":"0.00","min":null,"max":null},"auction":null,"tiers":[]}},)"
      R"("default":"standard","distribution":[{"to":"exchange","share":"1.00"}],"seq":3})";
  CHECK(shown(fees_view(), plain).out ==
        "SCHEDULE            RULE     BPS\n"
        "standard (default)  maker   5.00\n"
        "standard (default)  taker  15.00\n"
        "\nTO        SHARE\nexchange   1.00\n");
  const std::string full =
      R"({"schedules":{"vip":{"maker":{"bps":"-1.00","per_share":"0.00","flat":"0.00","min":null,"max":null},)"
      R"("taker":{"bps":"9.00","per_share":"0.001","flat":"0.00","min":"0.50","max":null},)"
      R"("auction":{"bps":"2.00","per_share":"0.00","flat":"0.00","min":null,"max":null},)"
      R"("tiers":[{"volume_30d":"1000000.00","maker_bps":"-2.00","taker_bps":"8.00"}]}},)"
      R"("default":"standard","distribution":[],"seq":3})";
  const std::string table = shown(fees_view(), full).out;
  CHECK(table.find("SCHEDULE  RULE       BPS  PER_SHARE   MIN\n"
                   "vip       maker    -1.00          -     -\n"
                   "vip       taker     9.00      0.001  0.50\n"
                   "vip       auction   2.00          -     -\n") == 0);
  CHECK(table.find(
            "SCHEDULE  VOLUME_30D  MAKER_BPS  TAKER_BPS\nvip       1000000.00      -2.00       8.00\n") !=
        std::string::npos);
  const std::string csv = shown(fees_view(), full, in(Format::csv)).out;
  CHECK(csv.find("schedule,default,maker_bps,maker_per_share,maker_flat,maker_min,maker_max,taker_bps,") ==
        0);
  CHECK(csv.find("\nvip,false,-1.00,0.00,0.00,,,9.00,0.001,0.00,0.50,,2.00,") != std::string::npos);
  CHECK(csv.find(R"("[{""volume_30d"":""1000000.00"",)") != std::string::npos);
  const std::string plain_csv = shown(fees_view(), plain, in(Format::csv)).out;
  CHECK(plain_csv.substr(0, plain_csv.find('\n')) == csv.substr(0, csv.find('\n')));
}

TEST_CASE("cli output: an estimate has both sides and auctions, the revenue its sums") {
  const std::string estimate =
      R"({"notional":"1000.00","buyer":{"maker":"0.50","taker":"1.50","auction":"0.50"},)"
      R"("seller":{"maker":"0.40","taker":"1.40","auction":"0.40"},"seq":3})";
  CHECK(shown(fee_estimate_view(), estimate).out ==
        "notional 1000.00\n\n"
        "PARTY   MAKER  TAKER  AUCTION\n"
        "buyer    0.50   1.50     0.50\n"
        "seller   0.40   1.40     0.40\n");
  CHECK(shown(fee_estimate_view(), estimate, in(Format::csv)).out ==
        "party,maker,taker,auction,notional\nbuyer,0.50,1.50,0.50,1000.00\nseller,0.40,1.40,0.40,1000.00\n");
  const std::string revenue =
      R"({"items":[{"to":"exchange","symbol":null,"amount":"1.60"},{"to":"issuer","symbol":"ACME","amount":"0.40"}],)"
      R"("next":null,"seq":9,"taken":"2.00","distributed":"2.00"})";
  CHECK(shown(fee_revenue_view(), revenue).out ==
        "TO        SYMBOL  AMOUNT\nexchange  -         1.60\nissuer    ACME      0.40\n"
        "\ntaken 2.00, distributed 2.00\n");
  CHECK(shown(fee_revenue_view(), revenue, in(Format::csv)).out ==
        "to,symbol,amount\nexchange,,1.60\nissuer,ACME,0.40\n");
}

TEST_CASE("cli output: dividends and splits read as sentences, in csv as one row") {
  const std::string dividend =
      R"({"symbol":"ACME","shares":1000,"dividend":{"per_share":null,"total":"10.00","from":"issuer",)"
      R"("paid":"9.99","holders":3,"remainder":"0.01","paid_in":"2.00"}})";
  CHECK(shown(dividend_view(), dividend).out ==
        "ACME: 9.99 paid to 3 holders by issuer, 2.00 of it new money from outside; 0.01 remains\n");
  CHECK(shown(dividend_view(), dividend, in(Format::csv)).out ==
        "symbol,per_share,total,from,paid,holders,remainder,paid_in\nACME,,10.00,issuer,9.99,3,0.01,2.00\n");
  const std::string split =
      R"({"symbol":"ACME","shares":1500,"split":{"to":3,"from":2,"cash_in_lieu":"50.00","paid_in":"0.00",)"
      R"("orders_ended":1}})";
  CHECK(shown(split_view(), split).out ==
        "ACME: split 3 for 2, now 1500 shares; 50.00 cash in lieu of fractions; 1 order ended\n");
  CHECK(shown(split_view(), split, in(Format::csv, {"symbol", "cash_in_lieu"})).out ==
        "symbol,cash_in_lieu\nACME,50.00\n");
}

TEST_CASE("cli output: a list of traders has their fee schedules, volumes and states") {
  const std::string traders =
      R"({"items":[{"id":"bob","name":"Bob","status":"closed","cash":"0.00","reserved_cash":"0.00",)"
      R"("buying_power":"0.00","open_orders":0,"fee_schedule":null,"volume_30d":"12.50",)"
      R"("created_at":"2026-01-31T09:30:00.000000000Z"}],"next":null,"seq":4})";
  CHECK(shown(traders_view(), traders, in(Format::csv)).out ==
        "id,name,status,cash,reserved_cash,buying_power,open_orders,fee_schedule,volume_30d,created_at\n"
        "bob,Bob,closed,0.00,0.00,0.00,0,,12.50,2026-01-31T09:30:00.000000000Z\n");
  const std::string table = shown(traders_view(), traders).out;
  CHECK(table.find("FEE_SCHEDULE") == std::string::npos);
  CHECK(table.find("VOLUME_30D") != std::string::npos);
}

TEST_CASE("cli output: one of something is not called many") {
  CHECK(shown(split_view(), R"({"symbol":"A","shares":1,"split":{"to":1,"from":2,"orders_ended":2}})").out ==
        "A: split 1 for 2, now 1 share; 2 orders ended\n");
  CHECK(
      shown(preview_view(),
            R"({"fills":[{"quantity":1,"price":"9.00"}],"average_price":"9.00","fees":"0.00","cost":"9.00"})")
          .out == "would be accepted; 1 fills at once at 9.00, fees 0.00, cost 9.00\n");
}

TEST_CASE("cli output: csv of an object has its members as JSON, a dotted field reaches into them") {
  const std::string trader =
      R"({"id":"bob","limits":{"max_open_orders":5,"max_order_value":null},"keys":[{"id":"k1"}]})";
  CHECK(shown(object_view(), trader, in(Format::csv)).out ==
        "id,limits,keys\nbob,\"{\"\"max_open_orders\"\":5,\"\"max_order_value\"\":null}\",\"[{\"\"id\"\":"
        "\"\"k1\"\"}]\"\n");
  CHECK(shown(object_view(), trader, in(Format::csv, {"limits.max_open_orders", "limits.max_order_value"}))
            .out == "limits.max_open_orders,limits.max_order_value\n5,\n");
  CHECK_FALSE(shown(object_view(), trader, in(Format::csv, {"limits.nonsense"})).status);
  CHECK_FALSE(shown(object_view(), trader, in(Format::csv, {"id.nonsense"})).status);
}

TEST_CASE("cli output: csv has its line of names without rows, and once for several answers") {
  CHECK(shown(portfolio_view(), R"({"trader":"bob","cash":"1.00","positions":[]})", in(Format::csv)).out ==
        "symbol,quantity,reserved,average_price,last_price,market_value,realized_pnl,unrealized_pnl\n");
  CHECK(shown(canceled_orders_view(), R"({"canceled":[]})", in(Format::csv)).out == "id\n");
  CHECK(shown(book_view(), R"({"symbol":"A","bids":[],"asks":[]})", in(Format::csv)).out.empty());
  std::ostringstream out, err;
  Output output(out, err, in(Format::csv, {"id"}));
  CHECK(output.show(order_view(), Json{{"id", 1}}, ""));
  CHECK(output.show(order_view(), Json{{"id", 2}}, ""));
  CHECK(out.str() == "id\n1\n2\n");
}

TEST_CASE("cli output: a ledger leaves out the columns that no entry uses") {
  const std::string ledger =
      R"({"items":[{"seq":4,"time":"2026-01-31T09:30:00.000000000Z","kind":"deposit","symbol":null,)"
      R"("amount":"50.00","balance":"50.00","counterparty":"outside","order":null,"trade":null}],"next":null,"seq":4})";
  CHECK(shown(ledger_view(), ledger).out ==
        "SEQ  TIME                     KIND     AMOUNT  BALANCE  COUNTERPARTY\n"
        "  4  2026-01-31 09:30:00.000  deposit   50.00    50.00  outside\n");
  CHECK(shown(ledger_view(), ledger, in(Format::csv)).out ==
        "seq,time,kind,symbol,amount,balance,counterparty,order,trade\n"
        "4,2026-01-31T09:30:00.000000000Z,deposit,,50.00,50.00,outside,,\n");
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
