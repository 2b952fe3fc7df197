#include "venue/feed_codec.hpp"

#include "store/byte_reader.hpp"
#include "store/byte_writer.hpp"

namespace market {
namespace {

constexpr std::uint64_t kMaxText = 1 << 16;

// Writes and reads the same fields, so that both stand once.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void number(std::int64_t value) { out_.zigzag(value); }
  void text(const std::string& value) { out_.text(value); }
  template <class E>
  void word(E value, E) {
    out_.byte(static_cast<std::uint8_t>(value));
  }
  void flag(bool value) { out_.byte(value ? 1 : 0); }
  // Of a list whose parts take at least a byte each.
  template <class List>
  void size(const List& list) {
    out_.varint(list.size());
  }

 private:
  ByteWriter out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : in_(bytes) {}
  bool finished() const { return in_.finished(); }
  void fail() { in_.fail(); }
  void number(std::int64_t& value) { value = in_.zigzag(); }
  void text(std::string& value) { value = in_.text(kMaxText); }
  template <class E>
  void word(E& value, E last) {
    const std::uint8_t byte = in_.byte();
    if (byte > static_cast<std::uint8_t>(last)) in_.fail();
    value = static_cast<E>(byte);
  }
  void flag(bool& value) {
    const std::uint8_t byte = in_.byte();
    if (byte > 1) in_.fail();
    value = byte == 1;
  }
  template <class List>
  void size(List& list) {
    const std::uint64_t count = in_.varint();
    if (count > in_.remaining()) in_.fail();
    list.resize(in_.ok() ? static_cast<std::size_t>(count) : 0);
  }

 private:
  ByteReader in_;
};

template <class T>
std::int64_t raw(const T& value) {
  if constexpr (requires { value.units(); }) {
    return static_cast<std::int64_t>(value.units());
  } else if constexpr (requires { value.shares(); }) {
    return value.shares();
  } else if constexpr (requires { value.ns(); }) {
    return value.ns();
  } else if constexpr (requires { value.value(); }) {
    return static_cast<std::int64_t>(value.value());
  } else {
    return static_cast<std::int64_t>(value);
  }
}

template <class T>
T made(std::int64_t number) {
  if constexpr (requires { typename T::rep; }) {
    return T(static_cast<typename T::rep>(number));
  } else {
    return T(number);
  }
}

template <class T>
void field(Writer& out, const T& value) {
  out.number(raw(value));
}
template <class T>
void field(Reader& in, T& value) {
  std::int64_t number = 0;
  in.number(number);
  if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(number);
  } else {
    value = made<T>(number);
  }
}

template <class Archive, class T, class Each>
void optional(Archive& archive, T& value, Each each) {
  bool has = value.has_value();
  archive.flag(has);
  if constexpr (std::is_same_v<Archive, Reader>) {
    if (has) value.emplace();
  }
  if (has) each(*value);
}

template <class T>
void fields(Writer& out, const std::shared_ptr<const T>& shared);
template <class T>
void fields(Reader& in, std::shared_ptr<const T>& shared);

template <class Archive, class T>
void fields(Archive& archive, T& trade) requires std::is_same_v<std::remove_const_t<T>, Trade> {
  field(archive, trade.id);
  field(archive, trade.company);
  archive.word(trade.aggressor, Side::sell);
  archive.flag(trade.auction);
  field(archive, trade.price);
  field(archive, trade.quantity);
  field(archive, trade.buy_order);
  field(archive, trade.sell_order);
  field(archive, trade.buyer);
  field(archive, trade.seller);
  field(archive, trade.buyer_fee);
  field(archive, trade.seller_fee);
  field(archive, trade.time);
  field(archive, trade.seq);
}

template <class Archive, class T>
void fields(Archive& archive, T& top) requires std::is_same_v<std::remove_const_t<T>, TopOfBook> {
  const auto price = [&](auto& value) { field(archive, value); };
  optional(archive, top.bid, price);
  optional(archive, top.ask, price);
  field(archive, top.bid_size);
  field(archive, top.ask_size);
}

template <class Archive, class T>
void fields(Archive& archive, T& state) requires std::is_same_v<std::remove_const_t<T>, CompanyState> {
  archive.word(state.status, CompanyStatus::closed);
  archive.text(state.reason);
  optional(archive, state.auction, [&](auto& auction) {
    archive.word(auction.kind, AuctionKind::breaker);
    optional(archive, auction.ends_at, [&](auto& time) { field(archive, time); });
  });
  optional(archive, state.indication.price, [&](auto& price) { field(archive, price); });
  field(archive, state.indication.quantity);
  field(archive, state.indication.imbalance);
  optional(archive, state.indication.side, [&](auto& side) { archive.word(side, Side::sell); });
  optional(archive, state.split, [&](auto& split) {
    field(archive, split.to);
    field(archive, split.from);
  });
}

