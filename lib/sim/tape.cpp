#include "sim/tape.hpp"

#include <cmath>

#include "sim/state_archive.hpp"

namespace market::sim {

void TradeFlow::state(StateArchive& archive) {
  archive.fields(trades, volume, signed_volume, signed_root);
}

void PriceHistory::state(StateArchive& archive) {
  for (double& price : prices_) archive.field(price);
  archive.field(added_);
}

void CompanySignals::state(StateArchive& archive) {
  archive.fields(fundamental, activity, flow, signs, history);
}

Tape::Tape(MarketPort& market, const std::vector<CompanyId>& companies)
    : market_(market), signals_(companies.size()), seen_(market.last_trade()) {
  for (std::size_t i = 0; i < companies.size(); ++i) {
    const std::size_t id = companies[i].value();
    if (index_of_.size() <= id) index_of_.resize(id + 1, companies.size());
    index_of_[id] = i;
    signals_[i].company = companies[i];
  }
}

void Tape::update() {
  if (market_.last_trade() == seen_) return;
  fresh_.clear();
  market_.trades_after(seen_, fresh_);
  for (const Trade& trade : fresh_) {
    seen_ = trade.id;
    const std::size_t id = trade.company.value();
    if (id >= index_of_.size() || index_of_[id] == signals_.size()) continue;
    CompanySignals& signals = signals_[index_of_[id]];
    TradeFlow& flow = signals.flow;
    ++flow.trades;
    flow.volume += trade.quantity.shares();
    if (trade.auction) continue;
    const bool buys = trade.aggressor == Side::buy;
    const double root = std::sqrt(static_cast<double>(trade.quantity.shares()));
    flow.signed_root += buys ? root : -root;
    flow.signed_volume += buys ? trade.quantity.shares() : -trade.quantity.shares();
    signals.signs.add(buys ? trade.buy_order : trade.sell_order, trade.aggressor);
  }
}

void Tape::state(StateArchive& archive) {
  for (CompanySignals& signals : signals_) archive.field(signals);
  archive.field(seen_);
  if (seen_ > market_.last_trade()) archive.fail("knows trades that the market does not have");
}

}  // namespace market::sim
