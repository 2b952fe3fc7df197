-- The tables of market.db: one venue, its state and its history, as of one seq.
--
-- Everywhere:
--   money and prices   units of 0.0001 of the currency
--   percentages        units of 0.0001 percent; *_bps units of 0.0001 basis points
--   quantities         whole shares
--   times              nanoseconds since 1970-01-01T00:00:00Z; durations nanoseconds
--   ids                order, trade: from 1, ascending with time; company, trader: from 0, in order of registration
--   words              numbers; the views have the words
--   ANY                a sum that may need more than 64 bits: an INTEGER while it fits, else its decimal digits as TEXT
--   lists              JSON arrays of integers, or of arrays of integers
--   64-bit hashes and seeds are stored as the signed number with the same bits.
--   crc                CRC-32C, as a signed 32-bit number, of the row's other columns in their order in the table. Each
--                      column is one byte and more: 'n' NULL; 'i' and the integer in 8 bytes, little endian; 't' and the
--                      length in 8 bytes, little endian, and the bytes of a TEXT or BLOB.
--
-- The views of 0002 are for people; these tables are for the venue, which reads all but the history at its start.

-- How many rows the tables have that a start reads: a missing one is found.
CREATE TABLE row_count(
  name TEXT PRIMARY KEY,       -- of the table
  rows INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The snapshots: the last two, and every one whose state hash was noted.
CREATE TABLE snapshot(
  seq INTEGER PRIMARY KEY,     -- of the last command in it
  time INTEGER NOT NULL,       -- of that command
  previous_seq INTEGER NOT NULL,  -- of the snapshot before it; 0: none
  state_hash INTEGER,          -- of the exchange at seq, when somebody worked it out
  crc INTEGER NOT NULL
) STRICT;

-- What there is once: one row.
CREATE TABLE venue(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  seq INTEGER NOT NULL,        -- everything in the database is as of this command
  now INTEGER NOT NULL,        -- its time
  idempotency_window INTEGER NOT NULL,  -- how long an ended order keeps its client_order_id
  collar INTEGER NOT NULL,     -- percent beyond the last price that a market order reaches
  always_open INTEGER NOT NULL,
  session_days INTEGER NOT NULL,  -- bit 0 is Monday
  session_open INTEGER NOT NULL,  -- after midnight UTC
  session_close INTEGER NOT NULL,
  opening_auction INTEGER NOT NULL,  -- how long they take
  closing_auction INTEGER NOT NULL,
  holidays TEXT NOT NULL,      -- list: days since 1970-01-01
  phase INTEGER NOT NULL,      -- 0 closed, 1 opening_auction, 2 trading, 3 closing_auction
  next_session_at INTEGER,     -- when the phase changes; NULL before the first command
  next_session_to INTEGER,     -- to this phase
  next_session_day_end INTEGER,  -- 1: day orders expire then
  scenario TEXT NOT NULL,      -- the simulation's; empty: none
  scenario_seed INTEGER NOT NULL,
  default_fee_schedule TEXT NOT NULL,
  deposits ANY NOT NULL,       -- all that ever came in, and went out
  withdrawals ANY NOT NULL,
  exchange_revenue INTEGER NOT NULL,  -- the operator's cash
  fees_taken ANY NOT NULL,     -- from traders, ever, less rebates
  fees_distributed ANY NOT NULL,
  exchange_fees ANY NOT NULL,  -- of these, to the operator
  last_order INTEGER NOT NULL,
  last_trade INTEGER NOT NULL,
  open_orders INTEGER NOT NULL,  -- how many there are
  companies INTEGER NOT NULL,
  traders INTEGER NOT NULL,
  first_ended_client_id INTEGER NOT NULL,  -- the first place in ended_client_order_id that still counts
  next_rank INTEGER NOT NULL,  -- above every rank in open_order
  feed_floor INTEGER NOT NULL,  -- messages of the feed up to this command are not kept
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE fee_schedule(
  place INTEGER PRIMARY KEY,   -- in the order of names
  name TEXT NOT NULL,
  maker_bps INTEGER NOT NULL,
  maker_per_share INTEGER NOT NULL,
  maker_flat INTEGER NOT NULL,
  maker_min INTEGER,
  maker_max INTEGER,
  taker_bps INTEGER NOT NULL,
  taker_per_share INTEGER NOT NULL,
  taker_flat INTEGER NOT NULL,
  taker_min INTEGER,
  taker_max INTEGER,
  auction_bps INTEGER,         -- NULL: in auctions as the maker
  auction_per_share INTEGER,
  auction_flat INTEGER,
  auction_min INTEGER,
  auction_max INTEGER,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE fee_tier(
  schedule INTEGER NOT NULL,   -- its place
  place INTEGER NOT NULL,      -- by volume, ascending
  volume_30d INTEGER NOT NULL,
  maker_bps INTEGER NOT NULL,
  taker_bps INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY(schedule, place)
) STRICT, WITHOUT ROWID;

-- Who gets what of the fees.
CREATE TABLE fee_beneficiary(
  place INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,       -- 0 exchange, 1 issuer, 2 trader
  trader TEXT NOT NULL,        -- slug; empty unless kind is 2
  share_units INTEGER NOT NULL,  -- of 10000
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE company(
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  name TEXT NOT NULL,
  sector TEXT NOT NULL,
  status INTEGER NOT NULL,     -- 0 trading, 1 halted, 2 delisted, 3 auction, 4 closed
  halt_reason TEXT NOT NULL,
  shares INTEGER NOT NULL,     -- issued
  treasury_shares INTEGER NOT NULL,
  tick_size INTEGER NOT NULL,
  tick_steps TEXT NOT NULL,    -- list: [price from which it holds, tick]
  lot_size INTEGER NOT NULL,
  band INTEGER,                -- percent
  breaker_percent INTEGER,     -- NULL: it has no circuit breaker
  breaker_window INTEGER,
  breaker_duration INTEGER,
  auction_kind INTEGER,        -- 0 manual, 1 opening, 2 closing, 3 breaker; NULL: there is no auction now
  auction_ends_at INTEGER,     -- NULL: when somebody uncrosses it
  initial_price INTEGER NOT NULL,
  reference_price INTEGER NOT NULL,
  last_price INTEGER NOT NULL,
  fee_schedule TEXT NOT NULL,  -- empty: the venue's default
  created_at INTEGER NOT NULL,
  issuer_revenue INTEGER NOT NULL,  -- the issuer's cash
  issuer_fees ANY NOT NULL,    -- of it, what came from fees, ever
  bought ANY NOT NULL,         -- shares, ever
  sold ANY NOT NULL,
  traded ANY NOT NULL,
  breaker_lows TEXT NOT NULL,  -- list: [time, price], the candidates for the lowest price of the window
  breaker_highs TEXT NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE trader(
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  fee_schedule TEXT NOT NULL,  -- empty: the company's or the venue's default
  max_open_orders INTEGER NOT NULL,
  max_order_quantity INTEGER,
  max_order_value INTEGER,
  max_orders_per_second INTEGER,
  created_at INTEGER NOT NULL,
  closed_at INTEGER,
  cash INTEGER NOT NULL,
  fees_paid ANY NOT NULL,      -- ever, less rebates
  fees_received ANY NOT NULL,  -- as a beneficiary, ever
  order_rate_next INTEGER,     -- when the limit on orders a second allows the next at an even rate
  volumes TEXT NOT NULL,       -- list: [day since 1970-01-01, value traded on it]
  cancel_deadline INTEGER,     -- when the dead man's switch goes off
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE api_key(
  trader INTEGER NOT NULL,
  place INTEGER NOT NULL,      -- among the trader's keys, from 0
  id TEXT NOT NULL,
  hash BLOB NOT NULL,          -- BLAKE2b-256 of the whole text of the key
  created_at INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY(trader, place)
) STRICT, WITHOUT ROWID;

-- A trader's shares of one company.
CREATE TABLE holding(
  trader INTEGER NOT NULL,
  company INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  cost ANY NOT NULL,           -- what the shares held were bought for
  realized_pnl ANY NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY(trader, company)
) STRICT, WITHOUT ROWID;

CREATE TABLE open_order(
  id INTEGER PRIMARY KEY,
  trader INTEGER NOT NULL,
  company INTEGER NOT NULL,
  side INTEGER NOT NULL,       -- 0 buy, 1 sell
  type INTEGER NOT NULL,       -- 0 limit, 1 market, 2 stop, 3 stop_limit, 4 trailing_stop
  time_in_force INTEGER NOT NULL,  -- 0 gtc, 1 ioc, 2 fok, 3 day, 4 gtd, 5 opg, 6 cls
  self_trade INTEGER NOT NULL,  -- 0 cancel_newest, 1 allow, 2 cancel_oldest, 3 cancel_both, 4 decrement
  post_only INTEGER NOT NULL,
  status INTEGER NOT NULL,     -- 0 new, 1 partially_filled, 2 filled, 3 canceled, 4 expired, 5 held
  quantity INTEGER NOT NULL,
  remaining INTEGER NOT NULL,
  limit_price INTEGER NOT NULL,  -- 0: none
  filled_value ANY NOT NULL,   -- price × quantity of its fills, summed up
  fees INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  seq INTEGER NOT NULL,        -- of the command that last changed it
  rank INTEGER NOT NULL,       -- orders at one price of one list stand in ascending order of it
  conditional INTEGER NOT NULL,  -- 1: order_condition has more of it; 0: a plain order in the book
  crc INTEGER NOT NULL
) STRICT;

-- What only some open orders have: stops, icebergs, orders of a group, auction orders. 0: it does not have that.
CREATE TABLE order_condition(
  id INTEGER PRIMARY KEY,      -- of the order
  place INTEGER NOT NULL,      -- where it waits: 0 none, 1 book, 2 triggers, 3 pending, 4 auction, 5 waiting, 6 leg
  order_class INTEGER NOT NULL,  -- 0 simple, 1 oco, 2 bracket, 3 oto
  stop_price INTEGER NOT NULL,
  trail_amount INTEGER NOT NULL,
  trail_percent INTEGER NOT NULL,
  trail_mark INTEGER NOT NULL,  -- the price that a trailing stop follows
  bound INTEGER NOT NULL,      -- a market order's limit by the collar
  expires_at INTEGER NOT NULL,
  display INTEGER NOT NULL,    -- an iceberg's slice, and what of it is shown now
  shown INTEGER NOT NULL,
  parent INTEGER NOT NULL,     -- the order that it is a leg of
  leg1 INTEGER NOT NULL,
  leg2 INTEGER NOT NULL,
  partner INTEGER NOT NULL,    -- the other one of a pair
  arrival INTEGER NOT NULL,    -- its turn among those that wait with it
  triggered INTEGER NOT NULL,
  is_pair_stop INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

-- Which client_order_id belongs to which open order.
CREATE TABLE client_order_id(
  order_id INTEGER PRIMARY KEY,
  trader INTEGER NOT NULL,
  text TEXT NOT NULL,
  fingerprint INTEGER NOT NULL,  -- hash of the order's body: tells a repetition from a collision
  crc INTEGER NOT NULL
) STRICT;

-- The same of orders that ended not longer ago than venue.idempotency_window.
CREATE TABLE ended_client_order_id(
  place INTEGER PRIMARY KEY,   -- in the order in which they ended
  trader INTEGER NOT NULL,
  text TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  fingerprint INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE closed_order(
  id INTEGER PRIMARY KEY,
  trader INTEGER NOT NULL,
  company INTEGER NOT NULL,
  client_order_id TEXT,
  side INTEGER NOT NULL,       -- the words as in open_order
  type INTEGER NOT NULL,
  time_in_force INTEGER NOT NULL,
  self_trade INTEGER NOT NULL,
  post_only INTEGER NOT NULL,
  status INTEGER NOT NULL,
  reason INTEGER NOT NULL,     -- 0 none, 1 requested, 2 ioc_remainder, 3 fok_unfilled, 4 market_remainder,
                               -- 5 self_trade, 6 amended, 7 insufficient_funds, 8 day_end, 9 expired, 10 oco_leg,
                               -- 11 company_delisted, 12 halt, 13 cancel_after
  quantity INTEGER NOT NULL,
  filled INTEGER NOT NULL,
  limit_price INTEGER,
  stop_price INTEGER,
  trail_amount INTEGER,
  trail_percent INTEGER,
  display_quantity INTEGER,
  order_class INTEGER NOT NULL,
  parent INTEGER,
  leg1 INTEGER,
  leg2 INTEGER,
  expires_at INTEGER,
  filled_value ANY NOT NULL,
  fees INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;
CREATE INDEX closed_order_of_trader ON closed_order(trader, id);

CREATE TABLE trade(
  id INTEGER PRIMARY KEY,
  company INTEGER NOT NULL,
  aggressor INTEGER NOT NULL,  -- side: 0 buy, 1 sell
  auction INTEGER NOT NULL,    -- 1: an uncross
  price INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  buy_order INTEGER NOT NULL,
  sell_order INTEGER NOT NULL,
  buyer INTEGER NOT NULL,
  seller INTEGER NOT NULL,
  buyer_fee INTEGER NOT NULL,  -- negative: a rebate
  seller_fee INTEGER NOT NULL,
  time INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;
CREATE INDEX trade_of_company ON trade(company, id);

-- The steps of each trader's account: a side of a trade, or one end of a transfer.
CREATE TABLE movement(
  trader INTEGER NOT NULL,
  place INTEGER NOT NULL,      -- among the trader's, from 0
  source INTEGER NOT NULL,     -- 0 buy, 1 sell: number is a trade's; 2 transfer_in, 3 transfer_out: a transfer's
  number INTEGER NOT NULL,
  cash INTEGER NOT NULL,       -- after it
  company INTEGER NOT NULL,    -- whose shares moved, if any did
  shares INTEGER NOT NULL,     -- after it, of that company
  crc INTEGER NOT NULL,
  PRIMARY KEY(trader, place)
) STRICT, WITHOUT ROWID;

-- Cash or shares that went from one account to another otherwise than by a trade and its fees; those that concern a
-- trader.
CREATE TABLE transfer(
  number INTEGER PRIMARY KEY,  -- from 0
  seq INTEGER NOT NULL,
  time INTEGER NOT NULL,
  kind INTEGER NOT NULL,       -- 0 deposit, 1 withdrawal, 2 trade, 3 fee, 4 rebate, 5 distribution, 6 dividend,
                               -- 7 issue, 8 split, 9 close
  from_kind INTEGER NOT NULL,  -- account: 0 outside, 1 trader, 2 exchange, 3 issuer, 4 treasury
  from_number INTEGER NOT NULL,  -- of the trader or the company
  to_kind INTEGER NOT NULL,
  to_number INTEGER NOT NULL,
  shares_of INTEGER,           -- company; NULL: cash
  amount INTEGER NOT NULL,     -- money or shares
  trade INTEGER NOT NULL,      -- whose fee was distributed; 0: none
  crc INTEGER NOT NULL
) STRICT;

-- How much the movements of a trader are, and what they brought in and took out.
CREATE TABLE ledger_account(
  trader INTEGER PRIMARY KEY,
  movements INTEGER NOT NULL,  -- how many there are
  brought_in ANY NOT NULL,     -- deposits, and the value of shares given
  taken_out ANY NOT NULL,      -- withdrawals, and what was paid out at the close
  crc INTEGER NOT NULL
) STRICT;

CREATE TABLE bar(
  company INTEGER NOT NULL,
  interval INTEGER NOT NULL,   -- 0 1s, 1 1m, 2 5m, 3 15m, 4 1h, 5 1d
  time INTEGER NOT NULL,       -- the start of its interval
  splits INTEGER NOT NULL,     -- how many of the company's splits its figures know; later ones are not applied
  open INTEGER NOT NULL,
  high INTEGER NOT NULL,
  low INTEGER NOT NULL,
  close INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  trades INTEGER NOT NULL,
  turnover ANY NOT NULL,       -- price × quantity, summed up
  crc INTEGER NOT NULL,
  PRIMARY KEY(company, interval, time)
) STRICT, WITHOUT ROWID;

CREATE TABLE split(
  company INTEGER NOT NULL,
  number INTEGER NOT NULL,     -- of the company's splits, from 0
  time INTEGER NOT NULL,
  last_trade INTEGER NOT NULL,  -- the last of the venue before it
  to_shares INTEGER NOT NULL,  -- so many new shares
  from_shares INTEGER NOT NULL,  -- for so many old ones
  crc INTEGER NOT NULL,
  PRIMARY KEY(company, number)
) STRICT, WITHOUT ROWID;

-- The price at a company's registration, and the statistics of the last UTC day on which it traded.
CREATE TABLE company_history(
  company INTEGER PRIMARY KEY,
  first_price INTEGER NOT NULL,
  day INTEGER NOT NULL,        -- since 1970-01-01
  open INTEGER NOT NULL,
  high INTEGER NOT NULL,
  low INTEGER NOT NULL,
  close INTEGER NOT NULL,
  previous_close INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  turnover ANY NOT NULL,
  trades INTEGER NOT NULL,
  crc INTEGER NOT NULL
) STRICT;

-- The feed's last messages, many in a row, to resume it over a restart.
CREATE TABLE feed(
  seq INTEGER NOT NULL,        -- of the first one
  n INTEGER NOT NULL,          -- and its place within the command
  payload BLOB NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY(seq, n)
) STRICT, WITHOUT ROWID;

-- What the feed last told of each company.
CREATE TABLE feed_company(
  company INTEGER PRIMARY KEY,
  payload BLOB NOT NULL,
  crc INTEGER NOT NULL
) STRICT;
