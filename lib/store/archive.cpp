#include "store/archive.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "store/archive_connection.hpp"

namespace market {

struct Archive::Impl {
  Impl(std::filesystem::path file, Disk& disk) : pool(std::move(file), disk) {}
  ArchivePool pool;
};

Archive::Archive(std::filesystem::path file, Disk& disk)
    : impl_(std::make_unique<Impl>(std::move(file), disk)) {}

Archive::~Archive() = default;

namespace {

// SQLite's integers end at 2^63 - 1, and so do all ids.
std::int64_t bound_of(std::uint64_t number) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::int64_t>::max()));
}

// " ORDER BY column", from one end or the other.
std::string in_order(const char* column, Direction direction) {
  return std::string(" ORDER BY ") + column + (direction == Direction::newest_first ? " DESC" : "");
}

// Hands each row that the statement gives to visit until that returns false. `bind` was called before.
template <class Read, class Visit>
bool visit_rows(Statement& statement, Read read, const Visit& visit) {
  const ResetAtEnd reset(statement);
  while (statement.step()) {
    if (!visit(read(statement))) return false;
  }
  return true;
}

template <class Row>
std::optional<Row> first_row(Statement& statement, TableReader& rows) {
  std::optional<Row> found;
  visit_rows(
      statement, [&](const Statement& at) { return rows.row<Row>(at); },
      [&](Row&& row) {
        found = std::move(row);
        return false;
      });
  return found;
}

// The names stand where the rows of a trader and a company are; left joins keep SQLite from starting there.
const std::string& select_orders() {
  static const std::string sql = "SELECT " + TableSql::of<Order>().columns_of_table() +
                                 ", trader.slug, company.symbol FROM closed_order%"
                                 " LEFT JOIN trader ON trader.id = closed_order.trader"
                                 " LEFT JOIN company ON company.id = closed_order.company WHERE ";
  return sql;
}

std::string orders_through(const char* index) {
  std::string sql = select_orders();
  return sql.replace(sql.find('%'), 1, index);
}

Order read_order(const Statement& statement, TableReader& rows) {
  auto [order, next] = rows.row_and_next<Order>(statement);
  const bool named = value_from_text(statement.text(next), order.trader_slug) &&
                     value_from_text(statement.text(next + 1), order.symbol) && !order.trader_slug.empty() &&
                     !order.symbol.empty();
  if (!named)
    throw rows.damaged("order " + std::to_string(order.id.value()) + " is of nobody, or of nothing");
  return order;
}

}  // namespace

std::optional<Order> Archive::ended_order(OrderId id) const {
  return impl_->pool.with([&](ArchiveConnection& at) {
    static const std::string sql = orders_through("") + "closed_order.id = ?1";
    std::optional<Order> found;
    visit_rows(
        at.statement(sql).bind(1, to_integer(id)),
        [&](const Statement& row) { return read_order(row, at.rows()); },
        [&](Order&& order) {
          found = std::move(order);
          return false;
        });
    return found;
  });
}

void Archive::ended_orders(const OrderFilter& filter, NumberRange range, Direction direction,
                           const std::function<bool(const Order&)>& visit) const {
  std::string sql = orders_through(filter.trader ? " INDEXED BY closed_order_of_trader" : "");
  sql += "closed_order.id >= ?1 AND closed_order.id < ?2";
  if (filter.trader) sql += " AND closed_order.trader = ?3";
  if (filter.company) sql += " AND closed_order.company = ?4";
  if (filter.side) sql += " AND closed_order.side = ?5";
  sql += in_order("closed_order.id", direction);
  impl_->pool.with([&](ArchiveConnection& at) {
    Statement& statement = at.statement(sql);
    statement.bind(1, bound_of(range.from)).bind(2, bound_of(range.below));
    if (filter.trader) statement.bind(3, to_integer(*filter.trader));
    if (filter.company) statement.bind(4, to_integer(*filter.company));
    if (filter.side) statement.bind(5, to_integer(*filter.side));
    return visit_rows(
        statement, [&](const Statement& row) { return read_order(row, at.rows()); }, visit);
  });
}

std::optional<Trade> Archive::trade(TradeId id) const {
  return impl_->pool.with([&](ArchiveConnection& at) {
    static const std::string sql = TableSql::of<Trade>().select() + " WHERE id = ?1";
    return first_row<Trade>(at.statement(sql).bind(1, to_integer(id)), at.rows());
  });
}

void Archive::trades(std::optional<CompanyId> company, NumberRange ids, Direction direction,
                     const std::function<bool(const Trade&)>& visit) const {
  std::string sql = TableSql::of<Trade>().select();
  sql += company ? " INDEXED BY trade_of_company WHERE company = ?3 AND " : " WHERE ";
  sql += "id >= ?1 AND id < ?2" + in_order("id", direction);
  impl_->pool.with([&](ArchiveConnection& at) {
    Statement& statement = at.statement(sql);
    statement.bind(1, bound_of(ids.from)).bind(2, bound_of(ids.below));
    if (company) statement.bind(3, to_integer(*company));
    return visit_rows(
        statement, [&](const Statement& row) { return at.rows().row<Trade>(row); }, visit);
  });
}

