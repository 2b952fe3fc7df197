#include "venue/venue.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {

Venue::Venue(const Options& options)
    : durability_(options.durability),
      journal_(options.journal_file, options.durability),
      settings_(options.settings) {
  const Seq last = journal_.replay([&](const Command& command, Stamp stamp) {
    const auto applied = exchange_.apply(command, stamp);
    if (!applied)
      throw JournalCorrupt(options.journal_file.string() + ": command " + std::to_string(stamp.seq) +
                           " cannot be applied (" + std::string(to_text(applied.error().code)) + ": " +
                           applied.error().detail + ")");
    history_.record(exchange_);
    publish(stamp.seq, stamp.time);  // so that feeds resume over the restart
  });
  MARKET_CHECK(last == exchange_.seq());
  clock_ = std::make_unique<VenueClock>(options.clock_mode, options.speed, exchange_.now());
}

Venue::~Venue() {
  close();
}

void Venue::start(Journal::Callbacks callbacks) {
  journal_.start(exchange_.seq(), std::move(callbacks));
  with([this](Session& session) {
    if (exchange_.settings() == settings_) return;
    const auto applied = session.submit(Configure{settings_});
    MARKET_CHECK(applied);  // the daemon's configuration was validated
  });
}

void Venue::close() {
  journal_.close();
}

Timestamp Venue::now() const {
  return std::max(clock_->now(), exchange_.now());
}

// An exception on the way (no memory left) would leave the exchange ahead of the journal; ending here loses
// nothing.
tl::expected<Applied, Refused> Venue::submit(const Command& command) noexcept {
  const Stamp stamp{exchange_.seq() + 1, now()};
  auto applied = exchange_.apply(command, stamp);
  if (!applied || applied->repeated) return applied;
  history_.record(exchange_);
  publish(stamp.seq, stamp.time);
  journal_.append(command, stamp);  // last: once it is durable, the feed may read what was published
  return applied;
}

// One message for each trade, then one for each company whose best prices or sizes the command changed.
void Venue::publish(Seq seq, Timestamp time) {
  std::uint32_t n = 0;
  touched_.clear();
  const auto touch = [this](CompanyId company) {
    if (std::find(touched_.begin(), touched_.end(), company) == touched_.end()) touched_.push_back(company);
  };
  for (const Event& event : exchange_.events()) {
    if (const auto* trade = std::get_if<Trade>(&event)) {
      feed_.push({seq, n++, time, trade->company, exchange_.company(trade->company).symbol, *trade});
      touch(trade->company);
    } else if (const auto* accepted = std::get_if<OrderAccepted>(&event)) {
      touch(accepted->company);
    } else if (const auto* amended = std::get_if<OrderAmended>(&event)) {
      touch(amended->company);
    } else if (const auto* ended = std::get_if<OrderEnded>(&event)) {
      touch(ended->company);
    }
  }
  for (const CompanyId company : touched_) publish_quote(company, seq, time, n);
}

void Venue::publish_quote(CompanyId company, Seq seq, Timestamp time, std::uint32_t& n) {
  if (company.value() >= published_tops_.size()) published_tops_.resize(company.value() + 1);
  TopOfBook& published = published_tops_[company.value()];
  const TopOfBook top = exchange_.top(company);
  if (top == published) return;
  published = top;
  feed_.push({seq, n++, time, company, exchange_.company(company).symbol, top});
}

}  // namespace market
