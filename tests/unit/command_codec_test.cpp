// Commands in the journal: what is written comes back, what was written stays readable, and bytes that are no
// command are refused, whatever they are. MARKET_SEED chooses the random commands.
#include "store/command_codec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "store/byte_reader.hpp"
#include "store/byte_writer.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/random_commands.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr std::size_t kKinds = std::variant_size_v<Command>;

std::string encoded(const Command& command) {
  std::string bytes;
  encode_command(bytes, command);
  return bytes;
}

// Decodes from a block of exactly the right size, so that a sanitizer sees every read beyond it.
std::optional<Command> decode_exact(std::string_view bytes) {
  const std::vector<char> block(bytes.begin(), bytes.end());
  return decode_command({block.data(), block.size()});
}

// Each value has one encoding, so bytes are either refused or are those of what they decode to.
bool refused_or_exact(const std::string& bytes) {
  const auto command = decode_exact(bytes);
  return !command || encoded(*command) == bytes;
}

std::string hex(std::string_view bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

ApiKey sample_key() {
  ApiKey key{KeyId("k1"), {}, Timestamp(300)};
  key.hash.fill(0xab);
  return key;
}

}  // namespace

// Random values of every field of every kind of command survive.
TEST_CASE("a command comes back as it was encoded") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20240601);
  INFO("MARKET_SEED=", seed);
  RandomCommands random(seed);
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    for (int i = 0; i < 300; ++i) {
      const Command command = random.of_kind(kind);
      REQUIRE(command.index() == kind);
      const std::string bytes = encoded(command);
      const auto decoded = decode_exact(bytes);
      REQUIRE(decoded.has_value());
      REQUIRE(decoded->index() == kind);
      REQUIRE(encoded(*decoded) == bytes);
    }
  }
}

// The fields end up where they came from.
TEST_CASE("the members of an order keep their places") {
  const PlaceOrder order{TraderId(7),      CompanyId(300),         Side::sell, OrderType::market,
                         TimeInForce::ioc, SelfTradePolicy::allow, true,       Quantity(1'000'000'000'000),
                         Price(-5),        ClientOrderId("c1"),    {}};
  const auto decoded = decode_exact(encoded(order));
  REQUIRE(decoded.has_value());
  const auto& read = std::get<PlaceOrder>(*decoded);
  CHECK(read.trader == order.trader);
  CHECK(read.company == order.company);
  CHECK(read.side == order.side);
  CHECK(read.type == order.type);
  CHECK(read.time_in_force == order.time_in_force);
  CHECK(read.self_trade == order.self_trade);
  CHECK(read.post_only == order.post_only);
  CHECK(read.quantity == order.quantity);
  CHECK(read.limit_price == order.limit_price);
  CHECK(read.client_order_id == order.client_order_id);
  CHECK_FALSE(read.terms.has_value());
}

// The same for what only some orders have.
TEST_CASE("the terms of an order keep their places") {
  PlaceOrder order;
  order.terms = OrderTerms{Price(1), Price(2), Rate(3), Timestamp(4), Quantity(5), OrderClass::bracket,
                           Price(6), Price(7), Price(8)};
  const auto decoded = decode_exact(encoded(order));
  REQUIRE(decoded.has_value());
  CHECK(std::get<PlaceOrder>(*decoded).terms == order.terms);
}