template <class Archive, class T>
void fields(Archive& archive, T& update) requires std::is_same_v<std::remove_const_t<T>, BookUpdate> {
  optional(archive, update.prev_seq, [&](auto& seq) { field(archive, seq); });
  for (auto* levels : {&update.bids, &update.asks}) {
    archive.size(*levels);
    for (auto& level : *levels) {
      field(archive, level.price);
      field(archive, level.quantity);
      field(archive, level.orders);
    }
  }
  field(archive, update.checksum);
}

// In two halves: a turnover can take more than 64 bits.
void wide(Writer& out, const Amount& amount) {
  const Int128 units = amount.units();
  out.number(static_cast<std::int64_t>(units >> 64));
  out.number(static_cast<std::int64_t>(static_cast<std::uint64_t>(units)));
}
void wide(Reader& in, Amount& amount) {
  std::int64_t high = 0, low = 0;
  in.number(high);
  in.number(low);
  amount = Amount((Int128(high) << 64) | static_cast<std::uint64_t>(low));
}

template <class Archive, class T>
void fields(Archive& archive, T& finished) requires std::is_same_v<std::remove_const_t<T>, FinishedBar> {
  archive.word(finished.interval, BarInterval::d1);
  auto& bar = finished.bar;
  field(archive, bar.time);
  for (auto* price : {&bar.open, &bar.high, &bar.low, &bar.close}) field(archive, *price);
  field(archive, bar.volume);
  field(archive, bar.trades);
  wide(archive, bar.turnover);
}

template <std::size_t N>
void name(Writer& out, const ShortText<N>& text) {
  out.text(text.str());
}
template <std::size_t N>
void name(Reader& in, ShortText<N>& text) {
  std::string read;
  in.text(read);
  if (ShortText<N>::fits(read))
    text = ShortText<N>(read);
  else
    in.fail();
}

template <class Archive, class T>
void optional_field(Archive& archive, T& value) {
  optional(archive, value, [&](auto& one) { field(archive, one); });
}

template <class Archive, class T>
void words(Archive& archive, T& order) {
  archive.word(order.side, Side::sell);
  archive.word(order.type, OrderType::trailing_stop);
  archive.word(order.time_in_force, TimeInForce::cls);
  archive.word(order.self_trade, SelfTradePolicy::decrement);
  archive.flag(order.post_only);
  archive.word(order.status, OrderStatus::held);
  archive.word(order.reason, static_cast<EndReason>(kEndReasons - 1));
  archive.word(order.order_class, OrderClass::oto);
}

template <class Archive, class T>
void fields(Archive& archive, T& order) requires std::is_same_v<std::remove_const_t<T>, Order> {
  field(archive, order.id);
  name(archive, order.client_order_id);
  field(archive, order.trader);
  field(archive, order.company);
  name(archive, order.trader_slug);
  name(archive, order.symbol);
  words(archive, order);
  for (auto* quantity : {&order.quantity, &order.filled, &order.remaining}) field(archive, *quantity);
  for (auto* price : {&order.limit_price, &order.stop_price, &order.trail_amount})
    optional_field(archive, *price);
  optional_field(archive, order.trail_percent);
  optional_field(archive, order.display_quantity);
  optional_field(archive, order.parent);
  for (auto& leg : order.legs) optional_field(archive, leg);
  optional_field(archive, order.expires_at);
  wide(archive, order.filled_value);
  field(archive, order.fees);
  optional_field(archive, order.queue_ahead);
  field(archive, order.created_at);
  field(archive, order.updated_at);
  field(archive, order.seq);
}

template <class Archive, class T>
void fields(Archive& archive, T& fill) requires std::is_same_v<std::remove_const_t<T>, OrderFill> {
  field(archive, fill.trade);
  field(archive, fill.price);
  field(archive, fill.quantity);
  archive.word(fill.liquidity, Liquidity::auction);
  field(archive, fill.fee);
}

template <class Archive, class T>
void fields(Archive& archive, T& update) requires std::is_same_v<std::remove_const_t<T>, OrderUpdate> {
  archive.word(update.happening, OrderHappening::self_trade_prevented);
  optional(archive, update.fill, [&](auto& fill) { fields(archive, fill); });
  optional_field(archive, update.met);
  fields(archive, update.order);
}

template <class Archive, class T>
void fields(Archive& archive, T& update) requires std::is_same_v<std::remove_const_t<T>, AccountUpdate> {
  name(archive, update.trader);
  field(archive, update.cash);
  field(archive, update.reserved);
  archive.size(update.positions);
  for (auto& [symbol, position] : update.positions) {
    name(archive, symbol);
    field(archive, position.quantity);
    field(archive, position.reserved);
    wide(archive, position.cost);
    wide(archive, position.realized_pnl);
  }
}

