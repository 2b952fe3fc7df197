-- What people ask about, in their terms: symbols and names instead of ids, words instead of numbers, times as
-- "2026-01-31T09:30:00.000000000Z".
--
-- Money, prices and percentages are REAL numbers of the currency (101.25), so that sums and products work:
-- select sum(price * quantity) from trades. They are exact to about 15 digits; the tables have exact integers.

CREATE VIEW companies AS
SELECT
  symbol, name, sector,
  CASE status WHEN 0 THEN 'trading' WHEN 1 THEN 'halted' WHEN 2 THEN 'delisted' WHEN 3 THEN 'auction'
              WHEN 4 THEN 'closed' END AS status,
  nullif(halt_reason, '') AS halt_reason,
  shares, treasury_shares,
  last_price / 10000.0 AS last_price,
  reference_price / 10000.0 AS reference_price,
  initial_price / 10000.0 AS initial_price,
  tick_size / 10000.0 AS tick_size,
  lot_size,
  band / 10000.0 AS band_percent,
  breaker_percent / 10000.0 AS breaker_percent,
  CASE auction_kind WHEN 0 THEN 'manual' WHEN 1 THEN 'opening' WHEN 2 THEN 'closing' WHEN 3 THEN 'breaker' END
    AS auction,
  nullif(fee_schedule, '') AS fee_schedule,
  issuer_revenue / 10000.0 AS issuer_cash,
  strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000000, 'unixepoch')
    || printf('.%09dZ', created_at % 1000000000) AS created_at
FROM company;

CREATE VIEW traders AS
SELECT
  slug AS trader, name,
  cash / 10000.0 AS cash,
  fees_paid / 10000.0 AS fees_paid,          -- less rebates
  fees_received / 10000.0 AS fees_received,  -- as a beneficiary
  nullif(fee_schedule, '') AS fee_schedule,
  strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000000, 'unixepoch')
    || printf('.%09dZ', created_at % 1000000000) AS created_at,
  strftime('%Y-%m-%dT%H:%M:%S', closed_at / 1000000000, 'unixepoch')
    || printf('.%09dZ', closed_at % 1000000000) AS closed_at
FROM trader;

-- Shares in the hands of traders.
CREATE VIEW holdings AS
SELECT
  trader.slug AS trader,
  company.symbol AS symbol,
  quantity,
  cost / 10000.0 AS cost,
  realized_pnl / 10000.0 AS realized_pnl,
  quantity * (last_price / 10000.0) AS value
FROM holding
  LEFT JOIN trader ON trader.id = holding.trader
  LEFT JOIN company ON company.id = holding.company;

-- Every order, open or closed; open ones have no reason, closed ones nothing remaining.
CREATE VIEW orders AS
SELECT
  id, client_order_id, trader, symbol,
  CASE side WHEN 0 THEN 'buy' WHEN 1 THEN 'sell' END AS side,
  CASE type WHEN 0 THEN 'limit' WHEN 1 THEN 'market' WHEN 2 THEN 'stop' WHEN 3 THEN 'stop_limit'
            WHEN 4 THEN 'trailing_stop' END AS type,
  CASE time_in_force WHEN 0 THEN 'gtc' WHEN 1 THEN 'ioc' WHEN 2 THEN 'fok' WHEN 3 THEN 'day' WHEN 4 THEN 'gtd'
                     WHEN 5 THEN 'opg' WHEN 6 THEN 'cls' END AS time_in_force,
  CASE self_trade WHEN 0 THEN 'cancel_newest' WHEN 1 THEN 'allow' WHEN 2 THEN 'cancel_oldest'
                  WHEN 3 THEN 'cancel_both' WHEN 4 THEN 'decrement' END AS self_trade,
  post_only,
  CASE status WHEN 0 THEN 'new' WHEN 1 THEN 'partially_filled' WHEN 2 THEN 'filled' WHEN 3 THEN 'canceled'
              WHEN 4 THEN 'expired' WHEN 5 THEN 'held' END AS status,
  CASE reason WHEN 1 THEN 'requested' WHEN 2 THEN 'ioc_remainder' WHEN 3 THEN 'fok_unfilled'
              WHEN 4 THEN 'market_remainder' WHEN 5 THEN 'self_trade' WHEN 6 THEN 'amended'
              WHEN 7 THEN 'insufficient_funds' WHEN 8 THEN 'day_end' WHEN 9 THEN 'expired' WHEN 10 THEN 'oco_leg'
              WHEN 11 THEN 'company_delisted' WHEN 12 THEN 'halt' WHEN 13 THEN 'cancel_after' END AS reason,
  quantity, filled, remaining,
  limit_price / 10000.0 AS limit_price,
  stop_price / 10000.0 AS stop_price,
  trail_amount / 10000.0 AS trail_amount,
  trail_percent / 10000.0 AS trail_percent,
  display_quantity,
  CASE order_class WHEN 0 THEN 'simple' WHEN 1 THEN 'oco' WHEN 2 THEN 'bracket' WHEN 3 THEN 'oto' END AS class,
  parent,
  filled_value / 10000.0 AS filled_value,
  fees / 10000.0 AS fees,
  strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000000, 'unixepoch')
    || printf('.%09dZ', expires_at % 1000000000) AS expires_at,
  strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000000, 'unixepoch')
    || printf('.%09dZ', created_at % 1000000000) AS created_at,
  strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000000, 'unixepoch')
    || printf('.%09dZ', updated_at % 1000000000) AS updated_at,
  seq