namespace {

// The greatest id of a trade at or before `time`; 0: there is none. Bisects the ids, which may have gaps.
std::int64_t last_id(ArchiveConnection& at, Timestamp time) {
  Statement& newest = at.statement("SELECT id, time FROM trade WHERE id <= ?1 ORDER BY id DESC LIMIT 1");
  const ResetAtEnd reset(newest);
  const auto find = [&newest](std::int64_t below) {
    newest.reset();
    return newest.bind(1, below).step();
  };
  if (!find(std::numeric_limits<std::int64_t>::max())) return 0;
  std::int64_t low = 0, high = newest.integer(0);  // the answer is among these
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (!find(middle) || newest.integer(1) <= time.ns()) {
      low = middle;
    } else {
      high = newest.integer(0) - 1;
    }
  }
  return low;
}

std::int64_t time_of_movement(Statement& time, TraderId trader, std::uint64_t place) {
  const ResetAtEnd reset(time);
  const bool found = time.bind(1, to_integer(trader)).bind(2, to_integer(place)).step();
  return found ? time.integer(0) : std::numeric_limits<std::int64_t>::max();
}

Archive::MovementRow read_movement(const Statement& statement, TableReader& rows) {
  Archive::MovementRow row;
  auto [movement, next] = rows.row_and_next<Movement>(statement);
  row.movement = movement;
  const bool transfer = is_transfer(movement.source);
  const int of_transfer = next + column_count<Trade>();
  const int source = transfer ? of_transfer : next;
  if (statement.type(source) == Statement::Type::null) {
    throw rows.damaged(std::string(transfer ? "transfer " : "trade ") + std::to_string(movement.number) +
                       " is missing");
  }
  if (transfer) {
    row.transfer = rows.row<TransferRow>(statement, of_transfer);
  } else {
    row.trade = rows.row<Trade>(statement, next);
  }
  return row;
}

}  // namespace

std::optional<Trade> Archive::last_trade(CompanyId company, Timestamp time) const {
  return impl_->pool.with([&](ArchiveConnection& at) {
    const ReadTransaction transaction(at);
    static const std::string sql = TableSql::of<Trade>().select() +
                                   " INDEXED BY trade_of_company WHERE company = ?1 AND id <= ?2"
                                   " ORDER BY id DESC LIMIT 1";
    const std::int64_t last = last_id(at, time);
    return first_row<Trade>(at.statement(sql).bind(1, to_integer(company)).bind(2, last), at.rows());
  });
}

void Archive::movements(TraderId trader, NumberRange places, Direction direction,
                        const std::function<bool(const MovementRow&)>& visit) const {
  const std::string sql = "SELECT " + TableSql::of<Movement>().columns_of_table() + ", " +
                          TableSql::of<Trade>().columns_of_table() + ", " +
                          TableSql::of<TransferRow>().columns_of_table() +
                          " FROM movement"
                          " LEFT JOIN trade ON movement.source < 2 AND trade.id = movement.number"
                          " LEFT JOIN transfer ON movement.source >= 2 AND transfer.number = movement.number"
                          " WHERE movement.trader = ?1 AND movement.place >= ?2 AND movement.place < ?3" +
                          in_order("movement.place", direction);
  impl_->pool.with([&](ArchiveConnection& at) {
    Statement& statement = at.statement(sql);
    statement.bind(1, to_integer(trader)).bind(2, bound_of(places.from)).bind(3, bound_of(places.below));
    return visit_rows(
        statement, [&](const Statement& row) { return read_movement(row, at.rows()); }, visit);
  });
}

std::uint64_t Archive::first_place(TraderId trader, Timestamp time, std::uint64_t places) const {
  return impl_->pool.with([&](ArchiveConnection& at) {
    const ReadTransaction transaction(at);
    Statement& time_at = at.statement(
        "SELECT CASE WHEN source < 2 THEN (SELECT time FROM trade WHERE id = movement.number)"
        " ELSE (SELECT time FROM transfer WHERE number = movement.number) END"
        " FROM movement WHERE trader = ?1 AND place = ?2");
    std::uint64_t low = 0, high = places;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (time_of_movement(time_at, trader, middle) < time.ns()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  });
}

void Archive::bars(CompanyId company, BarInterval interval, Timestamp start, Timestamp end,
                   Direction direction, const std::function<bool(const BarRow&)>& visit) const {
  const std::string sql = TableSql::of<BarRow>().select() +
                          " WHERE company = ?1 AND interval = ?2 AND time >= ?3 AND time < ?4" +
                          in_order("time", direction);
  impl_->pool.with([&](ArchiveConnection& at) {
    Statement& statement = at.statement(sql);
    statement.bind(1, to_integer(company)).bind(2, to_integer(interval));
    statement.bind(3, start.ns()).bind(4, end.ns());
    return visit_rows(
        statement, [&](const Statement& row) { return at.rows().row<BarRow>(row); }, visit);
  });
}

void Archive::feed(Seq seq, const std::function<bool(const FeedRow&)>& visit) const {
  const std::string sql = TableSql::of<FeedRow>().select() +
                          " WHERE seq >= coalesce((SELECT max(seq) FROM feed WHERE seq <= ?1), 0)"
                          " ORDER BY seq, n";
  impl_->pool.with([&](ArchiveConnection& at) {
    Statement& statement = at.statement(sql);
    statement.bind(1, to_integer(seq));
    return visit_rows(
        statement, [&](const Statement& row) { return at.rows().row<FeedRow>(row); }, visit);
  });
}

}  // namespace market