// The second layout of fees holds what the first one lacks, schedule by schedule.
TEST_CASE("the parts of fee rules keep their places") {
  FeeSchedule schedule{"a", {Rate(1), Money(2), Money(3), Money(4), Money(5)}, {}, {}, {}};
  schedule.taker = {Rate(6), Money(7), Money(8), {}, Money(9)};
  schedule.auction = FeeRule{Rate(10), Money(11), Money(12), Money(13), {}};
  schedule.tiers = {{Money(14), Rate(15), Rate(16)}, {Money(17), Rate(-18), Rate(19)}};
  const FeeSchedule plain{"b", {Rate(20), {}, {}, {}, {}}, {Rate(21), {}, {}, {}, {}}, {}, {}};
  for (const std::vector<FeeSchedule>& schedules :
       {std::vector{schedule, plain}, std::vector{plain, schedule}, std::vector{plain}}) {
    const SetFees fees{{schedules, "a", {{Beneficiary::Kind::issuer, {}, 10'000}}}};
    const auto decoded = decode_exact(encoded(fees));
    REQUIRE(decoded.has_value());
    CHECK(std::get<SetFees>(*decoded).table == fees.table);
  }
}

// A min of 0 is a min, and an auction rule without fees is one: neither may get lost in the first layout.
TEST_CASE("fees that are 0 but given are kept") {
  FeeTable table = default_fee_table();
  table.schedules[0].maker.min = Money(0);
  CHECK(std::get<SetFees>(*decode_exact(encoded(SetFees{table}))).table == table);
  table = default_fee_table();
  table.schedules[0].auction = FeeRule();
  CHECK(std::get<SetFees>(*decode_exact(encoded(SetFees{table}))).table == table);
}

// The same for accounts and corporate actions.
TEST_CASE("the members of an update, a dividend and a split keep their places") {
  const TraderLimits limits{1, Quantity(2), Money(3), 4};
  const auto update = decode_exact(encoded(UpdateTrader{TraderId(5), "n", "f", limits}));
  REQUIRE(update.has_value());
  const auto& read = std::get<UpdateTrader>(*update);
  CHECK(read.trader == TraderId(5));
  CHECK(read.name == "n");
  CHECK(read.fee_schedule == "f");
  REQUIRE(read.limits.has_value());
  CHECK(read.limits->max_open_orders == 1);
  CHECK(read.limits->max_order_quantity == Quantity(2));
  CHECK(read.limits->max_order_value == Money(3));
  CHECK(read.limits->max_orders_per_second == 4);
  const auto dividend =
      decode_exact(encoded(PayDividend{CompanyId(1), Money(2), Money(3), AccountRef::of(TraderId(4))}));
  REQUIRE(dividend.has_value());
  CHECK(std::get<PayDividend>(*dividend).per_share == Money(2));
  CHECK(std::get<PayDividend>(*dividend).total == Money(3));
  CHECK(std::get<PayDividend>(*dividend).payer == AccountRef::of(TraderId(4)));
  const auto split = decode_exact(encoded(SplitShares{CompanyId(1), 2, 3}));
  REQUIRE(split.has_value());
  CHECK(std::get<SplitShares>(*split).to == 2);
  CHECK(std::get<SplitShares>(*split).from == 3);
}

// Whoever wrote it in the second layout would give one command two encodings.
TEST_CASE("the second layout is refused where the first would do") {
  for (const Command& command : {Command(PlaceOrder()), Command(AmendOrder()), Command(RegisterCompany()),
                                 Command(UpdateCompany()), Command(RegisterTrader()), Command(SetFees())}) {
    std::string bytes = encoded(command);
    bytes.front() = static_cast<char>(bytes.front() + kSecondLayout);
    CHECK_FALSE(decode_exact(bytes + std::string(1, '\0')).has_value());
    CHECK_FALSE(decode_exact(bytes + std::string(2, '\0')).has_value());
  }
  std::string fees = encoded(SetFees{default_fee_table()});
  fees.front() = static_cast<char>(fees.front() + kSecondLayout);
  CHECK_FALSE(decode_exact(fees + std::string(10, '\0')).has_value());
  fees += std::string(9, '\0') + std::string("\1\2\0\0", 4);  // a tier
  CHECK(decode_exact(fees).has_value());
  std::string cancel = encoded(CancelOrder{OrderId(1)});
  cancel.front() = static_cast<char>(cancel.front() + kSecondLayout);
  CHECK_FALSE(decode_exact(cancel).has_value());
}

// These bytes are in people's journals: a change here makes those unreadable. A new form needs a new tag.
TEST_CASE("the encoding of each command stays what it is") {
  const std::string key = "026b31" + hex(std::string(32, '\xab')) + "d804";
  const FeeTable table{
      {{"std", {Rate(-1)}, {Rate(2)}, {}, {}}}, "std", {{Beneficiary::Kind::trader, Slug("bob"), 10'000}}};
  FeeTable full_table = table;
  full_table.schedules[0].taker = {Rate(2), Money(1), Money(2), Money(3), {}};
  full_table.schedules[0].auction = FeeRule{Rate(5), {}, {}, {}, Money(64)};
  full_table.schedules[0].tiers = {{Money(64), Rate(-1), Rate(3)}};
  const CircuitBreaker breaker{Rate(7), Duration(8), Duration(9)};
  const OrderTerms terms{Price(1),        Price(2), Rate(3),  Timestamp(4), Quantity(5),
                         OrderClass::oto, Price(2), Price(3), Price(4)};
  const MarketRules rules{Rate(1), {false, 31, Duration(1), Duration(2), Duration(3), Duration(4), {4, 5}}};
  const std::pair<Command, std::string> pinned[] = {
      {Configure{{Duration(64)}}, "008001"},
      {RegisterCompany{
           Symbol("A"), "Na", "Se", Quantity(1), Price(2), Price(3), Quantity(4), Rate(5), "f", {}, {}},
       "010141024e61025365020406080"
       "10a0166"},
      {RegisterCompany{
           Symbol("A"), "", "", Quantity(1), Price(2), Price(3), Quantity(4), std::nullopt, "", {}, {}},
       "0101410000020406080000"},
      {RegisterCompany{Symbol("A"),
                       "",
                       "",
                       Quantity(1),
                       Price(2),
                       Price(3),
                       Quantity(4),
                       std::nullopt,
                       "",
                       {{Price(5), Price(6)}},
                       breaker},
       "810141000002040608000001"
       "0a0c010e1012"},
      {UpdateCompany{CompanyId(1), "Na", "Se", Price(3), Quantity(4), std::optional<Rate>(), "f", {}, {}},
       "020101024e61010253650106010801000101"
       "66"},
      {UpdateCompany{CompanyId(1), {}, {}, {}, {}, std::optional<Rate>(Rate(-1)), {}, {}, {}},
       "02010000000001010100"},
      {UpdateCompany{CompanyId(1), {}, {}, {}, {}, {}, {}, std::vector<TickStep>(), std::optional(breaker)},
       "8201000000000000010001010e1012"},
      {UpdateCompany{CompanyId(1), {}, {}, {}, {}, {}, {}, {}, std::optional<CircuitBreaker>()},
       "8201000000000000000100"},
      {HaltCompany{CompanyId(128), "why"}, "03800103776879"},
      {ResumeCompany{CompanyId(2)}, "0402"},
      {IssueShares{CompanyId(1), TraderId(2), Quantity(3)}, "05010206"},
      {RegisterTrader{Slug("bob"),
                      "Bob",
                      Money(1),
                      {{CompanyId(2), Quantity(3)}},
                      "f",
                      {4, Quantity(5), Money(6), {}},
                      sample_key()},
       "0603626f6203426f6202010206016604010a010c01" + key},
      {RegisterTrader{Slug("bob"),
                      "Bob",
                      Money(1),
                      {{CompanyId(2), Quantity(3)}},
                      "f",
                      {4, Quantity(5), Money(6), 7},
                      sample_key()},
       "8603626f6203426f6202010206016604010a010c01" + key + "0107"},
      {Deposit{TraderId(1), Money(64)}, "07018001"},
      {Withdraw{TraderId(1), Money(64)}, "08018001"},
      {AddKey{TraderId(1), sample_key()}, "0901" + key},
      {RevokeKey{TraderId(1), KeyId("k1")}, "0a01026b31"},
      {PlaceOrder{TraderId(1),
                  CompanyId(2),
                  Side::sell,
                  OrderType::market,
                  TimeInForce::fok,
                  SelfTradePolicy::allow,
                  false,
                  Quantity(3),
                  Price(4),
                  ClientOrderId("c"),
                  {}},
       "0b0102010102010006080163"},
      {PlaceOrder{TraderId(1), CompanyId(2), Side::sell, OrderType::stop_limit, TimeInForce::gtd,
                  SelfTradePolicy::decrement, false, Quantity(3), Price(4), ClientOrderId("c"), terms},
       "8b010201030404000608016301020406080a03040608"},
      {AmendOrder{OrderId(300), Quantity(1), std::nullopt, std::nullopt}, "0cac02010200"},
      {AmendOrder{OrderId(300), Quantity(1), std::nullopt, Price(64)}, "8cac02010200018001"},
      {CancelOrder{OrderId(1)}, "0d01"},
      {CancelAll{TraderId(1), std::nullopt, Side::sell}, "0e0101000101"},
      {SetFees{table}, "0f0103737464010403737464010203626f62a09c01"},
      {SetFees{full_table},
       "8f0103737464010403737464010203626f62a09c01"
       "000000000204010600"
       "010a00000001800101800101"
       "06"},
      {MarkScenario{"s", 255}, "100173ff01"},
      {SetMarketRules{rules}, "1102001f0204060802080a"},
      {DelistCompany{CompanyId(2)}, "1202"},
      {StartAuction{CompanyId(2), Timestamp(64)}, "1302018001"},
      {StartAuction{CompanyId(2), std::nullopt}, "130200"},
      {Uncross{CompanyId(2)}, "1402"},
      {CancelAfter{TraderId(1), Duration(64)}, "15018001"},
      {AdvanceTime{}, "16"},
      {UpdateTrader{TraderId(1), {}, {}, {}}, "1701000000"},
      {UpdateTrader{TraderId(1), "Na", "", TraderLimits{4, Quantity(5), std::nullopt, 6}},
       "170101024e6101000104010a000106"},
      {CloseTrader{TraderId(300)}, "18ac02"},
      {PayDividend{CompanyId(2), Money(64), Money(), AccountRef::of(TraderId(3))}, "19028001000103"},
      {PayDividend{CompanyId(2), Money(), Money(1), AccountRef::issuer(CompanyId(2))}, "190200020302"},
      {SplitShares{CompanyId(1), 3, 200}, "1a0103c801"},
  };
  std::vector<bool> seen(kKinds);
  for (const auto& [command, bytes] : pinned) {
    CHECK(hex(encoded(command)) == bytes);
    seen[command.index()] = true;
  }
  CHECK(seen == std::vector<bool>(kKinds, true));
}

// Exactly one command: neither less nor more.
TEST_CASE("a truncated or continued command is refused") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20240602);
  INFO("MARKET_SEED=", seed);
  RandomCommands random(seed);
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    for (int i = 0; i < 30; ++i) {
      const std::string bytes = encoded(random.of_kind(kind));
      for (std::size_t size = 0; size < bytes.size(); ++size) {
        REQUIRE_FALSE(decode_exact(std::string_view(bytes).substr(0, size)).has_value());
      }
      REQUIRE_FALSE(decode_exact(bytes + '\0').has_value());
    }
  }
}

// Damage is refused or gives another command, and never anything worse.
TEST_CASE("flipped bits and random bytes do no harm") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20240603);
  INFO("MARKET_SEED=", seed);
  RandomCommands random(seed);
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    for (int i = 0; i < 30; ++i) {
      const std::string bytes = encoded(random.of_kind(kind));
      for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string damaged = bytes;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        REQUIRE(refused_or_exact(damaged));
      }
    }
  }
  for (int i = 0; i < 100'000; ++i) {
    std::string bytes(random.below(40), '\0');
    for (char& c : bytes) c = static_cast<char>(random.below(random.below(2) == 0 ? 4 : 256));
    if (!bytes.empty())
      bytes[0] = static_cast<char>(random.below(kKinds + 1) + kSecondLayout * random.below(2));
    REQUIRE(refused_or_exact(bytes));
  }
}

