-- wrk script: POST /v1/orders from several traders, prices and sides varied so that the book neither grows
-- without bound nor empties. Orders come in pairs, a buy and a sell of the same quantity and price by two
-- traders, in random order: what one leaves in the book the other takes, around resting orders further out.
-- Left-overs may meet an order of their own trader, which is allowed here, so every order is accepted.
--   BENCH_KEYS   API keys, separated by spaces; at least two
--   BENCH_LABEL  what the line of results says
-- The requests are made beforehand, so that wrk's own work for each stays small.

local pairs_made = 4096
local requests, next_request = {}, 0

local function request_text(key, side, quantity, ticks)
  local body = string.format(
    '{"symbol":"ACME","side":"%s","type":"limit","quantity":%d,"limit_price":"%d.%02d","self_trade":"allow"}',
    side, quantity, math.floor(ticks / 100), ticks % 100)
  return table.concat({
    "POST /v1/orders HTTP/1.1\r\nHost: ", wrk.host, ":", wrk.port, "\r\nAuthorization: Bearer ", key,
    "\r\nContent-Type: application/json\r\nContent-Length: ", #body, "\r\n\r\n", body,
  })
end

function init()
  math.randomseed(42)
  local keys = {}
  for key in string.gmatch(os.getenv("BENCH_KEYS"), "%S+") do keys[#keys + 1] = key end
  for _ = 1, pairs_made do
    local buyer = math.random(#keys)
    local seller = (buyer + math.random(#keys - 1) - 1) % #keys + 1
    local quantity, ticks = math.random(100), 10000 + math.random(-50, 50)
    local couple = {
      request_text(keys[buyer], "buy", quantity, ticks),
      request_text(keys[seller], "sell", quantity, ticks),
    }
    local first = math.random(2)
    requests[#requests + 1] = couple[first]
    requests[#requests + 1] = couple[3 - first]
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format("  %-36s %9.0f   %7.2f %7.2f   %7d %7d\n", os.getenv("BENCH_LABEL"),
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
