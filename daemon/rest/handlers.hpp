// The handlers of the endpoint table, by noun. Each reads its request, runs one session with the venue and
// formats the answer after it. Access was checked by role before; what a trader may see of others is up to
// the handler.
#pragma once
#include "daemon/rest/call.hpp"

namespace market {

// companies.cpp
Answer register_company(Call& call);
Answer list_companies(Call& call);
Answer show_company(Call& call);
Answer update_company(Call& call);
Answer halt_company(Call& call);
Answer resume_company(Call& call);
Answer delist_company(Call& call);
Answer start_auction(Call& call);
Answer uncross_company(Call& call);
Answer issue_shares(Call& call);

// corporate_actions.cpp
Answer pay_dividend(Call& call);
Answer split_shares(Call& call);

// traders.cpp
Answer register_trader(Call& call);
Answer list_traders(Call& call);
Answer show_trader(Call& call);
Answer deposit_cash(Call& call);
Answer withdraw_cash(Call& call);
Answer show_portfolio(Call& call);
Answer update_trader(Call& call);
Answer close_trader(Call& call);
Answer add_key(Call& call);
Answer revoke_key(Call& call);

// orders.cpp
Answer place_order(Call& call);
Answer preview_order(Call& call);
Answer show_order(Call& call);
Answer show_order_by_client_id(Call& call);
Answer amend_order(Call& call);
Answer cancel_order(Call& call);
Answer cancel_orders(Call& call);
Answer cancel_after(Call& call);

// batch.cpp
Answer batch_orders(Call& call);

// order_lists.cpp
Answer list_orders(Call& call);
Answer list_trader_orders(Call& call);

// market_data.cpp
Answer list_market(Call& call);
Answer show_market(Call& call);
Answer show_book(Call& call);
Answer show_auction(Call& call);
Answer show_clock(Call& call);

// bars.cpp
Answer list_bars(Call& call);

// trades.cpp
Answer list_market_trades(Call& call);
Answer list_trades(Call& call);
Answer list_trader_trades(Call& call);

// fees.cpp
Answer show_fees(Call& call);
Answer set_fees(Call& call);
Answer estimate_fees(Call& call);
Answer list_fee_revenue(Call& call);

// ledger.cpp
Answer list_ledger(Call& call);

// equity.cpp
Answer list_equity(Call& call);
Answer list_leaderboard(Call& call);

// simulation.cpp
Answer show_simulation(Call& call);
Answer load_simulation(Call& call);
Answer start_simulation(Call& call);
Answer pause_simulation(Call& call);
Answer stop_simulation(Call& call);
Answer set_simulation_speed(Call& call);
Answer step_simulation(Call& call);
Answer shock_simulation(Call& call);
Answer report_simulation(Call& call);

// snapshots.cpp
Answer create_snapshot(Call& call);
Answer list_snapshots(Call& call);

// health.cpp
Answer check_live(Call& call);
Answer check_ready(Call& call);

// metrics.cpp
Answer show_metrics(Call& call);

// server.cpp
Answer show_server(Call& call);
Answer show_audit(Call& call);
Answer show_server_config(Call& call);
Answer show_open_api(Call& call);

}  // namespace market
