#!/usr/bin/env bash
# POST /v1/orders under wrk with 64 keep-alive connections, for the durabilities os and always, beside the
# same network with a handler that answers a constant of the same size.
#   bench_rest.sh BIN    BIN has marketd, marketctl and bench_constant
#   BENCH_SECONDS        of each run (10)
set -euo pipefail

bin=$(realpath "${1:?the folder with marketd and marketctl}")
lua=$(realpath "$(dirname "${BASH_SOURCE[0]}")/place_order.lua")
seconds=${BENCH_SECONDS:-10}
folder=$(mktemp -d "${TMPDIR:-/tmp}/market-bench.XXXXXX")
server=''
unset MARKET_SERVER MARKET_KEY MARKET_TRADER STATE_DIRECTORY "${!MARKETD_@}"

stop_server() {
  [[ -n $server ]] || return 0
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" || true
  server=''
}
trap 'stop_server; rm -rf "$folder"' EXIT

ctl() { "$bin/marketctl" -q "$@"; }

# Starts a server that writes its URL to a file, and waits for it.
start_server() {
  local endpoint=$1
  shift
  "$@" >"$folder/log" 2>&1 &
  server=$!
  until [[ -s $endpoint ]]; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.05
  done
  url=$(<"$endpoint")
}

run_wrk() {
  BENCH_LABEL=$1 wrk -c64 -t1 -d"${seconds}s" -s "$lua" "$url/v1/orders" | grep -F "$1"
}

# A company, eight traders with ample means, and resting orders that the load does not reach.
fill_market() {
  local i
  BENCH_KEYS=''
  ctl company register ACME --name 'Acme Inc' --shares 1000000000000 --price 100.00
  for i in 1 2 3 4 5 6 7 8; do
    BENCH_KEYS+=" $(ctl trader register "t$i" --cash 100000000000 --holding ACME=10000000000 -o json |
      sed -n 's/.*"api_key": *"\([^"]*\)".*/\1/p')"
  done
  export BENCH_KEYS
  for i in 1 2 3 4 5; do
    ctl order place buy 1000 ACME "@9$i.00" --as t1
    ctl order place sell 1000 ACME "@10$i.00" --as t2
  done
}

measure_marketd() {
  local durability=$1
  export XDG_STATE_HOME=$folder/$durability XDG_CONFIG_HOME=$folder/$durability-config
  mkdir -p "$XDG_STATE_HOME" "$XDG_CONFIG_HOME"
  start_server "$XDG_STATE_HOME/market/endpoint" \
    "$bin/marketd" --listen 127.0.0.1:0 --durability "$durability" --log-level warn
  fill_market >/dev/null
  run_wrk "marketd, durability $durability"
  stop_server
}

measure_constant() {
  start_server "$folder/constant" "$bin/bench_constant" "$folder/constant"
  run_wrk 'a constant from the same network'
  stop_server
}

printf 'POST /v1/orders, wrk with 64 keep-alive connections on one thread, %s s each\n' "$seconds"
printf 'marketd, its journal and wrk share the cores of this machine; a virtual disk syncs fast\n'
printf '  %-36s %9s   %7s %7s   %7s %7s\n' '' requests/s 'p50 ms' 'p99 ms' 'non-2xx' errors
measure_marketd os
measure_marketd always
measure_constant