FROM (
  SELECT
    closed_order.id AS id, client_order_id, slug AS trader, symbol, side, type, time_in_force, self_trade, post_only,
    closed_order.status AS status, reason, quantity, filled, 0 AS remaining, limit_price, stop_price, trail_amount,
    trail_percent, display_quantity, order_class, parent, filled_value, fees, expires_at,
    closed_order.created_at AS created_at, updated_at, seq
  FROM closed_order
    LEFT JOIN trader ON trader.id = closed_order.trader
    LEFT JOIN company ON company.id = closed_order.company
  UNION ALL
  SELECT
    open_order.id, given.text, slug, symbol, side, type, time_in_force, self_trade, post_only,
    open_order.status, 0, quantity, quantity - remaining, remaining, nullif(limit_price, 0), nullif(stop_price, 0),
    nullif(trail_amount, 0), nullif(trail_percent, 0), nullif(display, 0), ifnull(order_class, 0),
    nullif(parent, 0), filled_value, fees, nullif(expires_at, 0), open_order.created_at, updated_at, seq
  FROM open_order
    LEFT JOIN trader ON trader.id = open_order.trader
    LEFT JOIN company ON company.id = open_order.company
    LEFT JOIN order_condition ON order_condition.id = open_order.id
    LEFT JOIN client_order_id AS given ON given.order_id = open_order.id
);

CREATE VIEW trades AS
SELECT
  trade.id AS id,
  company.symbol AS symbol,
  price / 10000.0 AS price,
  quantity,
  CASE aggressor WHEN 0 THEN 'buy' WHEN 1 THEN 'sell' END AS aggressor,
  auction,  -- 1: in an auction
  buyers.slug AS buyer,
  sellers.slug AS seller,
  buy_order, sell_order,
  buyer_fee / 10000.0 AS buyer_fee,  -- negative: a rebate
  seller_fee / 10000.0 AS seller_fee,
  strftime('%Y-%m-%dT%H:%M:%S', time / 1000000000, 'unixepoch') || printf('.%09dZ', time % 1000000000) AS time,
  seq
FROM trade
  LEFT JOIN company ON company.id = trade.company
  LEFT JOIN trader AS buyers ON buyers.id = trade.buyer
  LEFT JOIN trader AS sellers ON sellers.id = trade.seller;

