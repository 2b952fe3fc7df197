#include "sim/schedule.hpp"

#include <utility>

#include "core/check.hpp"
#include "sim/price_grid.hpp"

namespace market::sim {

// Tags below the number of events are these; those above are the ends of halts.

Schedule::Schedule(std::vector<ScheduledEvent> events, std::vector<Target> targets, OrderGateway& gateway)
    : events_(std::move(events)), targets_(std::move(targets)), gateway_(gateway) {
  MARKET_CHECK(events_.size() == targets_.size());
}

void Schedule::start(Kernel& kernel) {
  for (std::size_t i = 0; i < events_.size(); ++i) kernel.schedule(kernel.now() + events_[i].at, i);
}

void Schedule::wake(Kernel& kernel, Tag tag) {
  if (tag >= 2 * events_.size()) return;  // of a state that was saved with another schedule
  if (tag < events_.size()) {
    std::visit([&](const auto& what) { happen(what, tag, kernel); }, events_[tag].what);
  } else {
    gateway_.submit(ResumeCompany{targets_[tag - events_.size()].company}, kernel.now());
  }
}

void Schedule::happen(const ShockSpec& shock, std::size_t index, Kernel&) {
  targets_[index].driver->scale(1 + shock.relative_return);
}

void Schedule::happen(const NewsSpec& news, std::size_t index, Kernel&) {
  targets_[index].driver->scale(1 + news.relative_return);
  targets_[index].driver->excite(news.activity, news.decay);
}

void Schedule::happen(const HaltSpec& halt, std::size_t index, Kernel& kernel) {
  if (!gateway_.submit(HaltCompany{targets_[index].company, halt.reason}, kernel.now())) return;
  if (halt.duration) kernel.schedule(kernel.now() + *halt.duration, events_.size() + index);
}

void Schedule::happen(const DividendSpec& dividend, std::size_t index, Kernel& kernel) {
  const CompanyId company = targets_[index].company;
  PayDividend pay;
  pay.company = company;
  pay.per_share = dividend.per_share;
  pay.payer = AccountRef::issuer(company);
  if (!gateway_.submit(pay, kernel.now())) return;
  targets_[index].driver->subtract(to_double(Price(dividend.per_share.units())));
}

}  // namespace market::sim