// What a valid command cannot hold is refused although its shape is right.
TEST_CASE("values outside their range are refused") {
  const std::string order = encoded(PlaceOrder{});
  REQUIRE(decode_exact(order).has_value());
  for (std::size_t field = 3; field <= 7; ++field) {  // side … post_only
    std::string damaged = order;
    damaged[field] = 7;
    CHECK_FALSE(decode_exact(damaged).has_value());
  }
  CHECK_FALSE(decode_exact("\x04\xff\xff\xff\xff\x10").has_value());      // a company id above 32 bits
  CHECK_FALSE(decode_exact(std::string("\x0d\x81\x00", 3)).has_value());  // 1, but in two bytes
  CHECK_FALSE(decode_exact(std::string(1, static_cast<char>(kKinds))).has_value());
  CHECK(decode_exact(std::string("\x19\x02\x00\x02\x04\x02", 6)).has_value());
  CHECK_FALSE(decode_exact(std::string("\x19\x02\x00\x02\x05\x02", 6)).has_value());  // no kind of account
  CHECK_FALSE(decode_exact(std::string("\x17\x01\x00\x00\x02", 5)).has_value());  // neither with nor without

  std::string symbol_too_long("\x01\x0b", 2);
  symbol_too_long += "ABCDEFGHIJK" + std::string(8, '\0');
  CHECK_FALSE(decode_exact(symbol_too_long).has_value());

  std::string endless_list;
  ByteWriter out(endless_list);
  out.byte(15);  // SetFees
  out.varint(~std::uint64_t{0});
  CHECK_FALSE(decode_exact(endless_list).has_value());
}

// The bound on text keeps a damaged length from being believed.
TEST_CASE("a text may have up to a mebibyte") {
  const std::string longest = encoded(MarkScenario{std::string(kMaxCommandText, 'x'), 1});
  CHECK(decode_exact(longest).has_value());
  std::string too_long("\x10");
  ByteWriter out(too_long);
  out.text(std::string(kMaxCommandText + 1, 'x'));
  out.varint(1);
  CHECK_FALSE(decode_exact(too_long).has_value());
}

// The primitives at their edges.
TEST_CASE("varints and zigzag numbers reach both ends of 64 bits") {
  const std::int64_t numbers[] = {0, -1, 1, -64, 64, INT64_MAX, INT64_MIN};
  std::string bytes;
  ByteWriter out(bytes);
  for (const std::int64_t number : numbers) out.zigzag(number);
  out.varint(UINT64_MAX);
  ByteReader in(bytes);
  for (const std::int64_t number : numbers) CHECK(in.zigzag() == number);
  CHECK(in.varint() == UINT64_MAX);
  CHECK(in.finished());

  ByteReader too_big(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
  CHECK(too_big.varint() == 0);
  CHECK_FALSE(too_big.ok());
}
