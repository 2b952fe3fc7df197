// clang-format off
// The text format of scenarios: what people do in a market, line by line, and what must come of it. "#" starts a
// comment; a line that ends with "\" goes on in the next. Orders and trades are numbered as the exchange numbers them,
// from 1. T is a trader, C a company, N a number of shares, ID an order, X an amount, P and S prices, TIME "+90s" (from
// now) or RFC 3339.
//
// Set-up
//   company C tick 0.01 lot 1 shares 1000 price 100.00 [band 5] [fees NAME] [steps 10.00:0.05…]
//           [breaker 10% 5m 2m]                 (percent, within, how long the auction takes)
//   update C [tick X] [lot N] [band X|none] [fees NAME|default] [steps 10.00:0.05…|none] [breaker 10% 5m 2m|none]
//   trader T cash 50000 [holding C=100]… [fees NAME] [LIMIT]…
//   update T [name WORD] [fees NAME|default] [LIMIT]…               (limits that are not named stay)
//       LIMIT is max_open_orders N, max_order_quantity N|none, max_order_value X|none, max_orders_per_second N|none
//   close T
//   issue C T N       deposit T X       withdraw T X       key T NAME       revoke T NAME
//   fees SCHEDULE… default NAME share exchange|issuer|trader:T FRACTION…
//       SCHEDULE is schedule NAME MAKER TAKER [auction RULE] [tier VOLUME MAKER_BPS TAKER_BPS]…; MAKER, TAKER and
//       RULE are BPS[,per_share=X][,flat=X][,min=X][,max=X]
//   dividend C per_share X|total X [from issuer|exchange|trader:T|issuer:C]       (else from the issuer)
//   split C 3 for 2
//   window 24h                                  (how long client order ids are kept)
//   rules [collar 25] [always_open] [days mon-fri|mon,tue…] [open 09:30] [close 16:00] [opening 5m] [closing 5m]
//         [holiday 2026-12-25]…                 (what is not named is the default; any part of a calendar means:
//                                               not always open)
// Orders
//   T buys|sells N C @ P | market | stop S [@ P] | trail X | trail X%
//       [gtc|ioc|fok|day|gtd TIME|opg|cls] [post_only] [show N] [as CLIENT_ORDER_ID]
//       [stp cancel_newest|cancel_oldest|cancel_both|decrement|allow] [allow_self_trade]
//       [bracket target P stop S [limit P]] [oto target P | oto stop S [limit P]] [oco stop S [limit P]]
//   amend ID [to N] [@ P] [stop S]       cancel ID       cancel all [trader T] [company C] [side buy|sell]
//   cancel_after T 60s|0
// The venue
//   halt C       resume C       auction C [for 5m|until TIME]       uncross C       delist C
//   advance                                     (AdvanceTime by hand; never needed)
// Time begins at 2026-01-05T00:00:00Z, a Monday, and stands still but for these. What is due on the way is done.
//   wait 90s       now TIME
//
// A command line may end with what becomes of it; without, it must be applied.
//   -> refused CODE       -> 7 STATUS [REASON]  (the order)       -> repeated 7       -> ok
//   -> canceled 3 5|-                           (all orders that the command ended, in order; also of wait and now)
//
// Checks of what the last command did follow it. All its trades are listed, in order.
//   trade 4 @ 101.25 maker 1 taker 2 [fees MAKER TAKER]
//   trade 4 @ 101.25 auction buy 1 sell 2 [fees BUYER SELLER]
//   prevented INCOMING RESTING                  (a line for each self trade, if there is a line for any)
//   activated ID…|-       ended ID…|-           (all of them, in order)
//   events accepted:ID amended:ID activated:ID ended:ID trade:BUY/SELL prevented:INCOMING/RESTING…  (all, in order)
//   detail WORD…                                (each occurs in the refusal's explanation)
//   retry 250ms                                 (after which a refused order would pass)
//   transfer KIND X from ACCOUNT to ACCOUNT | transfer KIND N C from ACCOUNT to ACCOUNT | transfer -
//       (of cash or shares, otherwise than by a trade; a line for each, if there is a line for any)
//       KIND is deposit, withdrawal, dividend, issue, split, close; ACCOUNT outside, exchange, trader:T, issuer:C,
//       treasury:C
// Checks of what is. "-" where there is none.
//   order ID STATUS [REASON] [left N] [filled N] [quantity N] [limit P] [stop S] [show N] [trail X|X%]
//         [fees X] [value X] [ahead N] [class CLASS] [parent ID] [legs ID…] [expires TIME]
//   expect T [status open|closed] [cash X] [reserved X] [fees X] [volume X] [open N] [keys N] [allowance N]
//         [deadline TIME] [C N] [C.reserved N] [C.cost X] [C.average X] [C.pnl X]
//         (volume: of the trailing 30 days; allowance: orders that its rate would let pass now)
//   expect C [status S] [auction KIND|none] [shares N] [treasury N] [initial P] [reference P] [last P] [revenue X]
//   revenue X                                   (of the exchange; what it and issuers have now)
//   fee_revenue [exchange X] [issuer:C X]… [trader:T X]…                (what each was ever paid of fees)
//   totals [deposits X] [withdrawals X] [taken X] [distributed X]       (of cash, and of fees, ever)
//   fee T|- C|- maker|taker|auction N @ P X     (what such a fill would be charged now)
//   book C [asks 6@101.25…|-] [bids …]       queue C [asks 1:6@101.25…|-] [bids …]   (order:shown@price)
//   indication C P N [buy|sell N] | indication C none         (price, quantity and what is left over)
//   due TIME|none                               (when something is due next)
//   phase PHASE                                 (of the session calendar)
// A preview applies nothing. Accepted, all its fills follow, then its sums.
//   preview T buys … [-> refused CODE]
//   fill N @ P
//   preview_total filled N value X fees X
// clang-format on
#pragma once
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/exchange.hpp"
#include "tests/support/scenario_words.hpp"

namespace market::test {

std::vector<ScenarioLine> read_scenario(const std::filesystem::path& file);

// The command that a line states; nullopt when the line states none. Names are looked up in `exchange`; an
// unknown name becomes an id that nothing has. `now` is what "+90s" counts from.
std::optional<Command> parse_command(const ScenarioLine& line, const Exchange& exchange, Timestamp now);
// The order of a line "preview T buys …".
PlaceOrder parse_preview(const ScenarioLine& line, const Exchange& exchange, Timestamp now);

}  // namespace market::test