-- Every entry of every trader's account: each movement is up to three, its cash, its fee and its shares. amount and
-- balance are shares where there is a symbol, else cash; what left is negative. The order of a trader's entries is by
-- place, then part. (The cross joins have SQLite begin with the trader, whose movements lie together.)
CREATE VIEW ledger AS
WITH entry AS (
  SELECT
    slug AS trader, place, 0 AS part, trade.seq AS seq, trade.time AS time, 2 AS kind,
    NULL AS shares_of,
    iif(source = 0, -price * quantity, price * quantity) / 10000.0 AS amount,
    (movement.cash + iif(source = 0, buyer_fee, seller_fee)) / 10000.0 AS balance,
    1 AS account, iif(source = 0, seller, buyer) AS account_number,
    iif(source = 0, buy_order, sell_order) AS order_id, trade.id AS trade_id
  FROM trader
    CROSS JOIN movement ON movement.trader = trader.id
    JOIN trade ON trade.id = movement.number
  WHERE source < 2
  UNION ALL
  SELECT
    slug, place, 1, trade.seq, trade.time,
    iif(iif(source = 0, buyer_fee, seller_fee) > 0, 3, 4),
    NULL,
    iif(source = 0, -buyer_fee, -seller_fee) / 10000.0,
    movement.cash / 10000.0,
    2, 0,
    iif(source = 0, buy_order, sell_order), trade.id
  FROM trader
    CROSS JOIN movement ON movement.trader = trader.id
    JOIN trade ON trade.id = movement.number
  WHERE source < 2 AND iif(source = 0, buyer_fee, seller_fee) <> 0
  UNION ALL
  SELECT
    slug, place, 2, trade.seq, trade.time, 2,
    trade.company,
    iif(source = 0, quantity, -quantity),
    shares,
    1, iif(source = 0, seller, buyer),
    iif(source = 0, buy_order, sell_order), trade.id
  FROM trader
    CROSS JOIN movement ON movement.trader = trader.id
    JOIN trade ON trade.id = movement.number
  WHERE source < 2
  UNION ALL
  SELECT
    slug, place, 0, seq, time, kind,
    shares_of,
    iif(shares_of IS NULL, iif(source = 2, amount, -amount) / 10000.0, iif(source = 2, amount, -amount)),
    iif(shares_of IS NULL, movement.cash / 10000.0, shares),
    iif(source = 2, from_kind, to_kind), iif(source = 2, from_number, to_number),
    NULL, nullif(transfer.trade, 0)
  FROM trader
    CROSS JOIN movement ON movement.trader = trader.id
    JOIN transfer ON transfer.number = movement.number
  WHERE source >= 2
)
SELECT
  trader, place, part, seq,
  strftime('%Y-%m-%dT%H:%M:%S', time / 1000000000, 'unixepoch') || printf('.%09dZ', time % 1000000000) AS time,
  CASE kind WHEN 0 THEN 'deposit' WHEN 1 THEN 'withdrawal' WHEN 2 THEN 'trade' WHEN 3 THEN 'fee' WHEN 4 THEN 'rebate'
            WHEN 5 THEN 'distribution' WHEN 6 THEN 'dividend' WHEN 7 THEN 'issue' WHEN 8 THEN 'split'
            WHEN 9 THEN 'close' END AS kind,
  company.symbol AS symbol,
  amount, balance,
  CASE account WHEN 0 THEN 'outside' WHEN 1 THEN other.slug WHEN 2 THEN 'exchange'
               WHEN 3 THEN 'issuer:' || of_company.symbol WHEN 4 THEN 'treasury:' || of_company.symbol END
    AS counterparty,
  order_id, trade_id
FROM entry
  LEFT JOIN company ON company.id = entry.shares_of
  LEFT JOIN trader AS other ON other.id = entry.account_number AND entry.account = 1
  LEFT JOIN company AS of_company ON of_company.id = entry.account_number AND entry.account >= 3;

-- What each side of each trade paid.
CREATE VIEW fees AS
SELECT
  trade.id AS trade_id,
  strftime('%Y-%m-%dT%H:%M:%S', time / 1000000000, 'unixepoch') || printf('.%09dZ', time % 1000000000) AS time,
  company.symbol AS symbol,
  trader.slug AS trader,
  CASE side.number WHEN 0 THEN 'buy' ELSE 'sell' END AS side,
  CASE WHEN auction = 1 THEN 'auction' WHEN side.number = aggressor THEN 'taker' ELSE 'maker' END AS liquidity,
  price * quantity / 10000.0 AS value,
  iif(side.number = 0, buyer_fee, seller_fee) / 10000.0 AS fee  -- negative: a rebate
FROM trade
  JOIN (SELECT 0 AS number UNION ALL SELECT 1) AS side
  LEFT JOIN company ON company.id = trade.company
  LEFT JOIN trader ON trader.id = iif(side.number = 0, buyer, seller);

-- In shares and prices as they were after the first `splits` splits of the company.
CREATE VIEW bars AS
SELECT
  company.symbol AS symbol,
  CASE interval WHEN 0 THEN '1s' WHEN 1 THEN '1m' WHEN 2 THEN '5m' WHEN 3 THEN '15m' WHEN 4 THEN '1h' WHEN 5 THEN '1d'
                END AS interval,
  strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time,
  open / 10000.0 AS open,
  high / 10000.0 AS high,
  low / 10000.0 AS low,
  close / 10000.0 AS close,
  volume, trades,
  turnover / 10000.0 AS turnover,
  splits
FROM bar
  LEFT JOIN company ON company.id = bar.company;

-- The simulation, and how far the database is.
CREATE VIEW sim AS
SELECT
  nullif(scenario, '') AS scenario,
  iif(scenario_seed >= 0, scenario_seed, printf('%u', scenario_seed)) AS seed,
  strftime('%Y-%m-%dT%H:%M:%S', now / 1000000000, 'unixepoch') || printf('.%09dZ', now % 1000000000) AS time,
  seq
FROM venue;