template <class T>
void fields(Writer& out, const std::shared_ptr<const T>& shared) {
  fields(out, *shared);
}
template <class T>
void fields(Reader& in, std::shared_ptr<const T>& shared) {
  auto read = std::make_shared<T>();
  fields(in, *read);
  shared = std::move(read);
}

// Rows of an earlier version end before book_changed.
void book_changed(Writer& out, const Seq& seq) {
  field(out, seq);
}
void book_changed(Reader& in, Seq& seq) {
  if (!in.finished()) field(in, seq);
}

template <class Archive, class T>
void told_fields(Archive& archive, T& told) {
  field(archive, told.indicated);
  optional(archive, told.state, [&](auto& state) { fields(archive, state); });
  book_changed(archive, told.book_changed);
}

enum class Kind : std::uint8_t {
  trade = 0,
  quote = 1,
  company = 2,
  book = 3,
  bar = 4,
  order = 5,
  account = 6
};
constexpr Kind kLastKind = Kind::account;
constexpr std::uint8_t kPacked = 255;  // where one message has its kind

bool is_private(Kind kind) {
  return kind == Kind::order || kind == Kind::account;
}

}  // namespace

std::string encode_feed_event(const FeedEvent& event) {
  std::string bytes;
  Writer out(bytes);
  const auto kind = static_cast<Kind>(event.what.index());
  out.word(kind, kLastKind);
  if (is_private(kind)) field(out, event.trader.value());
  field(out, event.time);
  field(out, event.company);
  std::visit([&](const auto& what) { fields(out, what); }, event.what);
  return bytes;
}

std::optional<FeedEvent> decode_feed_event(std::string_view bytes) {
  Reader in(bytes);
  FeedEvent event;
  Kind kind = Kind::trade;
  in.word(kind, kLastKind);
  if (is_private(kind)) field(in, event.trader.emplace());
  switch (kind) {
    case Kind::trade: event.what = Trade(); break;
    case Kind::quote: event.what = TopOfBook(); break;
    case Kind::company: event.what = std::shared_ptr<const CompanyState>(); break;
    case Kind::book: event.what = std::shared_ptr<const BookUpdate>(); break;
    case Kind::bar: event.what = FinishedBar(); break;
    case Kind::order: event.what = OrderUpdate(); break;
    case Kind::account: event.what = std::shared_ptr<const AccountUpdate>(); break;
  }
  field(in, event.time);
  field(in, event.company);
  std::visit([&](auto& what) { fields(in, what); }, event.what);
  return in.finished() ? std::optional(std::move(event)) : std::nullopt;
}

std::vector<FeedRow> pack_feed(const std::vector<FeedEvent>& events, Seq floor) {
  constexpr std::size_t kRowBytes = 8'192;
  std::vector<FeedRow> rows;
  Seq last = 0;
  for (const FeedEvent& event : events) {
    if (event.seq <= floor) continue;
    if (rows.empty() || (event.seq != last && rows.back().payload.size() >= kRowBytes)) {
      rows.push_back({event.seq, event.n, {}});
      ByteWriter(rows.back().payload).byte(kPacked);
    }
    FeedRow& row = rows.back();
    ByteWriter out(row.payload);
    out.varint(event.seq - row.seq);
    out.varint(event.n);
    out.text(encode_feed_event(event));
    last = event.seq;
  }
  return rows;
}

bool unpack_feed(const FeedRow& row, std::vector<FeedEvent>& events) {
  const auto take = [&](std::string_view bytes, Seq seq, std::uint64_t n) {
    auto event = decode_feed_event(bytes);
    if (!event) return false;
    event->seq = seq;
    event->n = static_cast<std::uint32_t>(n);
    events.push_back(*std::move(event));
    return true;
  };
  if (row.payload.empty() || static_cast<std::uint8_t>(row.payload.front()) != kPacked)
    return take(row.payload, row.seq, row.n);
  ByteReader in(std::string_view(row.payload).substr(1));
  while (in.ok() && in.remaining() > 0) {
    const Seq seq = row.seq + in.varint();
    const std::uint64_t n = in.varint();
    const std::string_view message = in.text(in.remaining());
    if (!in.ok() || n > UINT32_MAX || seq < row.seq || !take(message, seq, n)) return false;
  }
  return in.ok();
}

std::string encode_told_company(const ToldCompany& told) {
  std::string bytes;
  Writer out(bytes);
  told_fields(out, told);
  return bytes;
}

std::optional<ToldCompany> decode_told_company(std::string_view bytes) {
  Reader in(bytes);
  ToldCompany told;
  told_fields(in, told);
  return in.finished() ? std::optional(std::move(told)) : std::nullopt;
}

}  // namespace market
