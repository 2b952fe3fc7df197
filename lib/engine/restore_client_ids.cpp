// Client order ids: those of open orders, and those of ended ones in the order in which they ended.
#include <algorithm>

#include "engine/restore.hpp"
#include "engine/row_bounds.hpp"

namespace market {
namespace {

using Rows = std::vector<const ClientIdImage*>;

std::string check_row(const Exchange::State& state, const ClientIdImage& row) {
  if (!state.known(row.trader)) return "its trader is unknown";
  if (!parse_client_order_id(row.text.view())) return "its text is not one";
  if (state.client_ids.held(row.trader, row.text) != nullptr) return "it stands twice";
  if (row.order == OrderId() || row.order > state.last_order) return "its order is out of range";
  const std::uint32_t slot = state.orders.find(row.order);
  if (row.ended_at) {
    if (!is_past(*row.ended_at, state.now)) return "its time is out of range";
    return slot == kNoSlot ? std::string() : "its order is open";
  }
  if (slot == kNoSlot || state.orders.resting(slot).trader != row.trader)
    return "its order is not an open one of its trader";
  return state.orders.resting(slot).client == kNoSlot ? std::string() : "its order has another one";
}

std::string add(Exchange::State& state, const ClientIdImage& row) {
  if (std::string fault = check_row(state, row); !fault.empty())
    return "client order id of order " + std::to_string(row.order.value()) + ": " + fault;
  const std::uint32_t number = state.client_ids.insert(row.trader, row.text, row.order, row.fingerprint);
  if (row.ended_at)
    state.client_ids.end(number, *row.ended_at);
  else
    state.orders.resting(state.orders.find(row.order)).client = number;
  return {};
}

// Their places are the next ones, and time did not go back from one to the next.
std::string check_places(const Rows& ended, std::uint64_t first) {
  for (std::size_t i = 0; i < ended.size(); ++i)
    if (ended[i]->ended_place != first + i || (i > 0 && *ended[i]->ended_at < *ended[i - 1]->ended_at))
      return "client order id of order " + std::to_string(ended[i]->order.value()) +
             ": it is not the next that ended";
  return {};
}

}  // namespace

std::string restore_client_ids(Exchange::State& state, const VenueImage& venue,
                               const std::vector<ClientIdImage>& rows) {
  Rows open, ended;
  for (const ClientIdImage& row : rows) {
    if (!row.ended_at)
      open.push_back(&row);
    else if (row.ended_place >= venue.first_ended_client_id)
      ended.push_back(&row);
  }
  std::sort(ended.begin(), ended.end(),
            [](const auto* a, const auto* b) { return a->ended_place < b->ended_place; });
  if (std::string fault = check_places(ended, venue.first_ended_client_id); !fault.empty()) return fault;
  state.client_ids.resume_after(venue.first_ended_client_id - 1);
  for (const Rows* part : {&open, &ended})
    for (const ClientIdImage* row : *part)
      if (std::string fault = add(state, *row); !fault.empty()) return fault;
  return {};
}

}  // namespace market
