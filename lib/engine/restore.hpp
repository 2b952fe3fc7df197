// Taking an image over into an empty State, a kind of rows at a time, in this order. Each returns what is
// wrong with its rows, empty when nothing is; a State that was given wrong rows is of no use. Rows come from
// a file that may be damaged, so nothing is believed that could break a later step or command. Private to
// lib/engine.
#pragma once
#include <string>

#include "engine/state.hpp"

namespace market {

std::string restore_venue(Exchange::State& state, const VenueImage& venue);
std::string restore_companies(Exchange::State& state, const std::vector<CompanyImage>& rows);
std::string restore_traders(Exchange::State& state, const std::vector<TraderImage>& rows);
// After those who pay, are paid and choose a schedule are known.
std::string restore_fees(Exchange::State& state, const FeeTable& table);
std::string restore_positions(Exchange::State& state, const std::vector<PositionImage>& rows);
std::string restore_orders(Exchange::State& state, const VenueImage& venue,
                           const std::vector<OrderImage>& rows);
// Of an order with conditions, once all orders are there as records.
std::string check_links(const Exchange::State& state, const RestingOrder& order);
std::string restore_client_ids(Exchange::State& state, const VenueImage& venue,
                               const std::vector<ClientIdImage>& rows);
// What the rows say together: that cash, shares and fees add up, and that no book is crossed.
std::string check_restored(const Exchange::State& state);

}  // namespace market
